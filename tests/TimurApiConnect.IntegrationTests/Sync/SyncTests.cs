using System.Text.Json;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Storage.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sync;

/// <summary>The main job, from the supplier's goods to what Kaspi shows.</summary>
public class SyncTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    /// <summary>What the shipped rules sell of a good, told apart from the code: stock less one, whole multiples, no mark-downs, real prices.</summary>
    private static bool IsSellable(SandboxGood good) =>
        good.Price1.GetInt64() is > 1 and < 20_000_000
        && good.Price2.GetInt64() > 1
        && LowerBound(good) > 1;

    private static int LowerBound(SandboxGood good) =>
        int.Parse(good.Quantity.ToString().TrimStart('>'));

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_first_run_makes_a_list_of_every_sellable_good_and_Kaspi_takes_it_without_a_complaint(
        bool postgres
    )
    {
        await using var product = await Product.StartAsync(postgres, ["AlStyle:Goods=1500"]);
        using (var early = await product.Gateway.PullAsync())
        {
            Assert.Equal(503, (int)early.StatusCode);
            Assert.NotNull(early.Headers.RetryAfter);
        }

        await product.StartWorkerAsync();
        var list = await product.FirstListAsync();

        var goods = (await product.Sandbox.GoodsAsync(0, 1000))
            .Concat(await product.Sandbox.GoodsAsync(1000, 1000))
            .ToDictionary(g => $"{g.Article}", StringComparer.Ordinal);
        Assert.All(list, offer => Assert.True(IsSellable(goods[offer.Key]), offer.Key));
        Assert.All(
            list,
            offer => Assert.InRange(offer.Value.Stock, 1, LowerBound(goods[offer.Key]) - 1)
        );
        // Mark-downs and goods sold in large multiples are not in the list; everything else that is sellable is.
        var counts = (await product.ShopStatusAsync()).GetProperty("offers");
        Assert.Equal(list.Count, counts.GetProperty("onSale").GetInt32());
        Assert.True(
            list.Count > goods.Values.Count(IsSellable) * 0.9,
            $"{list.Count} of {goods.Values.Count(IsSellable)}"
        );

        var report = await product.Sandbox.PullAsync();
        Assert.Equal(
            ("applied", list.Count, 0),
            (
                report.GetProperty("outcome").GetString(),
                report.GetProperty("onSale").GetInt32(),
                report.GetProperty("problemCount").GetInt32()
            )
        );
    }

    [Fact]
    public async Task A_change_at_the_supplier_is_in_the_served_list_within_the_cadence_plus_two_seconds()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync();
        var sku = (await product.FirstListAsync()).First(o => o.Value.Stock > 5).Key;
        await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = 0 });

        var changed = TimeProvider.System.GetTimestamp();
        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())![sku].Stock == 0,
            "the sold-out good is off sale"
        );
        Assert.InRange(TimeProvider.System.GetElapsedTime(changed).TotalSeconds, 0, 3);

        await product.Sandbox.SetGoodAsync(
            int.Parse(sku),
            new
            {
                quantity = ">50",
                price1 = 10_000,
                price2 = 12_000,
            }
        );
        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())![sku] is { Stock: 49, Price: 13_610 },
            "stock and price are back"
        );

        var report = await product.Sandbox.PullAsync();
        Assert.Equal("applied", report.GetProperty("outcome").GetString());
        Assert.True((await product.Sandbox.OfferAsync(sku)).GetProperty("onSale").GetBoolean());
    }

    [Fact]
    public async Task A_list_that_loses_too_much_is_held_until_a_person_accepts_it()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync();
        var before = await product.FirstListAsync();
        await product.Sandbox.VanishAsync(300);

        await SandboxServer.UntilAsync(
            async () =>
                (await product.ShopStatusAsync()).GetProperty("hold").ValueKind
                == JsonValueKind.Object,
            "the list is held"
        );
        Assert.Equal(before, await product.ListAsync());
        var held = await product.EndedAsync(await product.AskAsync("fast"));
        Assert.Equal((RunState.Held, "held"), (held.State, held.FailureCode));

        var accepted = await product.EndedAsync(await product.AskAsync("fast", acceptLoss: true));
        Assert.Equal(RunState.Succeeded, accepted.State);
        await SandboxServer.UntilAsync(
            async () =>
                await product.ListAsync() is { } after
                && after.Count == before.Count
                && after.Count(o => o.Value.Stock > 0) < before.Count * 0.8,
            "the loss is in the served list"
        );
        Assert.Equal(
            JsonValueKind.Null,
            (await product.ShopStatusAsync()).GetProperty("hold").ValueKind
        );
    }

    [Theory]
    [InlineData("emptyCatalogue", RunState.Failed)]
    [InlineData("halfCatalogue", RunState.Held)]
    [InlineData("status", RunState.Failed)]
    [InlineData("html", RunState.Failed)]
    [InlineData("truncated", RunState.Failed)]
    public async Task A_bad_answer_changes_nothing_and_the_next_good_one_heals(
        string fault,
        RunState state
    )
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync("Schedule:FastEvery=01:00:00");
        var before = await product.FirstListAsync();
        await product.Sandbox.FailAlStyleAsync(fault, count: 50);

        var failed = await product.EndedAsync(await product.AskAsync("fast"));
        Assert.Equal(state, failed.State);
        Assert.NotEmpty(failed.Message!);
        Assert.Equal(before, await product.ListAsync());

        await product.Sandbox.PostAsync("/control/al-style/fail-next", new { clear = true });
        Assert.Equal(
            RunState.Succeeded,
            (await product.EndedAsync(await product.AskAsync("fast"))).State
        );
        Assert.Equal(before, await product.ListAsync());
    }

    [Fact]
    public async Task A_full_run_that_fails_is_tried_again_long_before_tomorrow()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync("AlStyle:BackOff=00:00:00.010");
        await product.FirstListAsync();
        var schedule = product.Gateway.Get<ScheduleStore>();
        await product.Sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "status",
                count = 50,
                method = "elements-pagination",
            }
        );

        Assert.Equal(
            RunState.Failed,
            (await product.EndedAsync(await product.AskAsync("full"))).State
        );
        var soon = TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(30);
        await SandboxServer.UntilAsync(
            async () => await schedule.NextAsync("demo", RunKind.Full, Stopping) <= soon,
            "the next full run is due after thirty fast ones"
        );
    }

    [Fact]
    public async Task New_goods_are_taken_up_without_waiting_for_the_daily_run()
    {
        await using var product = await Product.StartAsync(postgres: false);
        var good = (await product.Sandbox.GoodsAsync()).First(IsSellable);
        await product.Sandbox.VanishAsync([good.Article]);
        await product.StartWorkerAsync();
        Assert.DoesNotContain($"{good.Article}", (await product.FirstListAsync()).Keys);

        await product.Sandbox.VanishAsync([good.Article], back: true);
        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())!.ContainsKey($"{good.Article}"),
            "the new good is on sale"
        );
    }

    [Fact]
    public async Task A_full_run_keeps_the_stock_fresh_while_it_reads_the_catalogue()
    {
        await using var product = await Product.StartAsync(postgres: false, ["AlStyle:Goods=2500"]);
        await product.StartWorkerAsync("AlStyle:Interval=00:00:00.400");
        var sku = (await product.FirstListAsync()).First(o => o.Value.Stock > 5).Key;
        var full = await product.AskAsync("full");
        await SandboxServer.UntilAsync(
            async () => (await product.Runs.FindAsync(full, Stopping))!.Stage == "catalogue",
            "the catalogue is being read"
        );
        await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = 0 });

        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())![sku].Stock == 0,
            "the sold-out good is off sale"
        );
        Assert.Equal(RunState.Running, (await product.Runs.FindAsync(full, Stopping))!.State);
        Assert.Equal(RunState.Succeeded, (await product.EndedAsync(full)).State);
    }

    [Fact]
    public async Task A_run_is_stopped_on_request_and_the_next_one_works()
    {
        await using var product = await Product.StartAsync(postgres: false, ["AlStyle:Goods=2500"]);
        await product.StartWorkerAsync(
            "AlStyle:Interval=00:00:00.300",
            "Schedule:FastEvery=01:00:00"
        );
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Runs.ListAsync("demo", null, 1, Stopping))
                    is [{ State: RunState.Running }],
            "the first run"
        );
        var id = (await product.Runs.ListAsync("demo", null, 1, Stopping))[0].Id;

        await product.Gateway.JsonAsync($"/api/runs/{id}/cancel", 202, HttpMethod.Post);
        Assert.Equal(
            (RunState.Cancelled, "Stopped on request."),
            Ended(await product.EndedAsync(id))
        );
        Assert.Null(await product.ListAsync());

        Assert.Equal(
            RunState.Succeeded,
            (await product.EndedAsync(await product.AskAsync("full"))).State
        );

        static (RunState, string?) Ended(Run run) => (run.State, run.Message);
    }

    [Fact]
    public async Task Changed_rules_change_the_list_and_impossible_ones_are_refused()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync("Schedule:FastEvery=01:00:00");
        var before = await product.FirstListAsync();
        var document = Core.Rules.RulesDocument.Default;

        await product.Gateway.JsonAsync(
            "/api/shops/demo/rules",
            200,
            HttpMethod.Put,
            document.Replace("\"buffer\": 1", "\"buffer\": 3", StringComparison.Ordinal)
        );
        await SandboxServer.UntilAsync(
            async () =>
                (await product.ListAsync())!.Values.Sum(o => o.Stock)
                < before.Values.Sum(o => o.Stock),
            "more is held back"
        );

        var refused = await product.Gateway.ProblemAsync(
            "/api/shops/demo/rules",
            400,
            "rules-invalid",
            HttpMethod.Put,
            document.Replace(
                "\"scheme\": \"article\"",
                "\"scheme\": \"mapping\", \"mappingFile\": \"/no/such/file.csv\"",
                StringComparison.Ordinal
            )
        );
        Assert.Equal(
            "$.sku.mappingFile",
            refused.GetProperty("errors")[0].GetProperty("path").GetString()
        );
    }

    [Fact]
    public async Task Part_numbers_as_SKU_refuse_collisions_and_list_them()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync("Schedule:FastEvery=01:00:00");
        var before = await product.FirstListAsync();

        // Old SKUs go off sale and the new ones come: more than a fifth is lost at once, so a person must accept it.
        await product.Gateway.JsonAsync(
            "/api/shops/demo/rules",
            200,
            HttpMethod.Put,
            Core.Rules.RulesDocument.Default.Replace(
                "\"scheme\": \"article\"",
                "\"scheme\": \"partNumber\"",
                StringComparison.Ordinal
            )
        );
        await SandboxServer.UntilAsync(
            async () =>
                (await product.ShopStatusAsync()).GetProperty("hold").ValueKind
                == JsonValueKind.Object,
            "the list is held"
        );
        var accepted = await product.EndedAsync(await product.AskAsync("fast", acceptLoss: true));
        Assert.True(accepted.State == RunState.Succeeded, accepted.Message);

        // The gateway serves a new version a moment after the run has ended.
        await SandboxServer.UntilAsync(
            async () => (await product.ListAsync())![before.First().Key].Stock == 0,
            "the new list is served"
        );
        var after = (await product.ListAsync())!;
        Assert.All(before.Keys, sku => Assert.Equal(0, after[sku].Stock));
        Assert.True(after.Count(o => o.Value.Stock > 0) > 100);
        foreach (var reason in new[] { "skuCollision", "skuInvalid", "noSku" })
        {
            var found = await product.Gateway.JsonAsync($"/api/offers?reason={reason}");
            Assert.True(found.GetProperty("total").GetInt32() > 0, reason);
        }

        Assert.Equal(0, (await product.Sandbox.PullAsync()).GetProperty("problemCount").GetInt32());
    }
}
