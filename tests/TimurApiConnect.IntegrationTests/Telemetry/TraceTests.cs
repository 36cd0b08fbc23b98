using TimurApiConnect.Core.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Telemetry;

/// <summary>What the services send about a run, read back where a collector would get it.</summary>
public class TraceTests(ObservedProducts products) : IClassFixture<ObservedProducts>
{
    private const string Call = "POST /api/sync";
    private const string Run = $"{Call} > ask for run > run fast";
    private const string Ask = $"{Run} > read stock > al-style quantity-price";

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_run_that_somebody_asks_for_is_one_trace_from_the_call_to_the_list(
        bool postgres
    )
    {
        var observed = await products.OnAsync(postgres);

        var run = await observed.SyncAsync();
        Assert.StartsWith("Price list", run.Message, StringComparison.Ordinal);
        var trace = await observed.TraceOfAsync(run);

        var paths = trace.Paths;
        Assert.All(
            [
                // The gateway puts the run into the queue and tells the workers.
                $"gateway: {Call}",
                $"gateway: {Call} > ask for run",
                $"gateway: {Call} > ask for run > RunStore.Enqueue",
                $"gateway: {Call} > ask for run > PUBLISH",
                // A worker takes it and waits for the supplier's turn, which is kept in Redis.
                $"sync-worker: {Run}",
                $"sync-worker: {Ask} > wait for turn",
                $"sync-worker: {Ask} > wait for turn > SET",
                $"sync-worker: {Ask} > GET",
                $"sync-worker: {Ask} > EXEC",
                $"sync-worker: {Run} > read stock > GoodStore.Save",
                $"sync-worker: {Run} > decide",
                $"sync-worker: {Run} > write",
                $"sync-worker: {Run} > publish > PriceListStore.Publish",
                $"sync-worker: {Run} > publish > PUBLISH",
                $"sync-worker: {Run} > RunStore.Finish",
            ],
            path => Assert.True(paths.Contains(path), $"{path} is missing in:\n{trace}")
        );
        Assert.Equal(
            postgres,
            paths.Contains($"sync-worker: {Run} > RunStore.Finish > postgresql")
        );
        // One tree: nothing hangs in the air, and the heartbeat keeps out of it.
        Assert.All(
            trace.Spans,
            s => Assert.StartsWith(Call, trace.PathTo(s), StringComparison.Ordinal)
        );
        Assert.DoesNotContain(trace.Spans, s => s.Name is "RunStore.Beat" or "LeaseStore.Extend");
        trace.AssertOrder(
            "ask for run",
            "run fast",
            "read stock",
            "wait for turn",
            "GET",
            "decide",
            "write",
            "publish"
        );

        var own = trace.Span("run fast");
        Assert.Equal(
            ("demo", "Fast", "Succeeded", 5),
            (own.Attributes["shop"], own.Attributes["kind"], own.Attributes["outcome"], own.Kind)
        );
        // Of a command to Redis its name is told, and neither key nor value.
        Assert.Equal("SET", trace.Span("SET").Attributes["db.statement"]);
        // What the worker logs about the run names run and trace.
        var log = await observed.LogAsync(l =>
            l.Trace == own.Trace && l.Category.EndsWith(".RunExecutor", StringComparison.Ordinal)
        );
        Assert.Equal("demo", log.Attributes["shop"]);
        Assert.Equal(own.Attributes["run"], log.Attributes["run"]);
    }

    [Fact]
    public async Task Looks_at_the_queue_make_no_traces()
    {
        var observed = await products.OnAsync(postgres: true);
        // The services look into the queue several times a second; the next run is an hour away.
        var run = await observed.SyncAsync();
        await observed.TraceOfAsync(run);

        var roots = observed.Receiver.Spans.Where(s => s.Parent.Length == 0).Select(s => s.Name);

        Assert.Equal(
            [],
            roots.Except(
                [
                    Call,
                    "GET /feeds/{shop}/kaspi.xml",
                    "POST /api/diagnostics/{vendor}",
                    "check token",
                    "examine",
                    "read orders",
                    "run full",
                ],
                StringComparer.Ordinal
            )
        );
    }

    [Fact]
    public async Task A_run_of_the_schedule_begins_a_trace_of_its_own()
    {
        var observed = await products.OnAsync(postgres: false);

        var run = await observed.Product.Runs.LastEndedAsync(
            "demo",
            RunKind.Full,
            TestContext.Current.CancellationToken
        );
        var trace = await observed.TraceOfAsync(run!);

        Assert.Contains("sync-worker: run full", trace.Paths);
        Assert.Contains(
            "sync-worker: run full > read catalogue > al-style elements-pagination > GET",
            trace.Paths
        );
    }

    [Fact]
    public async Task The_table_of_spans_equals_what_is_sent()
    {
        var observed = await products.OnAsync(postgres: false);
        await observed.TraceOfAsync(await observed.SyncAsync());
        await observed.ExamineAsync();
        var rows = SpanTable.Rows();

        var seen = observed
            .Receiver.Spans.Where(s =>
                s.Source.StartsWith("TimurApiConnect.", StringComparison.Ordinal)
            )
            .ToList();

        Assert.All(
            seen,
            span =>
            {
                var row = rows.FirstOrDefault(r => r.Names(span.Name));
                Assert.True(row is not null, $"{span.Name} is not in docs/tracing.md");
                Assert.Equal((row.Source, row.Kind), (span.Source, span.Kind));
                Assert.Empty(span.Attributes.Keys.Except(row.Attributes, StringComparer.Ordinal));
            }
        );
        Assert.Equal(
            // Needs a good that appears between two full runs.
            ["read new goods"],
            rows.Where(r => !seen.Any(s => r.Names(s.Name))).Select(r => r.Name)
        );
    }
}
