using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Storage.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Month;

/// <summary>
/// From a buyer's click to stored, and to accepted at Kaspi, beside the poll interval. A benchmark, not a timed test: <c>eng/latency</c> runs it.
/// </summary>
public class LatencyBenchmark(ITestOutputHelper output)
{
    private const int Orders = 60;
    private static readonly TimeSpan Poll = TimeSpan.FromSeconds(5);

    [Fact(Explicit = true)]
    public async Task From_a_buyers_click_to_stored_and_accepted()
    {
        await using var product = await Product.StartAsync(
            postgres: true,
            ["AlStyle:Goods=300"],
            ["Orders:PollEvery=00:00:05"]
        );
        await product.StartWorkerAsync(
            $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
            "Orders:PollEvery=00:00:05",
            "Schedule:FastEvery=00:00:05"
        );
        await product.FirstListAsync();
        await product.AcceptByItselfAsync();
        await product.Sandbox.PullAsync();
        var dice = new Dice(5);
        using var timer = new PeriodicTimer(Poll / 3);
        for (var i = 0; i < Orders; i++)
        {
            // At any moment between two looks.
            timer.Period = Poll / 3 * (0.2 + (dice.Share() * 1.6));
            await timer.WaitForNextTickAsync(TestContext.Current.CancellationToken);
            await product.Sandbox.PostAsync("/control/kaspi/orders", new { });
        }

        List<JsonElement> truth = [];
        await SandboxServer.UntilAsync(
            async () =>
                (
                    truth = [
                        .. (await product.Sandbox.GetAsync("/control/kaspi/orders?last=100"))
                            .GetProperty("orders")
                            .EnumerateArray(),
                    ]
                ).TrueForAll(o => o.GetProperty("acceptedAt").ValueKind != JsonValueKind.Null),
            "all orders accepted",
            60
        );
        var queries = product.Gateway.Get<OrderQueries>();
        var (stored, accepted) = (new List<double>(), new List<double>());
        foreach (var order in truth)
        {
            var placed = order.GetProperty("createdAt").GetDateTimeOffset();
            var here = await queries.FindAsync(
                "demo",
                order.GetProperty("code").GetString()!,
                TestContext.Current.CancellationToken
            );
            stored.Add((here!.FirstSeenAt - placed) / Poll);
            accepted.Add((order.GetProperty("acceptedAt").GetDateTimeOffset() - placed) / Poll);
        }

        var text =
            $"{truth.Count} orders, poll interval {Poll.TotalSeconds:0} s; in poll intervals: stored median {At(stored, 0.5):0.00}, p95 {At(stored, 0.95):0.00}; accepted at Kaspi median {At(accepted, 0.5):0.00}, p95 {At(accepted, 0.95):0.00}, most {accepted.Max():0.00}.";
        output.WriteLine(text);
        if (Environment.GetEnvironmentVariable("TIMUR_LATENCY_LOG") is { Length: > 0 } log)
        {
            await File.WriteAllTextAsync(log, $"{text}\n", TestContext.Current.CancellationToken);
        }
    }

    private static double At(List<double> values, double share) =>
        values.Order().ElementAt((int)(share * (values.Count - 1)));
}
