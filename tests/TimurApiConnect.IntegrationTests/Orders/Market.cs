using System.Text.Json;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Vendors;
using TimurApiConnect.Kaspi.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>A marketplace with goods on sale, and a shop's client of it.</summary>
internal sealed class Market : IAsyncDisposable
{
    public const string Shop = "demo";

    private Market(FeedServer feed, SandboxServer sandbox, KaspiUnderTest kaspi) =>
        (Feed, Sandbox, Kaspi) = (feed, sandbox, kaspi);

    public FeedServer Feed { get; }

    public SandboxServer Sandbox { get; }

    public KaspiUnderTest Kaspi { get; }

    public KaspiOrders Orders => Kaspi.Orders;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static async Task<Market> StartAsync(params string[] settings)
    {
        var feed = await FeedServer.StartAsync(
            FeedServer.Document([
                .. Enumerable.Range(1, 9).Select(n => FeedServer.Offer($"{n}", $"{n}000")),
            ])
        );
        var sandbox = await SandboxServer.StartAsync([
            $"Kaspi:PriceListUrl={feed.Url}",
            "Kaspi:StockCountsDown=false",
            "Kaspi:WaybillAfter=00:00:00.200",
            "Kaspi:LineChangeAfter=00:00:00.200",
            .. settings,
        ]);
        await sandbox.PullAsync();
        return new(
            feed,
            sandbox,
            KaspiUnderTest.Start(new Uri(sandbox.BaseAddress, "/shop/api/v2/"))
        );
    }

    /// <summary>Somebody buys.</summary>
    public async Task<Order> PlaceAsync(object wish)
    {
        var placed = await Sandbox.PostAsync("/control/kaspi/orders", wish);
        return await ReadAsync(placed.GetProperty("codes")[0].GetString()!);
    }

    /// <summary>The order as the client reads it.</summary>
    public async Task<Order> ReadAsync(string code)
    {
        var found = await Orders.ByCodeAsync(Shop, code, Stopping);
        Assert.True(found.Worked, $"{found.Failure}");
        return found.Value.Value!;
    }

    /// <summary>The order as it truly is.</summary>
    public Task<JsonElement> TruthAsync(Order order) =>
        Sandbox.GetAsync($"/control/kaspi/orders/{order.Code}");

    public async Task<string[]> EffectsAsync(Order order) =>
        [
            .. (await TruthAsync(order))
                .GetProperty("effects")
                .EnumerateArray()
                .Select(e => e.GetString()!),
        ];

    /// <summary>Something happens that the shop cannot cause.</summary>
    public async Task<Order> HappensAsync(Order order, string happening)
    {
        await Sandbox.PostAsync($"/control/kaspi/orders/{order.Code}/{happening}", new { });
        return await ReadAsync(order.Code);
    }

    public Task AdvanceAsync(TimeSpan by) =>
        Sandbox.PostAsync("/control/kaspi/advance", new { by });

    /// <summary>A command that must work; the order afterwards.</summary>
    public async Task<Order> DoAsync(Order order, OrderCommand command)
    {
        var reply = await Orders.SendAsync(Shop, order.Id, order.Code, command, Stopping);
        Assert.True(reply.Worked, $"{reply.Failure}");
        return await ReadAsync(order.Code);
    }

    public async ValueTask DisposeAsync()
    {
        await Kaspi.DisposeAsync();
        await Sandbox.DisposeAsync();
        await Feed.DisposeAsync();
    }
}
