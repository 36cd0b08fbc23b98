using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Stock;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Orders;

namespace TimurApiConnect.SyncWorker.Publishing;

/// <summary>What is claimed of the goods that a shop sells, at this moment.</summary>
internal sealed class StockClaimsSource(
    ReservationStore reservations,
    MeasureStore measures,
    OrderMerchants merchants,
    IOptionsMonitor<ShopsOptions> shops
)
{
    /// <summary>The claims on goods as they were when their stock was read.</summary>
    /// <param name="key">The shop's key.</param>
    /// <param name="shop">The shop.</param>
    /// <param name="stockAt">When the stock was read that it sells by.</param>
    /// <param name="stopping">Stops.</param>
    public async Task<StockClaims> LoadAsync(
        string key,
        ShopOptions shop,
        DateTimeOffset stockAt,
        CancellationToken stopping
    )
    {
        // Another merchant's orders hold nothing of what this one sells.
        var sharing = await merchants.OwnAsync(
            [.. shops.CurrentValue.BySupplier()[shop.Supplier]],
            stopping
        );
        var active = await measures.ActiveAsync(key, stopping);
        return new()
        {
            Reserved = await reservations.ReservedAsync(sharing, stockAt, stopping),
            ExtraBuffer = active.Select(m => m.Pieces).DefaultIfEmpty().Max(),
            OffSale = active.Select(m => m.Article).OfType<int>().ToHashSet(),
        };
    }
}
