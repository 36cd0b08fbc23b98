using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>One order a day, on PostgreSQL, whatever lies in the basket.</summary>
public sealed class DailyOrderTests
{
    [Fact]
    public async Task What_the_day_has_brought_is_one_order()
    {
        await using var orders = await OrderingProduct.StartAsync(worker: false, postgres: true);
        var product = orders.Product;
        string[] daily =
        [
            .. OrderingProduct.Quick,
            "SupplierOrders:Per=Day",
            "SupplierOrders:At=00:00",
            "SupplierOrders:ForeignBasket=Clear",
        ];
        // Until the day's time has come nothing is proposed.
        var before = await product.StartWorkerAsync(daily);
        await orders.OnSaleAsync();
        var (one, other) = (await orders.BuyAsync(), await orders.BuyAsync(3));
        foreach (var code in new[] { one, other })
        {
            await SandboxServer.UntilAsync(
                async () =>
                    (await product.Gateway.JsonAsync($"/api/orders?search={code}&stage=toPack"))
                        .GetProperty("total")
                        .GetInt32() == 1,
                $"order {code} is stored"
            );
        }

        await before.StopAsync(TestContext.Current.CancellationToken);
        await orders.PutAsync((await product.Sandbox.GoodsAsync()).First(g => !g.Gone).Article);
        await product.StartWorkerAsync([.. daily, "SupplierOrders:Mode=Automatic"]);
        var placed = await orders.UntilAsync(one, SupplierOrderState.Placed);
        Assert.Equal(
            new[] { one, other }.Order(StringComparer.Ordinal),
            placed
                .Lines.SelectMany(l => l.For)
                .Select(f => f.Code)
                .Distinct()
                .Order(StringComparer.Ordinal)
        );
        Assert.Equal(5, placed.Lines.Sum(l => l.Needed));
        await orders.AssertOnceAsync(placed);
        Assert.Contains("foreign basket cleared", await orders.HistoryAsync(placed.Id));

        // The supplier cancels it: what was on it does not wait until tomorrow.
        await orders.MoveAsync(placed, "DA");
        var again = await orders.UntilAsync(other, SupplierOrderState.Proposed);
        Assert.Contains(one, again.Lines.SelectMany(l => l.For).Select(f => f.Code));
        await orders.DecideAsync(again.Id, "approve");
        placed = await orders.UntilAsync(other, SupplierOrderState.Placed);
        await orders.AssertOnceAsync(placed);
        await orders.MoveAsync(placed, "F");
        await orders.UntilAsync(other, SupplierOrderState.Shipped);
        Assert.Equal(0, await orders.ReservedAsync(placed));
    }
}
