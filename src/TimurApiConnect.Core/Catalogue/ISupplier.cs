using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Core.Catalogue;

/// <summary>How pressing a supplier request is: all requests of a token share one slot.</summary>
public enum Urgency
{
    /// <summary>Stock and prices: what prevents selling what is not there.</summary>
    Urgent,

    /// <summary>Names, brands, categories.</summary>
    Routine,
}

/// <summary>How far a catalogue read is.</summary>
/// <param name="Received">Rows that came, doubled ones included.</param>
/// <param name="Total">What the supplier says there are.</param>
public readonly record struct CrawlProgress(int Received, int Total);

/// <summary>A supplier account as the runs need it. Reads only; nothing here has an effect at the supplier.</summary>
public interface ISupplier
{
    /// <summary>Where the account's goods come from.</summary>
    SupplierOrigin OriginOf(string account);

    /// <summary>Stock and prices of the whole catalogue.</summary>
    Task<Outcome<StockReading>> ReadStockAsync(string account, CancellationToken stopping);

    /// <summary>The categories.</summary>
    Task<Outcome<CategoryTree>> ReadCategoriesAsync(string account, CancellationToken stopping);

    /// <summary>The names of all brands.</summary>
    Task<Outcome<IReadOnlyCollection<string>>> ReadBrandsAsync(
        string account,
        CancellationToken stopping
    );

    /// <summary>What the supplier says about the freshness of its data, as text: the cheapest read, and so the token check.</summary>
    Task<Outcome<string>> ReadFreshnessAsync(string account, CancellationToken stopping);

    /// <summary>
    /// One page of the catalogue from a row on, added to the crawl. The next page starts at the number of rows received so far, not
    /// at a multiple of the page size: the supplier cuts pages in silence.
    /// </summary>
    Task<Outcome<CrawlProgress>> ReadCataloguePageAsync(
        string account,
        CatalogueBuilder crawl,
        int received,
        CancellationToken stopping
    );

    /// <summary>Goods by article, added to the crawl: for those that the pages skipped.</summary>
    /// <returns>How many came.</returns>
    Task<Outcome<int>> ReadGoodsAsync(
        string account,
        CatalogueBuilder crawl,
        IReadOnlyCollection<int> articles,
        CancellationToken stopping
    );
}
