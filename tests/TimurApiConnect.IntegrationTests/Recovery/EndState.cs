using System.Collections.Concurrent;
using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Databases;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Recovery;

/// <summary>What must be so after any crash, as if there had been none.</summary>
internal static class EndState
{
    /// <summary>Two cycles of a second, the time after which a dead worker is succeeded (3 s), and what a busy machine may add.</summary>
    public const int Limit = 20;

    private static readonly ConcurrentDictionary<
        int,
        Task<Dictionary<string, (long, int)>>
    > Undisturbed = new();

    /// <summary>The list of a product in which nothing ever goes wrong, by the size of the supplier's catalogue.</summary>
    public static Task<Dictionary<string, (long Price, int Stock)>> UndisturbedAsync(int goods) =>
        Undisturbed.GetOrAdd(goods, MakeAsync);

    /// <summary>Waits until exactly this list is served, then looks whether all that is stored fits it.</summary>
    public static async Task AssertReachedAsync(
        Product product,
        IReadOnlyDictionary<string, (long Price, int Stock)> expected,
        string what
    )
    {
        await SandboxServer.UntilAsync(
            async () =>
                await product.ListAsync() is { } list
                && list.Count == expected.Count
                && expected.All(o => list.GetValueOrDefault(o.Key) == o.Value),
            $"the list is as if nothing had happened: {what}",
            Limit
        );
        await AssertNoRunIsLostAsync(product);
        await AssertConsistentAsync(product);
    }

    /// <summary>Soon a run of the schedule succeeds, and none waits or works without a worker.</summary>
    private static async Task AssertNoRunIsLostAsync(Product product)
    {
        var since = TimeProvider.System.GetUtcNow();
        await SandboxServer.UntilAsync(
            async () =>
                await RunsAsync(product) is { } runs
                && runs.Any(r => r is { State: RunState.Succeeded } && r.StartedAt > since)
                && runs.All(r => r.IsOver || (r.HeartbeatAt ?? r.PlannedAt) > since.AddSeconds(-5)),
            "runs go on and none is left behind",
            Limit
        );
    }

    /// <summary>The runs; null when the look got a connection of before the crash, which is out of the pool with that.</summary>
    private static async Task<IReadOnlyList<Run>?> RunsAsync(Product product)
    {
        try
        {
            return await product.Runs.ListAsync("demo", null, 200, default);
        }
        catch (DbException)
        {
            return null;
        }
    }

    private static async Task AssertConsistentAsync(Product product)
    {
        await using var connection = await product
            .Gateway.Get<Database>()
            .OpenAsync(TestContext.Current.CancellationToken);
        // Versions count up by one, and each stands in the journal.
        var versions = (
            await connection.QueryAsync<long>(
                "SELECT version FROM price_list WHERE shop = 'demo' ORDER BY version"
            )
        ).ToList();
        Assert.Equal(Enumerable.Range(1, versions.Count).Select(v => (long)v), versions);
        var said = (
            await connection.QueryAsync<string>(
                "SELECT detail FROM journal WHERE what = 'price list published' ORDER BY id"
            )
        ).ToList();
        Assert.Equal(
            versions.Select(v => $"Version {v}:"),
            said.Select(s => s[..(s.IndexOf(':', StringComparison.Ordinal) + 1)])
        );
        // Each change begins where the one before ended, and the last one is what stands.
        Assert.Equal(
            0,
            await connection.ExecuteScalarAsync<long>(
                """
                SELECT COUNT(*) FROM (
                    SELECT stock_before AS now, LAG(stock_after) OVER (PARTITION BY article, sku ORDER BY id) AS before
                    FROM offer_change WHERE shop = 'demo') AS chain
                WHERE before IS NOT NULL AND before <> now
                """
            )
        );
        Assert.Equal(
            0,
            await connection.ExecuteScalarAsync<long>(
                """
                SELECT COUNT(*) FROM offer JOIN offer_change AS last ON last.id = (
                    SELECT MAX(id) FROM offer_change
                    WHERE shop = offer.shop AND article = offer.article AND sku = offer.sku)
                WHERE last.stock_after <> offer.stock
                """
            )
        );
    }

    private static async Task<Dictionary<string, (long, int)>> MakeAsync(int goods)
    {
        await using var product = await Product.StartAsync(
            postgres: false,
            [$"AlStyle:Goods={goods}"]
        );
        await product.StartWorkerAsync();
        return await product.FirstListAsync();
    }
}
