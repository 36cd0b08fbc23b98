using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sync;

/// <summary>More than one worker, and workers that die.</summary>
public class WorkersTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Three_workers_and_three_shops_share_one_account_without_a_refusal_and_without_a_double_run()
    {
        string[] shops =
        [
            "Shops:second:Name=Second",
            "Shops:second:MerchantId=2",
            "Shops:third:Name=Third",
            "Shops:third:MerchantId=3",
        ];
        await using var product = await Product.StartAsync(
            postgres: true,
            ["AlStyle:Interval=00:00:00.100"],
            shops
        );
        for (var i = 0; i < 3; i++)
        {
            await product.StartWorkerAsync([
                .. shops,
                "AlStyle:Interval=00:00:00.100",
                "AlStyle:Margin=00:00:00.020",
            ]);
        }

        foreach (var shop in new[] { "demo", "second", "third" })
        {
            await product.FirstListAsync(shop);
            await product.EndedAsync(await product.AskAsync("full", shop: shop));
            await product.EndedAsync(await product.AskAsync("fast", shop: shop));
        }

        var runs = await product.Runs.ListAsync(null, null, 200, Stopping);
        Assert.DoesNotContain(runs, r => r.State is RunState.Failed);
        // All of an account is owned on one worker, once all three are there.
        Assert.Single(
            runs.GroupBy(r => r.Shop, StringComparer.Ordinal)
                .Select(shop => shop.MaxBy(r => r.Id)!.Worker)
                .Where(w => w is not null)
                .Distinct(StringComparer.Ordinal)
        );
        foreach (var shop in runs.GroupBy(r => r.Shop, StringComparer.Ordinal))
        {
            var inOrder = shop.Where(r => r.StartedAt is not null)
                .OrderBy(r => r.StartedAt)
                .ToList();
            Assert.All(
                inOrder.Zip(inOrder.Skip(1)),
                pair => Assert.True(pair.First.FinishedAt <= pair.Second.StartedAt)
            );
        }

        var refused = (await product.Sandbox.StateAsync())
            .GetProperty("alStyle")
            .GetProperty("refused")
            .GetInt64();
        Assert.Equal(0, refused);
    }

    [Fact]
    public async Task A_second_worker_on_one_SQLite_file_refuses_to_start_and_says_what_to_do()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync();

        var error = await Assert.ThrowsAsync<InvalidOperationException>(() =>
            product.StartWorkerAsync()
        );

        Assert.Contains("SQLite serves one worker", error.Message, StringComparison.Ordinal);
        Assert.Contains("Workers:Replicas", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_worker_killed_in_the_middle_of_the_catalogue_is_replaced_and_the_list_comes_all_the_same()
    {
        await using var product = await Product.StartAsync(postgres: true, ["AlStyle:Goods=2500"]);
        using (var dying = product.StartWorkerProcess("AlStyle:Interval=00:00:00.300"))
        {
            await SandboxServer.UntilAsync(
                async () =>
                    await product.Runs.ListAsync("demo", null, 1, Stopping)
                        is [{ Stage: "catalogue", Done: > 500 }],
                $"the catalogue is being read; the worker says: {dying.Output}",
                60
            );
            dying.Kill();
        }

        await product.StartWorkerAsync();
        await product.FirstListAsync();

        var runs = await product.Runs.ListAsync("demo", null, 10, Stopping);
        Assert.Contains(runs, r => r is { State: RunState.Abandoned, Kind: RunKind.Full });
        Assert.Contains(
            runs,
            r => r is { AskedBy: "recovery", Kind: RunKind.Full, State: RunState.Succeeded }
        );
    }

    [Fact]
    public async Task A_worker_that_stops_in_order_leaves_no_run_behind()
    {
        await using var product = await Product.StartAsync(postgres: true, ["AlStyle:Goods=2500"]);
        var worker = await product.StartWorkerAsync("AlStyle:Interval=00:00:00.300");
        await SandboxServer.UntilAsync(
            async () =>
                await product.Runs.ListAsync("demo", null, 1, Stopping) is [{ Stage: "catalogue" }],
            "the catalogue is being read"
        );

        await worker.StopAsync(Stopping);

        var run = Assert.Single(await product.Runs.ListAsync("demo", null, 1, Stopping));
        Assert.Equal(
            (RunState.Cancelled, "Stopped because the worker shuts down."),
            (run.State, run.Message)
        );
    }
}
