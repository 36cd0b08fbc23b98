namespace TimurApiConnect.Core.Catalogue;

/// <summary>
/// Everything known of a supplier account's goods at one moment, ordered by article. It never changes: shops decide from it side by side while
/// the account's owner makes the next one. The database holds the same and is the truth.
/// </summary>
public sealed record Snapshot
{
    /// <summary>The goods, ascending by article, each article once.</summary>
    public required Table<Good> Goods { get; init; }

    /// <summary>The brands that goods refer to.</summary>
    public required Brands Brands { get; init; }

    /// <summary>The categories.</summary>
    public required CategoryTree Categories { get; init; }

    /// <summary>When the catalogue (names, brands, categories) was read completely, UTC.</summary>
    public required DateTimeOffset CatalogueAt { get; init; }

    /// <summary>Whether there are goods, and the supplier itself has named them: its catalogue was read completely, from its own address with its own token.</summary>
    public bool IsConfirmed => Goods.Count > 0 && CatalogueAt > DateTimeOffset.UnixEpoch;

    /// <summary>When stock and prices were read, UTC: the age of the data that shops sell by.</summary>
    public DateTimeOffset StockAt { get; init; }

    /// <summary>The version in the database that this equals.</summary>
    public long Version { get; init; }

    /// <summary>Nothing known yet.</summary>
    public static Snapshot Empty() =>
        new()
        {
            Goods = new(),
            Brands = new(),
            Categories = CategoryTree.Empty,
            CatalogueAt = DateTimeOffset.UnixEpoch,
            StockAt = DateTimeOffset.UnixEpoch,
        };

    /// <summary>The position of an article, or -1.</summary>
    public int Find(int article)
    {
        var (low, high) = (0, Goods.Count - 1);
        while (low <= high)
        {
            var middle = (int)(((uint)low + (uint)high) >> 1);
            var found = Goods[middle].Article;
            if (found == article)
            {
                return middle;
            }

            (low, high) = found < article ? (middle + 1, high) : (low, middle - 1);
        }

        return -1;
    }
}
