namespace TimurApiConnect.Core.Catalogue;

/// <summary>Stock and prices of one good as just read. A price of -1 was not understood and leaves the old one standing.</summary>
/// <param name="Article">The supplier's code.</param>
/// <param name="Quantity">Stock.</param>
/// <param name="DealerPrice">Tenge, or -1.</param>
/// <param name="RetailPrice">Tenge, or -1.</param>
public readonly record struct StockLine(
    int Article,
    Quantity Quantity,
    long DealerPrice,
    long RetailPrice
);

/// <summary>
/// Stock and prices of the whole catalogue from one answer. It is read to its end before anything is changed: half an answer
/// changes nothing.
/// </summary>
public sealed class StockReading
{
    /// <summary>A line for each good that the answer named.</summary>
    public Table<StockLine> Lines { get; init; } = new();

    /// <summary>Values that were not understood (shapes never seen before, prices that are no numbers).</summary>
    public int Unreadable { get; set; }

    /// <summary>Lines without a usable article.</summary>
    public int Rejected { get; set; }
}
