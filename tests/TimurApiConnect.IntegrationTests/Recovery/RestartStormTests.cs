using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Recovery;

/// <summary>A worker that is killed again and again, wherever it just is.</summary>
public class RestartStormTests
{
    private const int Kills = 10;

    [Fact]
    public async Task Ten_kills_in_a_row_leave_no_trace()
    {
        await using var product = await Product.StartAsync(
            postgres: false,
            ["AlStyle:Interval=00:00:00.100"]
        );
        string[] limit = ["AlStyle:Interval=00:00:00.100", "AlStyle:Margin=00:00:00.020"];
        var lot = new Random(3);
        for (var kill = 0; kill < Kills; kill++)
        {
            await product.Sandbox.ChangeAsync(stock: 20, price: 20);
            var before = await RequestsAsync(product);
            using var worker = product.StartWorkerProcess(limit);
            // Anywhere in a run, or at its end.
            var some = lot.Next(1, 8);
            await SandboxServer.UntilAsync(
                async () => await RequestsAsync(product) >= before + some,
                () =>
                    Task.FromResult(
                        $"{some} requests to the supplier; the worker says: {worker.Output}"
                    ),
                60
            );
            worker.Kill();
        }

        // What it comes to is what a product makes of the same supplier that was never killed.
        await product.StartWorkerAsync(limit);
        var twin = OnSale(await ListOfTwinAsync(product, limit));
        await SandboxServer.UntilAsync(
            async () =>
                await product.ListAsync() is { } list
                && OnSale(list) is var now
                && now.Count == twin.Count
                && twin.All(o => now.GetValueOrDefault(o.Key) == o.Value),
            "what is on sale is what the twin sells",
            EndState.Limit
        );
        await EndState.AssertReachedAsync(product, (await product.ListAsync())!, "ten kills");
        Assert.Equal(
            0,
            (await product.Sandbox.StateAsync())
                .GetProperty("alStyle")
                .GetProperty("refused")
                .GetInt64()
        );
    }

    /// <summary>The first list of another product at the same supplier, in the same turn.</summary>
    private static async Task<Dictionary<string, (long Price, int Stock)>> ListOfTwinAsync(
        Product product,
        string[] limit
    )
    {
        await using var twin = await Product.StartAsync(postgres: false);
        await twin.StartWorkerAsync([
            $"AlStyle:BaseUrl={new Uri(product.Sandbox.BaseAddress, "api/")}",
            $"AlStyle:Accounts:main:Token={product.Token}",
            .. limit,
        ]);
        return await twin.FirstListAsync();
    }

    // What was on sale once stays in the list.
    private static Dictionary<string, (long Price, int Stock)> OnSale(
        Dictionary<string, (long Price, int Stock)> list
    ) =>
        list.Where(o => o.Value.Stock > 0)
            .ToDictionary(o => o.Key, o => o.Value, StringComparer.Ordinal);

    private static async Task<long> RequestsAsync(Product product) =>
        (await product.Sandbox.RequestsAsync("al-style", 1))
            .GetProperty("counts")
            .EnumerateArray()
            .Sum(c => c.GetProperty("count").GetInt64());
}
