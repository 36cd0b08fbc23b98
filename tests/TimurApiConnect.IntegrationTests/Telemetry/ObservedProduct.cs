using System.Globalization;
using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Telemetry;

/// <summary>Gateway and worker, each in a process of its own as in production, whose telemetry goes to a receiver of the test's.</summary>
internal sealed class ObservedProduct : IAsyncDisposable
{
    private ChildProcess _gateway = null!;
    private ChildProcess _worker = null!;
    private HttpClient _http = null!;
    private string _onSale = "";
    private int _stock = 100;

    private ObservedProduct(OtlpReceiver receiver, Product product) =>
        (Receiver, Product) = (receiver, product);

    public OtlpReceiver Receiver { get; }

    public Product Product { get; }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    /// <summary>Starts everything; the first list is there, the next scheduled run is an hour away.</summary>
    /// <param name="postgres">On PostgreSQL, or on SQLite.</param>
    /// <param name="settingsFor">Sends the telemetry somewhere else than to <see cref="Receiver"/>.</param>
    public static async Task<ObservedProduct> StartAsync(
        bool postgres,
        Func<string, string[]>? settingsFor = null
    )
    {
        var observed = new ObservedProduct(
            await OtlpReceiver.StartAsync(),
            await Product.StartAsync(postgres, ["AlStyle:Goods=300"])
        );
        var (receiver, product) = (observed.Receiver, observed.Product);
        var port = ChildProcess.FreePort();
        settingsFor ??= receiver.SettingsFor;
        observed._gateway = product.StartGatewayProcess(port, settingsFor("gateway"));
        observed._worker = product.StartWorkerProcess([
            .. settingsFor("sync-worker"),
            "Schedule:FastEvery=01:00:00",
            $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
        ]);
        // Without a traceparent: this process records nothing, and the gateway would follow it in that.
        observed._http = new HttpClient(new SocketsHttpHandler { ActivityHeadersPropagator = null })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{port}"),
            Timeout = TimeSpan.FromSeconds(30),
        };
        observed._http.DefaultRequestHeaders.Add("X-Api-Key", GatewayServer.Key);
        observed._onSale = (await product.FirstListAsync()).First(o => o.Value.Stock > 0).Key;
        await SandboxServer.UntilAsync(
            observed.ServesAsync,
            $"the gateway serves the list; it says: {observed._gateway.Output}"
        );
        return observed;
    }

    /// <summary>Asks for a run that has something to publish, and waits for its end.</summary>
    public async Task<Run> SyncAsync()
    {
        await Product.Sandbox.PostAsync(
            $"/control/al-style/goods/{_onSale}",
            new { quantity = ++_stock }
        );
        using var answer = await _http.PostAsJsonAsync(
            "/api/sync",
            new { shop = "demo", kind = "fast" },
            Stopping
        );
        Assert.Equal(HttpStatusCode.Accepted, answer.StatusCode);
        var body = await answer.Content.ReadFromJsonAsync<JsonElement>(Stopping);
        return await Product.EndedAsync(body.GetProperty("id").GetInt64());
    }

    /// <summary>Has the worker examine the way to Kaspi.</summary>
    public async Task ExamineAsync()
    {
        using var answer = await _http.PostAsync("/api/diagnostics/kaspi", null, Stopping);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        await SandboxServer.UntilAsync(
            () =>
                Task.FromResult(
                    Receiver.Spans.Any(s => s.Name == "examine")
                        && Receiver.Spans.Any(s => s.Name == "read orders")
                ),
            "the spans of the examination and of the look at the orders"
        );
    }

    /// <summary>The trace that a run is in, once all of it has arrived.</summary>
    public async Task<TraceTree> TraceOfAsync(Run run)
    {
        var id = run.Id.ToString(CultureInfo.InvariantCulture);
        SeenSpan? found = null;
        await SandboxServer.UntilAsync(
            () =>
                Task.FromResult(
                    (
                        found = Receiver.Spans.FirstOrDefault(s =>
                            s.Name.StartsWith("run ", StringComparison.Ordinal)
                            && s.Attributes["run"] == id
                        )
                    )
                        is not null
                ),
            $"the span of run {id}; the worker says: {_worker.Output}"
        );
        // What goes to Redis is collected every ten seconds, so it arrives last: the notifier of who asked and of the run's end.
        await SandboxServer.UntilAsync(
            () =>
                Task.FromResult(
                    HasHint(found!.Id) && (found.Parent.Length == 0 || HasHint(found.Parent))
                ),
            $"the notifier of run {id}",
            40
        );
        return new TraceTree([.. Receiver.Spans.Where(s => s.Trace == found!.Trace)]);
    }

    /// <summary>The first log record that is so.</summary>
    public async Task<SeenLog> LogAsync(Func<SeenLog, bool> isIt)
    {
        SeenLog? found = null;
        await SandboxServer.UntilAsync(
            () => Task.FromResult((found = Receiver.Logs.FirstOrDefault(isIt)) is not null),
            $"the log record, of {Receiver.Logs.Count}"
        );
        return found!;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        _worker.Dispose();
        _gateway.Dispose();
        await Product.DisposeAsync();
        await Receiver.DisposeAsync();
    }

    private bool HasHint(string span) =>
        Receiver.Spans.Any(s => s.Parent == span && s.Name == "PUBLISH")
        && Receiver.Spans.Any(s => s.Id == span);

    private async Task<bool> ServesAsync()
    {
        try
        {
            using var answer = await _http.GetAsync("/feeds/demo/kaspi.xml", Stopping);
            return answer.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            return false;
        }
    }
}

/// <summary>One for each database, made when it is first asked for.</summary>
public sealed class ObservedProducts : IAsyncLifetime
{
    private readonly Dictionary<bool, ObservedProduct> _made = [];

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        foreach (var product in _made.Values)
        {
            await product.DisposeAsync();
        }
    }

    internal async Task<ObservedProduct> OnAsync(bool postgres) =>
        _made.TryGetValue(postgres, out var product)
            ? product
            : _made[postgres] = await ObservedProduct.StartAsync(postgres);
}
