using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sync;

/// <summary>Promise P5: old supplier data stop selling by themselves, and start again by themselves.</summary>
public class StockAgeTests
{
    [Fact]
    public async Task With_the_supplier_away_first_what_there_is_little_of_stops_then_all_and_all_comes_back()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync(
            "AlStyle:BreakFor=00:00:02",
            "StockAge:LittleStopsAfter=00:00:04",
            "StockAge:Little=5",
            "StockAge:AllStopsAfter=00:00:12",
            // The vendor is left alone after some failures in a row; here it may be tried again at once.
            "AlStyle:BreakFor=00:00:01"
        );
        var before = await product.FirstListAsync();
        Assert.Contains(before.Values, o => o.Stock is > 0 and <= 5);
        Assert.Contains(before.Values, o => o.Stock > 5);

        await product.Sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "status",
                status = 503,
                @for = "00:10:00",
            }
        );
        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())!.Values.All(o => o.Stock is 0 or > 5),
            "offers with little stock stop"
        );
        Assert.Contains((await product.ListAsync())!.Values, o => o.Stock > 5);
        var said = (await product.ShopStatusAsync())
            .GetProperty("lastFast")
            .GetProperty("message")
            .GetString();
        Assert.Contains(
            "offers with at most 5 in stock are not sold",
            said,
            StringComparison.Ordinal
        );

        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())!.Values.All(o => o.Stock == 0),
            "everything stops"
        );
        // Nothing is left out: what is not in the list, Kaspi would go on to show for a while.
        Assert.Equal(before.Keys.Order(), (await product.ListAsync())!.Keys.Order());

        await product.Sandbox.ClearFaultsAsync("al-style");
        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())!.Count(o => o.Value.Stock > 0) == before.Count,
            "everything is sold again"
        );
    }

    [Fact]
    public async Task After_a_change_of_the_token_what_there_is_little_of_stops_too_and_nothing_is_sold_anew()
    {
        await using var product = await Product.StartAsync(postgres: false, ["AlStyle:Goods=300"]);
        var worker = await product.StartWorkerAsync();
        var before = await product.FirstListAsync();
        Assert.Contains(before.Values, o => o.Stock is > 0 and <= 5);
        await product.EndWorkerAsync(worker);

        // The sandbox knows no such token: nothing is read with it.
        await product.StartWorkerAsync(
            $"AlStyle:Accounts:main:Token={Guid.NewGuid():N}",
            "AlStyle:BreakFor=00:00:01",
            "StockAge:LittleStopsAfter=00:00:04",
            "StockAge:Little=5",
            "StockAge:AllStopsAfter=01:00:00"
        );
        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())!.Values.All(o => o.Stock is 0 or > 5),
            "offers with little stock stop"
        );
        var after = (await product.ListAsync())!;
        Assert.Equal(before.Keys.Order(), after.Keys.Order());
        Assert.All(after.Where(o => o.Value.Stock > 0), o => Assert.Equal(before[o.Key], o.Value));
        Assert.Contains(after.Values, o => o.Stock > 5);
    }
}
