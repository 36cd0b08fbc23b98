using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.ScaleOut;

/// <summary>
/// As on several machines: three workers and two gateways, each a process of its own, on one Redis and one PostgreSQL; ten shops on nine supplier
/// accounts, so that surely more than one worker has some.
/// </summary>
public class ScaleOutTests
{
    private static readonly string[] Others = [.. Enumerable.Range(3, 8).Select(n => $"shop{n}")];
    private static readonly string[] Shops = ["demo", "second", .. Others];

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Work_is_shared_and_done_once_limits_hold_a_killed_worker_loses_nothing_and_gateways_agree()
    {
        var tokens = Others.ToDictionary(
            shop => shop,
            _ => Guid.NewGuid().ToString("N"),
            StringComparer.Ordinal
        );
        string[] shops =
        [
            "Shops:second:Name=Second",
            "Shops:second:MerchantId=2",
            .. Others.SelectMany<string, string>(shop =>
                [
                    $"Shops:{shop}:Name={shop}",
                    $"Shops:{shop}:MerchantId={shop[4..]}",
                    $"Shops:{shop}:Supplier={shop}",
                ]
            ),
        ];
        await using var product = await Product.StartAsync(
            postgres: true,
            [
                "AlStyle:Interval=00:00:00.100",
                "AlStyle:Goods=600",
                .. tokens.Values.Select((token, i) => $"AlStyle:MoreTokens:{i}={token}"),
            ],
            shops
        );
        string[] settings =
        [
            .. shops,
            .. tokens.Select(t => $"AlStyle:Accounts:{t.Key}:Token={t.Value}"),
            "AlStyle:Interval=00:00:00.100",
            "AlStyle:Margin=00:00:00.020",
            "Schedule:FastEvery=00:00:02",
        ];
        List<ChildProcess> processes = [];
        try
        {
            for (var i = 0; i < 3; i++)
            {
                processes.Add(product.StartWorkerProcess(settings));
            }

            int[] ports = [ChildProcess.FreePort(), ChildProcess.FreePort()];
            processes.AddRange(ports.Select(port => product.StartGatewayProcess(port, shops)));
            await ListsAsync(product, processes);
            await SharedAsync(product);

            var killed = await KillAtWorkAsync(product, processes);
            var expected = await SellOutAsync(product);

            await EverywhereAsync(ports, expected);
            await AssertOnceAsync(product, killed);
        }
        finally
        {
            processes.ForEach(p => p.Dispose());
        }

        var supplier = (await product.Sandbox.StateAsync()).GetProperty("alStyle");
        Assert.Equal(0, supplier.GetProperty("refused").GetInt64());
    }

    private static async Task ListsAsync(Product product, List<ChildProcess> processes)
    {
        foreach (var shop in Shops)
        {
            await SandboxServer.UntilAsync(
                async () => await product.ListAsync(shop) is not null,
                () =>
                    Task.FromResult(
                        $"the list of {shop}; the workers say: {string.Join("\n---\n", processes.Select(p => p.Output))}"
                    ),
                60
            );
        }
    }

    /// <summary>More than one has done runs.</summary>
    private static Task SharedAsync(Product product) =>
        SandboxServer.UntilAsync(
            async () =>
                (await product.Runs.ListAsync(null, null, 200, Stopping))
                    .Where(r => r.State == RunState.Succeeded)
                    .Select(r => r.Worker)
                    .Distinct(StringComparer.Ordinal)
                    .Count() > 1,
            "runs by more than one worker",
            60
        );

    /// <summary>Kills the worker of a run that waits for the supplier's answer.</summary>
    /// <returns>The run.</returns>
    private static async Task<Run> KillAtWorkAsync(Product product, List<ChildProcess> processes)
    {
        // The supplier takes its time, so that a run that begins now is surely at work for a while.
        await product.Sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "latency",
                delay = "00:00:10",
                method = "quantity-price",
                // Every request, not the next one only.
                @for = "00:10:00",
            }
        );
        var slowSince = TimeProvider.System.GetUtcNow();
        Run? atWork = null;
        await SandboxServer.UntilAsync(
            async () =>
                (
                    atWork = (
                        await product.Runs.ListAsync(null, null, 20, Stopping)
                    ).FirstOrDefault(r =>
                        r is { State: RunState.Running, Stage: "stock" } && r.StartedAt > slowSince
                    )
                )
                    is not null,
            async () => $"a run that reads the stock; runs: {await RunsAsync(product)}",
            30
        );
        Assert.NotNull(atWork);
        processes.Single(p => atWork.Worker!.Split('/')[1] == $"{p.Id}").Kill();
        await product.Sandbox.ClearFaultsAsync("al-style");
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Runs.ListAsync(atWork.Shop, null, 20, Stopping)).Any(r =>
                    r.Id > atWork.Id && r is { AskedBy: "recovery", State: RunState.Succeeded }
                ),
            async () =>
                $"run {atWork.Id} of {atWork.Shop} is done by another worker; runs: {await RunsAsync(product)}",
            60
        );
        return (await product.Runs.FindAsync(atWork.Id, Stopping))!;
    }

    private static async Task<string> RunsAsync(Product product) =>
        string.Join('\n', await product.Runs.ListAsync(null, null, 20, Stopping));

    /// <summary>A good is sold out at the supplier.</summary>
    /// <returns>Its SKU.</returns>
    private static async Task<string> SellOutAsync(Product product)
    {
        var sku = (await product.FirstListAsync()).First(o => o.Value.Stock > 0).Key;
        await product.Sandbox.PostAsync($"/control/al-style/goods/{sku}", new { quantity = 0 });
        return sku;
    }

    /// <summary>The sold out good is off sale in every shop, and both gateways serve the same bytes under the same mark.</summary>
    private static async Task EverywhereAsync(int[] ports, string sku)
    {
        using var http = new HttpClient { Timeout = TimeSpan.FromSeconds(10) };
        foreach (var shop in Shops)
        {
            await SandboxServer.UntilAsync(
                async () =>
                {
                    var served = new List<(string? ETag, string Text)>();
                    foreach (var port in ports)
                    {
                        using var answer = await http.GetAsync(
                            new Uri($"http://127.0.0.1:{port}/feeds/{shop}/kaspi.xml"),
                            Stopping
                        );
                        served.Add(
                            (
                                answer.Headers.ETag?.Tag,
                                await answer.Content.ReadAsStringAsync(Stopping)
                            )
                        );
                    }

                    return served[0].ETag is not null
                        && served[0] == served[1]
                        && served[0]
                            .Text.Split($"<offer sku=\"{sku}\">")[1]
                            .Split("</offer>")[0]
                            .Contains("available=\"no\"", StringComparison.Ordinal);
                },
                $"the list of {shop} without {sku}, the same from both gateways",
                60
            );
        }
    }

    /// <summary>Of a shop no two runs overlap, versions count up without a gap, and nothing went wrong but the kill.</summary>
    private static async Task AssertOnceAsync(Product product, Run killed)
    {
        Assert.Equal(RunState.Abandoned, killed.State);
        var runs = await product.Runs.ListAsync(null, null, 200, Stopping);
        Assert.Empty(
            runs.Where(r => r.State is RunState.Failed or RunState.Held or RunState.Cancelled)
                .Select(r => $"{r.Id} {r.Shop} {r.State} {r.FailureCode} {r.Message}")
        );
        foreach (var shop in Shops)
        {
            var inOrder = runs.Where(r => r.Shop == shop && r.StartedAt is not null)
                .OrderBy(r => r.StartedAt)
                .ToList();
            Assert.All(
                inOrder.Zip(inOrder.Skip(1)),
                pair => Assert.True(pair.First.FinishedAt <= pair.Second.StartedAt)
            );
            // What a worker that was killed, or gave its shop to one that came, has left is done by the next.
            Assert.DoesNotContain(
                inOrder.Zip(inOrder.Skip(1)),
                pair =>
                    pair.First.State == RunState.Abandoned
                    && pair.Second is { AskedBy: "schedule", Kind: RunKind.Fast }
                    && pair.First.Kind == RunKind.Full
            );
            var versions = (
                await product.Gateway.JsonAsync($"/api/price-lists?shop={shop}&size=200")
            )
                .GetProperty("versions")
                .EnumerateArray()
                .Select(v => v.GetProperty("version").GetInt64())
                .Reverse()
                .ToList();
            Assert.NotEmpty(versions);
            Assert.Equal(Enumerable.Range(1, versions.Count).Select(v => (long)v), versions);
        }
    }
}
