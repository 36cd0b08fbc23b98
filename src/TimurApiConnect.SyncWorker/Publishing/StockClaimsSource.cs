using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Stock;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.SyncWorker.Publishing;

/// <summary>What is claimed of the goods that a shop sells, at this moment.</summary>
internal sealed class StockClaimsSource(
    ReservationStore reservations,
    MeasureStore measures,
    IOptionsMonitor<ShopsOptions> shops
)
{
    public async Task<StockClaims> LoadAsync(
        string key,
        ShopOptions shop,
        CancellationToken stopping
    )
    {
        var sharing = shops.CurrentValue.BySupplier()[shop.Supplier].ToList();
        var active = await measures.ActiveAsync(key, stopping);
        return new()
        {
            Held = await reservations.ReservedAsync(sharing, stopping),
            ExtraBuffer = active.Select(m => m.Pieces).DefaultIfEmpty().Max(),
            OffSale = active.Select(m => m.Article).OfType<int>().ToHashSet(),
        };
    }
}
