namespace TimurApiConnect.Sandbox.Kaspi;

internal sealed record CityPrice(string CityId, long Price);

/// <summary>What one pick-up point has.</summary>
internal sealed record StoreStock(string StoreId, bool Available, int? PreOrder, long? StockCount);

/// <summary>An offer as it stands in an accepted price list: one price, or one for each city.</summary>
internal sealed record AcceptedOffer(
    string Sku,
    string Model,
    string? Brand,
    long? Price,
    IReadOnlyList<CityPrice>? CityPrices,
    IReadOnlyList<StoreStock> Stores
)
{
    public bool IsForSale => Stores.Any(s => s.Available);

    public bool Says(AcceptedOffer other) =>
        Price == other.Price
        && string.Equals(Model, other.Model, StringComparison.Ordinal)
        && string.Equals(Brand, other.Brand, StringComparison.Ordinal)
        && Stores.SequenceEqual(other.Stores)
        && (CityPrices ?? []).SequenceEqual(other.CityPrices ?? []);
}

/// <summary>A rule that an offer breaks.</summary>
internal sealed record OfferProblem(string Sku, int Line, string Field, string Rule, string Text);
