namespace TimurApiConnect.Core.Catalogue;

/// <summary>The number that orders rows; by reference, since rows are large.</summary>
public delegate long RowKey<T>(in T row)
    where T : struct;

/// <summary>
/// A list of structs in blocks. It grows without copying (a doubling array holds up to three times its content for a moment) and
/// hands out references, so that a hundred bytes of good are not copied at each look.
/// </summary>
public sealed class Table<T>
    where T : struct
{
    private const int Shift = 12;
    private const int Size = 1 << Shift;
    private readonly List<T[]> _blocks = [];

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The row at a position, by reference.</summary>
    public ref T this[int index]
    {
        get
        {
            ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
                (uint)index,
                (uint)Count,
                nameof(index)
            );
            return ref _blocks[index >> Shift][index & (Size - 1)];
        }
    }

    /// <summary>Adds a row at the end.</summary>
    public void Add(in T row)
    {
        if (Count >> Shift == _blocks.Count)
        {
            _blocks.Add(new T[Size]);
        }

        _blocks[Count >> Shift][Count & (Size - 1)] = row;
        Count++;
    }

    /// <summary>True when <paramref name="key"/> never falls from one row to the next.</summary>
    public bool IsOrdered(RowKey<T> key)
    {
        for (var i = 1; i < Count; i++)
        {
            if (key(in this[i - 1]) > key(in this[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>The same rows in ascending order of <paramref name="key"/>; rows with equal keys keep their order.</summary>
    public Table<T> OrderedBy(RowKey<T> key)
    {
        if (IsOrdered(key))
        {
            return this;
        }

        var order = new (long Key, int Index)[Count];
        for (var i = 0; i < Count; i++)
        {
            order[i] = (key(in this[i]), i);
        }

        Array.Sort(order);
        var sorted = new Table<T>();
        foreach (var (_, index) in order)
        {
            sorted.Add(this[index]);
        }

        return sorted;
    }
}
