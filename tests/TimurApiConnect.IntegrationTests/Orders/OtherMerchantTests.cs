using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Storage.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>A shop that is given to another merchant begins anew, whatever lies in its database.</summary>
public class OtherMerchantTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Its_orders_are_neither_shown_nor_acted_on_for_another_merchant(bool postgres)
    {
        await using var shop = await OutboxProduct.StartAsync(postgres, worker: false);
        var (product, gateway) = (shop.Product, shop.Product.Gateway);
        var first = await product.StartWorkerAsync(OutboxProduct.Quick);
        await shop.OnSaleAsync();
        var code = await shop.BuyAsync();
        await product.EndWorkerAsync(first);
        var command = await shop.AskAsync(code, new { command = "accept" });
        // Another Kaspi: the other merchant's orders are not these.
        await using var kaspi = await SandboxServer.StartAsync(
            null,
            [$"AlStyle:Token={Guid.NewGuid():N}"]
        );
        var polls = gateway.Get<OrderPollStore>();

        var second = await product.StartWorkerAsync([
            .. OutboxProduct.Quick,
            "Shops:demo:MerchantId=30000002",
            $"Kaspi:BaseUrl={new Uri(kaspi.BaseAddress, "shop/api/v2/")}",
        ]);
        await SandboxServer.UntilAsync(
            async () => (await polls.FindAsync("demo", Stopping))?.ReadAt is not null,
            "a look for the other merchant"
        );
        Assert.Empty(await shop.EffectsAsync(code));
        Assert.Empty((await gateway.Get<OrderQueries>().FindAsync(new("demo"), Stopping)).Orders);
        // This gateway still has the settings of before: it shows neither.
        foreach (
            var path in (string[])["/api/orders", "/api/guard?shop=demo", $"/api/orders/{code}"]
        )
        {
            await gateway.ProblemAsync(path, 503, "orders-of-another-merchant");
        }

        var status = await product.ShopStatusAsync();
        Assert.Equal(JsonValueKind.Null, status.GetProperty("orders").ValueKind);
        Assert.Contains(
            "merchant 30000002",
            status.GetProperty("orderAttention")[0].GetString(),
            StringComparison.Ordinal
        );
        await product.EndWorkerAsync(second);

        // Back with the first merchant everything is there, and what was asked for then is not sent late.
        await product.StartWorkerAsync(OutboxProduct.Quick);
        await gateway.JsonAsync($"/api/orders/{code}");
        Assert.Equal(
            "dismissed",
            (await gateway.JsonAsync($"/api/orders/commands/{command}"))
                .GetProperty("state")
                .GetString()
        );
        Assert.Empty(await shop.EffectsAsync(code));
    }
}
