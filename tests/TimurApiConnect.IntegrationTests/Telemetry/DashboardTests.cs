using System.Globalization;
using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Telemetry;

/// <summary>What somebody finds in the Aspire dashboard about a run, asked of its telemetry API.</summary>
public class DashboardTests
{
    private const string Run = "sync-worker: POST /api/sync > ask for run > run fast";

    [Fact]
    public async Task A_run_that_somebody_asks_for_is_one_trace_with_its_log_lines()
    {
        using var dashboard = await AspireDashboard.StartAsync();
        await using var observed = await ObservedProduct.StartAsync(
            postgres: false,
            dashboard.SettingsFor
        );
        var run = await observed.SyncAsync();
        var id = run.Id.ToString(CultureInfo.InvariantCulture);
        TraceTree trace = new([]);
        await SandboxServer.UntilAsync(
            async () =>
            {
                var spans = await dashboard.SpansAsync();
                var own = spans.FirstOrDefault(s =>
                    s.Name == "run fast" && s.Attributes["run"] == id
                );
                trace = new([.. spans.Where(s => s.Trace == own?.Trace)]);
                // They arrive last.
                return trace.Paths.Contains($"{Run} > PUBLISH")
                    && trace.Paths.Contains("gateway: POST /api/sync > ask for run > PUBLISH");
            },
            $"the trace of run {id}",
            40
        );

        Assert.Subset(
            trace.Paths.ToHashSet(StringComparer.Ordinal),
            new HashSet<string>(StringComparer.Ordinal)
            {
                "gateway: POST /api/sync",
                "gateway: POST /api/sync > ask for run > RunStore.Enqueue",
                Run,
                $"{Run} > read stock > al-style quantity-price > wait for turn > SET",
                $"{Run} > read stock > al-style quantity-price > GET",
                $"{Run} > decide",
                $"{Run} > write",
                $"{Run} > publish > PriceListStore.Publish",
            }
        );
        var logs = "";
        await SandboxServer.UntilAsync(
            async () =>
                (logs = await dashboard.LogsAsync(trace.Span("run fast").Trace)).Contains(
                    "Price list",
                    StringComparison.Ordinal
                ),
            $"the log line of the run's end; there is: {logs}"
        );
    }
}
