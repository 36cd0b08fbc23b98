namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>What a request asks for: categories, brand, only goods in stock.</summary>
internal sealed class Filter(HashSet<int>? categories, int brand, bool excludeMissing)
{
    public static readonly Filter None = new(null, -1, excludeMissing: false);

    /// <summary>No good has it: an unknown brand or category gives an empty answer.</summary>
    private const int Nothing = -2;

    public static Filter Read(Asked asked, Catalogue catalogue)
    {
        var all = catalogue.Tree.All;
        var categories = asked["category"] is { Length: > 0 } text
            ? Asked
                .Numbers(text)
                .Select(id =>
                    Enumerable.Range(0, all.Count).FirstOrDefault(i => all[i].Id == id, Nothing)
                )
                .ToHashSet()
            : null;
        var brand = -1;
        if (asked["brand"] is { Length: > 0 } guid)
        {
            var brands = catalogue.Brands.All;
            brand = Enumerable
                .Range(0, brands.Count)
                .FirstOrDefault(
                    i => string.Equals(brands[i].Id, guid, StringComparison.OrdinalIgnoreCase),
                    Nothing
                );
        }

        return new(categories, brand, asked.IsOn("exclude_missing"));
    }

    public bool Takes(ShelfGood good) =>
        !good.Gone
        && (!excludeMissing || !good.IsMissing)
        && (brand == -1 || good.Brand == brand)
        && (categories is null || categories.Contains(good.Category));
}
