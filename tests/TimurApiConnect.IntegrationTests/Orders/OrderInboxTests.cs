using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>Orders from the buyer to the API, through the whole product.</summary>
public class OrderInboxTests
{
    private static readonly string[] Kaspi =
    [
        $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
        "Orders:PollEvery=00:00:01",
        "Kaspi:PerSecond=100",
        "Kaspi:Attempts=1",
        "Kaspi:BreakFor=00:00:01",
        "Tokens:CheckEvery=00:00:01",
    ];

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task An_order_is_stored_followed_and_finished(bool postgres)
    {
        await using var product = await StartAsync(postgres);
        await product.StartWorkerAsync([.. Kaspi, "Schedule:FastEvery=00:05:00"]);
        await OnSaleAsync(product);
        var code = await BuyAsync(product);
        var order = await SeenAsync(product, code, "new");
        Assert.Equal("APPROVED_BY_BANK", order.GetProperty("status").GetString());
        var detail = await product.Gateway.JsonAsync($"/api/orders/{code}");
        Assert.Equal(
            order.GetProperty("total").GetInt64(),
            detail.GetProperty("lines").EnumerateArray().Sum(l => l.GetProperty("total").GetInt64())
        );
        Assert.Equal("7000000001", detail.GetProperty("buyer").GetProperty("phone").GetString());

        await HappensAsync(product, code, "buyer-cancels");
        // It is in no list of open orders any more: it is read again by itself.
        await SeenAsync(product, code, "cancelled");
        var history = (await product.Gateway.JsonAsync($"/api/orders/{code}"))
            .GetProperty("history")
            .EnumerateArray()
            .Select(h =>
                $"{h.GetProperty("field").GetString()}: {h.GetProperty("before").GetString()} > {h.GetProperty("after").GetString()}"
            )
            .ToList();
        Assert.Equal("seen:  > NEW, APPROVED_BY_BANK", history[0]);
        Assert.Contains("status: APPROVED_BY_BANK > CANCELLED", history);
        Assert.Contains("cancellation reason:  > BUYER_CANCELLATION_HIMSELF", history);
        var open = await product.Gateway.JsonAsync("/api/orders?open=true");
        Assert.Equal(0, open.GetProperty("total").GetInt32());
        var shop = await product.ShopStatusAsync();
        Assert.False(shop.GetProperty("orders").GetProperty("isLate").GetBoolean());
        Assert.Contains(
            (await product.Gateway.JsonAsync("/api/status"))
                .GetProperty("promises")
                .EnumerateArray(),
            p =>
                p.GetProperty("id").GetString() == "P1"
                && p.GetProperty("state").GetString() == "kept"
        );
    }

    [Fact]
    public async Task Orders_that_skip_new_that_are_over_and_many_are_found()
    {
        await using var product = await StartAsync(postgres: true, "Kaspi:AutoAccept=true");
        var first = await product.StartWorkerAsync("Schedule:FastEvery=00:05:00");
        await OnSaleAsync(product);
        await product.EndWorkerAsync(first);
        await product.Sandbox.PostAsync("/control/kaspi/orders", new { count = 230 });
        var gone = await BuyAsync(product);
        await HappensAsync(product, gone, "buyer-cancels");
        await product.StartWorkerAsync([.. Kaspi, "Schedule:FastEvery=00:05:00"]);
        await SandboxServer.UntilAsync(
            async () => await TotalAsync(product, "") == 231,
            "all orders",
            60
        );
        Assert.Equal(230, await TotalAsync(product, "?stage=toPack"));
        Assert.Equal(1, await TotalAsync(product, "?open=false"));
        Assert.Equal(1, await TotalAsync(product, $"?search={gone}"));
        Assert.Equal(0, await TotalAsync(product, "?search=%25"));
        Assert.Equal(
            500,
            (await product.Gateway.JsonAsync("/api/orders?size=500")).GetProperty("size").GetInt32()
        );
    }

    [Fact]
    public async Task While_kaspi_is_away_the_status_says_so_and_nothing_is_lost()
    {
        await using var product = await StartAsync(postgres: false);
        await product.StartWorkerAsync([.. Kaspi, "Schedule:FastEvery=00:05:00"]);
        await OnSaleAsync(product);
        await SeenAsync(product, await BuyAsync(product), "new");
        await product.Sandbox.ArrangeAsync(
            "kaspi",
            new
            {
                kind = "status",
                status = 503,
                @for = "00:10:00",
            }
        );
        var code = await BuyAsync(product);
        await SandboxServer.UntilAsync(
            async () =>
                (await product.ShopStatusAsync())
                    .GetProperty("orders")
                    .GetProperty("isLate")
                    .GetBoolean(),
            "the status says that orders are late",
            60
        );
        Assert.Contains(
            (await product.Gateway.JsonAsync("/api/status"))
                .GetProperty("attention")
                .EnumerateArray(),
            a => a.GetString()!.Contains("Kaspi", StringComparison.Ordinal)
        );
        await product.Sandbox.ClearFaultsAsync("kaspi");
        await SeenAsync(product, code, "new");
        await SandboxServer.UntilAsync(
            async () =>
                !(await product.ShopStatusAsync())
                    .GetProperty("orders")
                    .GetProperty("isLate")
                    .GetBoolean(),
            "the status is well again"
        );
    }

    [Fact]
    public async Task What_cannot_be_asked_is_said()
    {
        await using var product = await StartAsync(postgres: false);
        var problem = await product.Gateway.JsonAsync(
            "/api/orders?stage=lost&open=perhaps&size=0",
            400
        );
        Assert.Equal(3, problem.GetProperty("errors").EnumerateArray().Count());
        var none = await product.Gateway.JsonAsync("/api/orders/1", 404);
        Assert.Equal("order-not-found", none.GetProperty("code").GetString());
    }

    private static Task<Product> StartAsync(bool postgres, params string[] sandbox) =>
        Product.StartAsync(
            postgres,
            ["AlStyle:Goods=300", .. sandbox],
            ["Orders:PollEvery=00:00:01"]
        );

    private static async Task OnSaleAsync(Product product)
    {
        await product.FirstListAsync();
        await product.Sandbox.PullAsync();
    }

    private static async Task<string> BuyAsync(Product product) =>
        (await product.Sandbox.PostAsync("/control/kaspi/orders", new { }))
            .GetProperty("codes")[0]
            .GetString()!;

    private static Task HappensAsync(Product product, string code, string what) =>
        product.Sandbox.PostAsync($"/control/kaspi/orders/{code}/{what}", new { });

    private static async Task<int> TotalAsync(Product product, string query) =>
        (await product.Gateway.JsonAsync($"/api/orders{query}")).GetProperty("total").GetInt32();

    /// <summary>The order, once the API shows it in a stage.</summary>
    private static async Task<JsonElement> SeenAsync(Product product, string code, string stage)
    {
        JsonElement found = default;
        await SandboxServer.UntilAsync(
            async () =>
            {
                var page = await product.Gateway.JsonAsync(
                    $"/api/orders?search={code}&stage={stage}"
                );
                if (page.GetProperty("total").GetInt32() == 0)
                {
                    return false;
                }

                found = page.GetProperty("orders")[0];
                return true;
            },
            $"order {code} is {stage}",
            60
        );
        return found;
    }
}
