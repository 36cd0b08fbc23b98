using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Text.Json;
using TimurApiConnect.AppHost;

namespace TimurApiConnect.AppHostTests;

/// <summary>What somebody can do with the started application from the dashboard or the command line.</summary>
[Collection(GraphTests.Name)]
public sealed class CommandTests(Graph graph)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_sync_on_demand_brings_a_price_list()
    {
        var answer = await graph.CommandAsync(
            ResourceNames.Gateway,
            "sync-now",
            ("shop", "demo"),
            ("kind", "full")
        );

        Assert.True(answer.Success, answer.Message);
        Assert.Equal(CommandResultFormat.Json, answer.Data!.Format);
        Assert.Equal(
            "full",
            JsonElement.Parse(answer.Data.Value)[0].GetProperty("kind").GetString()
        );
        await ListAsync(graph);
    }

    [Fact]
    public async Task A_sync_of_all_shops_is_the_default_and_an_unknown_shop_is_refused()
    {
        var all = await graph.CommandAsync(ResourceNames.Gateway, "sync-now");
        var nobody = await graph.CommandAsync(
            ResourceNames.Gateway,
            "sync-now",
            ("shop", "nobody")
        );

        Assert.True(all.Success, all.Message);
        Assert.Equal(1, JsonElement.Parse(all.Data!.Value).GetArrayLength());
        Assert.False(nobody.Success);
    }

    [Fact]
    public async Task A_sync_on_demand_is_one_trace_from_the_call_to_the_vendor_with_its_log_lines()
    {
        // As dotnet aspire with its telemetry off: what it asks for is marked as not to be traced.
        using var untraced = new Activity("command").Start();
        Assert.False(untraced.Recorded);
        var answer = await graph.CommandAsync(ResourceNames.Gateway, "sync-now");
        Assert.True(answer.Success, answer.Message);
        var id = JsonElement
            .Parse(answer.Data!.Value)[0]
            .GetProperty("id")
            .GetInt64()
            .ToString(CultureInfo.InvariantCulture);
        HashSet<string> seen = new(StringComparer.Ordinal);
        string? trace = null;
        await Proc.WaitUntilAsync(
            async () =>
            {
                var spans = SeenSpan.All(await graph.TelemetryAsync("spans?limit=10000"));
                // Where another test has asked for a full run meanwhile, it is that one.
                var run = spans.FirstOrDefault(s =>
                    s.Name is "run fast" or "run full" && s.Run == id
                );
                trace = run?.Trace;
                seen =
                [
                    .. spans.Where(s => s.Trace == trace).Select(s => $"{s.Service}: {s.Name}"),
                ];
                return seen.IsSupersetOf([
                    "gateway: POST /api/sync",
                    $"sync-worker: {run?.Name ?? "run"}",
                    "sync-worker: al-style quantity-price",
                    "sync-worker: decide",
                ]);
            },
            Graph.Limit,
            () => $"The trace of run {id} has: {string.Join(", ", seen)}"
        );
        var logs = "";
        await Proc.WaitUntilAsync(
            async () =>
                (
                    logs = (
                        await graph.TelemetryAsync($"logs?traceId={trace}&limit=1000")
                    ).GetRawText()
                ).Contains($" run {id} of demo: ", StringComparison.Ordinal),
            Graph.Limit,
            () => $"No log line of the run's end; there is: {logs}"
        );
    }

    [Fact]
    public async Task Faults_are_arranged_as_asked_and_cleared()
    {
        var arranged = await graph.CommandAsync(
            ResourceNames.Sandbox,
            "arrange-fault",
            ("vendor", "kaspi"),
            ("fault", "limit"),
            // So many that what the worker asks meanwhile does not use them up.
            ("count", "5000")
        );
        var wrong = await graph.CommandAsync(
            ResourceNames.Sandbox,
            "arrange-fault",
            ("count", "many")
        );
        var then = await FaultsAsync();
        var cleared = await graph.CommandAsync(ResourceNames.Sandbox, "clear-faults");
        var now = await FaultsAsync();

        Assert.True(arranged.Success, arranged.Message);
        Assert.Contains("limit", arranged.Data!.Value, StringComparison.Ordinal);
        Assert.False(wrong.Success);
        Assert.Equal(1, then);
        Assert.True(cleared.Success, cleared.Message);
        Assert.Equal(0, now);
    }

    [Fact]
    public async Task The_connections_are_checked()
    {
        var answer = await graph.CommandAsync(ResourceNames.Gateway, "check-connections");

        Assert.True(answer.Success, answer.Message);
        Assert.Contains("al-style", answer.Data!.Value, StringComparison.Ordinal);
    }

    /// <summary>The list that the gateway serves, once it does.</summary>
    internal static async Task<byte[]> ListAsync(Graph graph)
    {
        using var client = graph.App.CreateHttpClient(ResourceNames.Gateway);
        byte[] list = [];
        await Proc.WaitUntilAsync(
            async () =>
            {
                using var answer = await client.GetAsync(
                    new Uri("/feeds/demo/kaspi.xml", UriKind.Relative),
                    Cancel
                );
                list = await answer.Content.ReadAsByteArrayAsync(Cancel);
                return answer.StatusCode == HttpStatusCode.OK;
            },
            Graph.Limit,
            () => "There is no price list."
        );
        return list;
    }

    private async Task<int> FaultsAsync()
    {
        using var client = graph.App.CreateHttpClient(ResourceNames.Sandbox);
        var all = JsonElement.Parse(
            await client.GetByteArrayAsync(new Uri("/control/faults", UriKind.Relative), Cancel)
        );
        return all.GetProperty("sides")
            .EnumerateArray()
            .Sum(side => side.GetProperty("arranged").GetArrayLength());
    }
}
