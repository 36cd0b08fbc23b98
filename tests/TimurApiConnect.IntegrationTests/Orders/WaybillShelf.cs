using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>Stores packed orders with their waybills, as the worker does when it has fetched them.</summary>
internal sealed class WaybillShelf(Database database, string shop = "demo")
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public async Task KeepAsync(params IEnumerable<(string Code, byte[] Pdf)> waybills)
    {
        var lease = await new LeaseStore(database, TimeProvider.System).TryTakeAsync(
            $"shelf:{Guid.NewGuid()}",
            "test",
            TimeSpan.FromMinutes(5),
            Stopping
        );
        var now = TimeProvider.System.GetUtcNow();
        var all = waybills.ToList();
        var orders = all.ConvertAll(w => Order(w.Code, now));
        await new OrderStore(database).SaveAsync(shop, orders, lease!, now, Stopping);
        var store = new WaybillStore(database);
        foreach (var (order, waybill) in orders.Zip(all))
        {
            await store.KeepAsync(shop, new(order, 0), waybill.Pdf, lease!, now, Stopping);
        }
    }

    private static Order Order(string code, DateTimeOffset now) =>
        new($"id{code}", code, OrderState.KaspiDelivery, OrderStatus.Accepted, now, 1000)
        {
            Lines = [],
            IsKaspiDelivery = true,
            IsAssembled = true,
            WaybillAddress = new($"https://kaspi.kz/waybill/{code}"),
        };
}
