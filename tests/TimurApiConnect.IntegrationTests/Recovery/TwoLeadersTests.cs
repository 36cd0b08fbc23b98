using Dapper;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Databases;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Recovery;

/// <summary>A worker stands still until another has its shops, and then goes on as if it still had them.</summary>
public class TwoLeadersTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Nothing_of_what_the_old_leader_read_or_decided_is_written()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "SIGSTOP is sent with kill.");
        await using var product = await Product.StartAsync(postgres: true);
        using var old = product.StartWorkerProcess("Cluster:ProbeEvery=00:00:01");
        var expected = await product.FirstListAsync();
        var sku = expected.First(o => o.Value.Stock > 5).Key;
        await product.Sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "latency",
                delay = "00:00:02",
                method = "quantity-price",
            }
        );
        Run? stale = null;
        await SandboxServer.UntilAsync(
            async () =>
                (
                    stale = (
                        await product.Runs.ListAsync("demo", null, 2, Stopping)
                    ).FirstOrDefault(r => r is { State: RunState.Running, Stage: "stock" })
                )
                    is not null,
            $"the old leader reads the stock; it says: {old.Output}",
            30
        );
        // The answer comes while it stands still, and shows the stock from before.
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Sandbox.FaultsAsync("al-style"))
                    .GetProperty("done")
                    .TryGetProperty("latency", out var done)
                && done.GetInt32() > 0,
            "the supplier has the question"
        );
        await old.SignalAsync("STOP");
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Sandbox.RequestsAsync("al-style", 1))
                    .GetProperty("requests")[0]
                    .GetProperty("path")
                    .GetString()!
                    .EndsWith("quantity-price", StringComparison.Ordinal),
            "the supplier has answered"
        );
        await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = 0 });
        expected[sku] = (expected[sku].Price, 0);
        using var next = product.StartWorkerProcess("Cluster:ProbeEvery=00:00:01");
        await EndState.AssertReachedAsync(product, expected, "the next leader took over");

        await old.SignalAsync("CONT");
        // It finds that the others have shut it out, and ends with a code by which it is started again.
        await SandboxServer.UntilAsync(
            () => Task.FromResult(old.HasExited),
            () => Task.FromResult($"the old leader ends; it says: {old.Output}"),
            60
        );
        Assert.Equal(3, old.ExitCode);

        await EndState.AssertReachedAsync(product, expected, "the old leader is gone");
        Assert.Equal(
            RunState.Abandoned,
            (await product.Runs.FindAsync(stale!.Id, Stopping))!.State
        );
        await using var connection = await product.Gateway.Get<Database>().OpenAsync(Stopping);
        Assert.Equal(
            0,
            await connection.ExecuteScalarAsync<long>(
                "SELECT COUNT(*) FROM offer_change WHERE run = @Id",
                new { stale.Id }
            )
        );
        // It went off sale once and never came back.
        Assert.Equal(
            [0L],
            await connection.QueryAsync<long>(
                "SELECT stock_after FROM offer_change WHERE sku = @sku AND run > @Id",
                new { sku, stale.Id }
            )
        );
    }
}
