using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Databases;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Recovery;

/// <summary>A worker is killed in each stage of a run; another one takes its place and nobody else does anything.</summary>
public class KilledWorkerTests
{
    private const int Goods = 600;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("stock", "00:00:02")]
    [InlineData("catalogue", "00:00:00.500")]
    public async Task In_its_first_run(string stage, string interval)
    {
        await using var product = await StartAsync();
        using (var dying = product.StartWorkerProcess($"AlStyle:Interval={interval}"))
        {
            // Between two answers: the run waits for its turn.
            await StageAsync(
                product,
                dying,
                r => r.Stage == stage && (stage == "stock" || r.Done > 0)
            );
            dying.Kill();
        }

        await product.StartWorkerAsync();

        await EndState.AssertReachedAsync(product, await EndState.UndisturbedAsync(Goods), stage);
        await AssertTakenUpAsync(product, RunKind.Full);
    }

    [Fact]
    public async Task While_the_supplier_answers()
    {
        await using var product = await StartAsync();
        Dictionary<string, (long Price, int Stock)> expected;
        using (var dying = product.StartWorkerProcess())
        {
            expected = await SellOutAsync(product);
            // With the turn and the account's lease in hand.
            await product.Sandbox.ArrangeAsync(
                "al-style",
                new
                {
                    kind = "latency",
                    delay = "00:00:10",
                    method = "quantity-price",
                }
            );
            await StageAsync(product, dying, r => r.Stage == "stock");
            dying.Kill();
        }

        await product.Sandbox.ClearFaultsAsync("al-style");
        await product.StartWorkerAsync();

        await EndState.AssertReachedAsync(product, expected, "stock");
        await AssertTakenUpAsync(product, RunKind.Fast);
    }

    [Theory]
    [InlineData("storing", "good")]
    [InlineData("publish", "price_list")]
    public async Task While_it_writes(string stage, string table)
    {
        await using var product = await StartAsync();
        Dictionary<string, (long Price, int Stock)> expected;
        // Only the run that is asked for.
        using (var dying = product.StartWorkerProcess("Schedule:FastEvery=01:00:00"))
        {
            await product.FirstListAsync();
            // Held, its transaction is half done when it is killed.
            await using var connection = await product.Gateway.Get<Database>().OpenAsync(Stopping);
            await using (var locked = await LockAsync(connection, table))
            {
                expected = await SellOutAsync(product);
                var asked = await product.AskAsync("full");
                await StageAsync(product, dying, r => r.Id == asked && r.Stage == stage);
                dying.Kill();
                await locked.RollbackAsync(Stopping);
            }
        }

        await product.StartWorkerAsync();

        await EndState.AssertReachedAsync(product, expected, stage);
        await AssertTakenUpAsync(product, stage == "storing" ? RunKind.Full : null);
    }

    private static Task<Product> StartAsync() =>
        Product.StartAsync(postgres: true, [$"AlStyle:Goods={Goods}"]);

    private static async Task<DbTransaction> LockAsync(DbConnection connection, string table)
    {
        var transaction = await connection.BeginTransactionAsync(Stopping);
        // Readers are let through.
        await connection.ExecuteAsync($"LOCK TABLE {table} IN EXCLUSIVE MODE", null, transaction);
        return transaction;
    }

    /// <summary>Takes some goods off the supplier's stock, and tells what the list must become.</summary>
    private static async Task<Dictionary<string, (long Price, int Stock)>> SellOutAsync(
        Product product
    )
    {
        var list = await product.FirstListAsync();
        foreach (var sku in list.Where(o => o.Value.Stock > 5).Take(3).Select(o => o.Key).ToList())
        {
            await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = 0 });
            list[sku] = (list[sku].Price, 0);
        }

        return list;
    }

    private static Task StageAsync(Product product, ChildProcess worker, Func<Run, bool> isThere) =>
        SandboxServer.UntilAsync(
            async () =>
                (await product.Runs.ListAsync("demo", null, 2, Stopping)).Any(r =>
                    r.State == RunState.Running && isThere(r)
                ),
            async () =>
                $"the run is there; runs: {string.Join("; ", (await product.Runs.ListAsync("demo", null, 5, Stopping)).Select(r => $"{r.Id} {r.Kind} {r.State} in {r.Stage}"))}; the worker says: {worker.Output}",
            60
        );

    /// <summary>The run was closed, and what it was to do was done.</summary>
    private static async Task AssertTakenUpAsync(Product product, RunKind? kind)
    {
        var runs = await product.Runs.ListAsync("demo", null, 200, Stopping);
        var dead = Assert.Single(runs, r => r.State == RunState.Abandoned);
        Assert.Contains(
            runs,
            r =>
                r.Id > dead.Id
                && r.State == RunState.Succeeded
                && r.AskedBy == "recovery"
                && r.Kind >= (kind ?? dead.Kind)
        );
    }
}
