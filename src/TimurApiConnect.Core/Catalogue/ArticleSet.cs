namespace TimurApiConnect.Core.Catalogue;

/// <summary>
/// Which articles have come: one bit each in pages of 65,536. Suppliers number their goods densely, so this takes a twentieth of a hash set.
/// </summary>
internal sealed class ArticleSet
{
    private readonly Dictionary<int, ulong[]> _pages = [];
    private ulong[] _last = [];
    private int _lastPage = -1;

    /// <summary>Adds an article above 0; false when it was there.</summary>
    public bool Add(int article)
    {
        if (article >> 16 != _lastPage)
        {
            _lastPage = article >> 16;
            if (!_pages.TryGetValue(_lastPage, out var page))
            {
                _pages[_lastPage] = page = new ulong[1024];
            }

            _last = page;
        }

        ref var bits = ref _last[(article >> 6) & 1023];
        var bit = 1UL << (article & 63);
        var added = (bits & bit) == 0;
        bits |= bit;
        return added;
    }

    /// <summary>Whether it was added.</summary>
    public bool Contains(int article) =>
        _pages.TryGetValue(article >> 16, out var page)
        && (page[(article >> 6) & 1023] & (1UL << (article & 63))) != 0;
}
