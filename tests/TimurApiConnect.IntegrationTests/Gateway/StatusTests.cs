using System.Text.Json;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.PriceLists;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.PriceLists;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Gateway;

public sealed class StatusTests
{
    [Fact]
    public async Task A_shop_where_all_is_well_needs_no_attention()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(
            await shop.PublishAsync(ShopDriver.Good(1), ShopDriver.Good(2, quantity: "0"))
        );
        await shop.EndedRunAsync(RunKind.Full, RunState.Succeeded, "Published.");
        await shop.EndedRunAsync(RunKind.Fast, RunState.Succeeded, "Nothing to publish.");
        (await server.PullAsync()).Dispose();
        await UntilAsync(
            async () => (await server.Get<PullStore>().ListAsync("demo", 1, Stopping)).Count == 1,
            "the pull is recorded"
        );

        var status = await server.JsonAsync("/api/status");

        Assert.Empty(status.GetProperty("attention").EnumerateArray());
        Assert.Equal("ok", status.GetProperty("state").GetString());
        Assert.EndsWith("Z", status.GetProperty("now").GetString(), StringComparison.Ordinal);
        var demo = status.GetProperty("shops")[0];
        Assert.Equal(1, demo.GetProperty("priceList").GetProperty("version").GetInt64());
        Assert.Equal(
            "/feeds/demo/kaspi.xml",
            demo.GetProperty("priceList").GetProperty("path").GetString()
        );
        Assert.Equal("Published.", demo.GetProperty("lastFull").GetProperty("message").GetString());
        Assert.Equal("succeeded", demo.GetProperty("lastFast").GetProperty("state").GetString());
        Assert.Equal(JsonValueKind.Null, demo.GetProperty("hold").ValueKind);
        Assert.Equal(200, demo.GetProperty("pulls")[0].GetProperty("status").GetInt32());
        Assert.Equal(1, demo.GetProperty("offers").GetProperty("onSale").GetInt32());
        Assert.Equal(
            "outOfStock",
            demo.GetProperty("offers").GetProperty("reasons")[0].GetProperty("reason").GetString()
        );
        Assert.Equal("main", status.GetProperty("accounts")[0].GetProperty("account").GetString());
        Assert.Equal("healthy", status.GetProperty("database").GetProperty("state").GetString());
        Assert.Equal("healthy", status.GetProperty("cache").GetProperty("state").GetString());
    }

    [Fact]
    public async Task What_is_wrong_is_told_with_the_next_move()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        var fresh = await AttentionAsync(server);
        Assert.Contains(fresh, a => a.Contains("no price list was published yet"));
        Assert.Contains(fresh, a => a.Contains("stock and prices were never read"));

        await shop.EndedRunAsync(
            RunKind.Fast,
            RunState.Failed,
            "Al-Style refused.",
            "token-refused"
        );
        await shop.HoldAsync(new Hold("too-many-lost", 100, 10, 90, "It would lose 90 of 100."));
        await server
            .Get<IVendorMemory>()
            .NoteAsync(
                new VendorNote(
                    VendorName.AlStyle,
                    "main",
                    "quantity-price",
                    new Failure(
                        FailureKind.ServerError,
                        "Al-Style",
                        "quantity-price",
                        "Status 502.",
                        "Wait."
                    ),
                    TimeSpan.FromSeconds(1)
                ),
                Stopping
            );

        var later = await AttentionAsync(server);
        Assert.Contains(later, a => a.Contains("run (1) failed. Al-Style refused."));
        Assert.Contains(later, a => a.Contains("a price list is held") && a.Contains("90 of 100"));
        Assert.Contains(later, a => a.Contains("server-error") && a.Contains("Wait."));
        var status = await server.JsonAsync("/api/status");
        Assert.Equal("attention", status.GetProperty("state").GetString());
        Assert.Equal(
            "too-many-lost",
            status.GetProperty("shops")[0].GetProperty("hold").GetProperty("code").GetString()
        );
        Assert.True(status.GetProperty("vendors")[0].GetProperty("failing").GetBoolean());
    }

    [Fact]
    public async Task The_journal_and_the_versions_are_listed()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));

        var journal = await server.JsonAsync("/api/journal?shop=demo&size=1");
        var versions = await server.JsonAsync("/api/price-lists");
        var validation = await server.JsonAsync("/api/price-lists/demo/validation");
        using var download = await server.SendAsync(HttpMethod.Get, "/api/price-lists/demo/1");
        using var feed = await server.PullAsync();

        Assert.Equal(
            "price list published",
            journal.GetProperty("entries")[0].GetProperty("what").GetString()
        );
        Assert.Equal(1, versions.GetProperty("versions")[0].GetProperty("version").GetInt64());
        Assert.True(validation.GetProperty("valid").GetBoolean());
        Assert.Equal(await BytesAsync(feed), await BytesAsync(download));
        await server.ProblemAsync("/api/price-lists/demo/2", 404, "price-list-not-found");
        await server.ProblemAsync("/api/price-lists/other/1", 404, "shop-not-found");
        await server.ProblemAsync("/api/price-lists/other/validation", 404, "shop-not-found");
        await server.ProblemAsync("/api/price-lists?size=0", 400, "query-invalid");
        await server.ProblemAsync("/api/journal?size=x", 400, "query-invalid");
        await server.ProblemAsync("/api/pulls?size=501", 400, "query-invalid");
    }

    [Fact]
    public async Task A_shop_without_a_list_has_nothing_to_validate()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.ProblemAsync("/api/price-lists/demo/validation", 404, "price-list-not-found");
    }

    private static async Task<string[]> AttentionAsync(GatewayServer server) =>
        [
            .. (await server.JsonAsync("/api/status"))
                .GetProperty("attention")
                .EnumerateArray()
                .Select(a => a.GetString()!),
        ];
}
