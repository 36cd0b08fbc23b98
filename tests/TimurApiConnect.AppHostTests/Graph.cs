using System.Net;
using System.Net.Sockets;
using TimurApiConnect.AppHost;

namespace TimurApiConnect.AppHostTests;

/// <summary>The tests that share the one started application.</summary>
[CollectionDefinition(Name)]
public sealed class GraphTests : ICollectionFixture<Graph>
{
    public const string Name = "graph";
}

/// <summary>The whole application, started as ./run starts it but on free ports and with data of its own.</summary>
public sealed class Graph : IAsyncLifetime
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(60);
    private readonly string _folder = Directory.CreateTempSubdirectory("timur-").FullName;
    private DistributedApplication? _app;

    public DistributedApplication App => _app!;

    public string Folder => _folder;

    /// <summary>Where the dashboard would ask for the resources, and with which key.</summary>
    public Uri ResourceService { get; } = new($"http://localhost:{FreePort()}");

    public string ResourceServiceKey { get; } = Guid.NewGuid().ToString("N");

    public static string[] Processes { get; } =
    [
        ResourceNames.CacheServer,
        ResourceNames.Sandbox,
        ResourceNames.Gateway,
        ResourceNames.SyncWorker,
    ];

    public async ValueTask InitializeAsync()
    {
        var builder =
            await DistributedApplicationTestingBuilder.CreateAsync<Projects.TimurApiConnect_AppHost>(
                [
                    $"--Data:Folder={_folder}",
                    $"--LogFile:Folder={_folder}/logs",
                    "--Workers:Replicas=1",
                    "--Sandbox:Goods=700",
                    $"--ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL={ResourceService}",
                    $"--AppHost:ResourceService:ApiKey={ResourceServiceKey}",
                ],
                TestContext.Current.CancellationToken
            );
        _app = await builder.BuildAsync(TestContext.Current.CancellationToken);
        await _app.StartAsync(TestContext.Current.CancellationToken);
        foreach (var name in Processes)
        {
            await _app
                .ResourceNotifications.WaitForResourceHealthyAsync(
                    name,
                    TestContext.Current.CancellationToken
                )
                .WaitAsync(Limit, TestContext.Current.CancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
        {
            await _app.DisposeAsync();
        }

        Directory.Delete(_folder, recursive: true);
    }

    public int ProcessOf(string resource) =>
        App.ResourceNotifications.TryGetCurrentState(resource, out var now)
            ? (int)now.Snapshot.Properties.First(p => p.Name == "executable.pid").Value!
            : throw new InvalidOperationException($"'{resource}' is unknown.");

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, port: 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }
}
