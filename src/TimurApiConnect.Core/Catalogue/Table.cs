namespace TimurApiConnect.Core.Catalogue;

/// <summary>The number that orders rows; by reference, since rows are large.</summary>
public delegate long RowKey<T>(in T row)
    where T : struct;

/// <summary>
/// A list of structs in blocks. It grows without copying (a doubling array holds up to three times its content for a moment) and
/// hands out references, so that a hundred bytes of good are not copied at each look. A fork shares all blocks until one of the two
/// changes a row: then that block alone is copied, so that who reads the other sees nothing of it.
/// </summary>
public sealed class Table<T>
    where T : struct
{
    // Some 40 KB of goods: small enough not to live among the large objects, which are collected late.
    private const int Shift = 9;
    private const int Size = 1 << Shift;
    private readonly List<T[]> _blocks = [];

    // Blocks before this are shared with a fork unless they are in the set of the copied ones.
    private int _shared;
    private HashSet<int>? _copied;

    /// <summary>How many rows there are.</summary>
    public int Count { get; private set; }

    /// <summary>The row at a position, by reference.</summary>
    public ref readonly T this[int index]
    {
        get
        {
            ThrowIfOutside(index);
            return ref _blocks[index >> Shift][index & (Size - 1)];
        }
    }

    /// <summary>The row at a position, to be changed. Forks do not see it.</summary>
    public ref T Change(int index)
    {
        ThrowIfOutside(index);
        return ref Own(index >> Shift)[index & (Size - 1)];
    }

    /// <summary>Adds a row at the end.</summary>
    public void Add(in T row)
    {
        if (Count >> Shift == _blocks.Count)
        {
            _blocks.Add(new T[Size]);
        }

        Own(Count >> Shift)[Count & (Size - 1)] = row;
        Count++;
    }

    /// <summary>
    /// The same rows in a table of its own, for the price of a list of its blocks. Not while somebody changes this one.
    /// </summary>
    public Table<T> Fork()
    {
        var fork = new Table<T> { Count = Count, _shared = _blocks.Count };
        fork._blocks.AddRange(_blocks);
        (_shared, _copied) = (_blocks.Count, null);
        return fork;
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

    private T[] Own(int block)
    {
        if (block < _shared && (_copied ??= []).Add(block))
        {
            _blocks[block] = (T[])_blocks[block].Clone();
        }

        return _blocks[block];
    }

    private void ThrowIfOutside(int index) =>
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(
            (uint)index,
            (uint)Count,
            nameof(index)
        );
}
