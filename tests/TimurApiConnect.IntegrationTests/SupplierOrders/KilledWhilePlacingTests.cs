using TimurApiConnect.Core.SupplierOrders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>A worker is killed while it sends an order; another one takes its place and there is one order.</summary>
public sealed class KilledWhilePlacingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task There_is_one_order(bool carriedOut)
    {
        await using var orders = await OrderingProduct.StartAsync(worker: false);
        string[] settings = [.. OrderingProduct.Quick, "SupplierOrders:Mode=Automatic"];
        string code;
        using (var dying = orders.Product.StartWorkerProcess(settings))
        {
            await orders.OnSaleAsync();
            await orders.FailAsync("cart-api/submit", "hang", carriedOut);
            code = await orders.BuyAsync();
            await orders.UntilAsync(code, SupplierOrderState.Placing);
            dying.Kill();
        }

        await orders.Product.LetRunOutAsync("%");
        await orders.Product.StartWorkerAsync(settings);
        var placed = await orders.UntilAsync(code, SupplierOrderState.Placed, 90);
        await orders.AssertOnceAsync(placed);
    }
}
