namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>What a reading of stock and prices brought.</summary>
/// <param name="Goods">Goods that the supplier named.</param>
/// <param name="Changed">Goods whose values changed.</param>
/// <param name="Gone">Goods that it no longer names.</param>
/// <param name="Unreadable">Values that were not understood.</param>
/// <param name="Rejected">Rows without a usable article.</param>
/// <param name="Unknown">Articles that the catalogue does not have: new goods.</param>
internal sealed record StockRead(
    int Goods,
    int Changed,
    int Gone,
    int Unreadable,
    int Rejected,
    IReadOnlyList<int> Unknown
)
{
    /// <summary>Nothing was read: what is there is young enough.</summary>
    public static StockRead Nothing { get; } = new(0, 0, 0, 0, 0, []);
}

/// <summary>What a reading of the catalogue brought.</summary>
/// <param name="Stock">The stock that was read with it.</param>
/// <param name="New">Goods never seen before.</param>
/// <param name="Changed">Goods whose stored values changed.</param>
/// <param name="Doubled">Rows that came twice because pages shifted.</param>
internal sealed record CatalogueRead(StockRead Stock, int New, int Changed, int Doubled)
{
    /// <summary>Nothing was read: what is there is young enough.</summary>
    public static CatalogueRead Nothing { get; } = new(StockRead.Nothing, 0, 0, 0);
}
