using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using TimurApiConnect.AppHost;
using TimurApiConnect.AppHost.Restarts;

namespace TimurApiConnect.AppHostTests;

/// <summary>The tests that share the one started application.</summary>
[CollectionDefinition(Name)]
public sealed class GraphTests : ICollectionFixture<Graph>
{
    public const string Name = "graph";
}

/// <summary>The whole application with its dashboard, started as ./run starts it but on free ports and with data of its own.</summary>
public sealed class Graph : IAsyncLifetime
{
    // Far more than it takes: other tests use the same cores.
    public static readonly TimeSpan Limit = TimeSpan.FromMinutes(3);
    private readonly string _folder = Directory.CreateTempSubdirectory("timur-").FullName;
    private readonly HttpClient _dashboard = new()
    {
        BaseAddress = new Uri(Ports.FreeAddress()),
        Timeout = TimeSpan.FromSeconds(10),
    };
    private DistributedApplication? _app;

    public DistributedApplication App => _app!;

    /// <summary>Where the demonstration keeps its data.</summary>
    public string DemoFolder => Path.Combine(_folder, "demo");

    /// <summary>A program beside the product that ends by a fault each time it is started.</summary>
    public const string NeverStays = "never-stays";

    /// <summary>Where that program notes its starts, a line each.</summary>
    public string Starts => Path.Combine(_folder, "starts");

    public static string[] Healthy { get; } =
    [
        ResourceNames.CacheServer,
        ResourceNames.Cache,
        ResourceNames.Database,
        ResourceNames.AlStyle,
        ResourceNames.Kaspi,
        ResourceNames.Sandbox,
        ResourceNames.Gateway,
        ResourceNames.SyncWorker,
    ];

    public async ValueTask InitializeAsync()
    {
        var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.TimurApiConnect_AppHost>(
                [
                    .. Ports.Free(),
                    // The dashboard's port too is the one given.
                    "--DcpPublisher:RandomizePorts=false",
                    $"--Data:Folder={_folder}",
                    $"--LogFile:Folder={_folder}/logs",
                    "--Sandbox:Goods=700",
                    $"--ASPNETCORE_URLS={_dashboard.BaseAddress!.GetLeftPart(UriPartial.Authority)}",
                    $"--ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL={Ports.FreeAddress()}",
                    "--ASPIRE_DASHBOARD_UNSECURED_ALLOW_ANONYMOUS=true",
                ],
                (options, _) => options.DisableDashboard = false,
                TestContext.Current.CancellationToken
            );
        builder
            .AddExecutable(NeverStays, "/bin/sh", _folder, "-c", $"echo up >> {Starts}; exit 3")
            .WithAutomaticRestart();
        _app = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        foreach (var name in Healthy)
        {
            await HealthyAsync(name);
        }
    }

    public async ValueTask DisposeAsync()
    {
        _dashboard.Dispose();
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Waits until a resource is healthy.</summary>
    public Task HealthyAsync(string resource) =>
        App
            .ResourceNotifications.WaitForResourceHealthyAsync(
                resource,
                TestContext.Current.CancellationToken
            )
            .WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <summary>Gives a command, as a button or <c>dotnet aspire resource</c> does.</summary>
    public Task<ExecuteCommandResult> CommandAsync(
        string resource,
        string command,
        params (string Name, string Value)[] arguments
    ) =>
        App
            .ResourceCommands.ExecuteCommandAsync(
                resource,
                command,
                new InteractionInputCollection([
                    .. arguments.Select(a => new InteractionInput
                    {
                        Name = a.Name,
                        Value = a.Value,
                        InputType = InputType.Text,
                    }),
                ]),
                TestContext.Current.CancellationToken
            )
            .WaitAsync(Limit, TestContext.Current.CancellationToken);

    /// <summary>The state of a resource with one instance.</summary>
    public CustomResourceSnapshot Now(string resource) =>
        App.ResourceNotifications.TryGetCurrentState(resource, out var now)
            ? now.Snapshot
            : throw new InvalidOperationException($"'{resource}' is unknown.");

    /// <summary>The process of a resource; of a project its <c>dotnet run</c>.</summary>
    public int ProcessOf(string resource) =>
        Convert.ToInt32(
            Now(resource).Properties.First(p => p.Name == "executable.pid").Value,
            CultureInfo.InvariantCulture
        );

    /// <summary>What the dashboard's telemetry API answers.</summary>
    public async Task<JsonElement> TelemetryAsync(string path) =>
        JsonElement.Parse(
            await _dashboard.GetByteArrayAsync(
                new Uri($"/api/telemetry/{path}", UriKind.Relative),
                TestContext.Current.CancellationToken
            )
        );
}

/// <summary>Ports that nobody uses.</summary>
internal static class Ports
{
    /// <summary>The settings that put a whole application on free ports.</summary>
    public static string[] Free() =>
        [
            $"--Gateway:Port={FreePort()}",
            $"--Sandbox:Port={FreePort()}",
            $"--Cache:Port={FreePort()}",
            $"--SyncWorker:Port={FreePort()}",
            // How long Aspire waits for its orchestrator's first words, in seconds: 25 are too few on busy cores.
            "--DcpPublisher:DependencyCheckTimeout=150",
        ];

    public static string FreeAddress() => $"http://localhost:{FreePort()}";

    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
