namespace TimurApiConnect.Core.Catalogue;

/// <summary>Brand names, each kept once; a good carries the position.</summary>
public sealed class Brands
{
    private readonly List<Text> _names = [default];
    private string?[] _strings = [];
    private readonly Dictionary<Text, int> _positions = new(TextComparer.Instance)
    {
        [default] = 0,
    };

    /// <summary>How many there are, the empty one included.</summary>
    public int Count => _names.Count;

    /// <summary>The name at a position; position 0 is the empty name.</summary>
    public Text this[int position] => _names[position];

    /// <summary>The name at a position as a string; made once. Shops ask side by side: a name that two make at once is the same.</summary>
    public string NameOf(int position)
    {
        var strings = Volatile.Read(ref _strings);
        if (strings.Length <= position)
        {
            strings = new string?[_names.Count];
            Volatile.Write(ref _strings, strings);
        }

        return strings[position] ??= _names[position].ToString();
    }

    /// <summary>The position of a name, added when it is new.</summary>
    public int Add(string name) => Add(System.Text.Encoding.UTF8.GetBytes(name));

    /// <summary>The position of a name, added when it is new.</summary>
    public int Add(ReadOnlySpan<byte> utf8)
    {
        var lookup = _positions.GetAlternateLookup<ReadOnlySpan<byte>>();
        if (lookup.TryGetValue(utf8, out var known))
        {
            return known;
        }

        var name = new Text(utf8.ToArray(), 0, utf8.Length);
        _names.Add(name);
        _positions.Add(name, _names.Count - 1);
        return _names.Count - 1;
    }

    /// <summary>All positions whose name equals one of the given, whatever the letter case.</summary>
    public IEnumerable<int> PositionsOf(IReadOnlyCollection<string> names)
    {
        var wanted = names.ToHashSet(StringComparer.OrdinalIgnoreCase);
        return Enumerable.Range(0, _names.Count).Where(i => wanted.Contains(_names[i].ToString()));
    }
}
