using System.Text.Json;
using System.Text.Json.Nodes;
using System.Xml.Linq;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sync;

/// <summary>The whole product in one process: sandbox, gateway, any number of workers, over real sockets, a real database and a real Redis.</summary>
internal sealed class Product : IAsyncDisposable
{
    private readonly List<WebApplication> _workers = [];
    private readonly string _folder = Directory.CreateTempSubdirectory("timur-product-").FullName;
    private string _database = "";
    private string _redis = "";
    private Action<IServiceCollection> _services = _ => { };

    public required SandboxServer Sandbox { get; init; }

    /// <summary>The supplier's token: one for each product, since a token has one turn, whoever its supplier is.</summary>
    public required string Token { get; init; }

    public GatewayServer Gateway { get; private set; } = null!;

    /// <summary>Where the workers and, unless it is PostgreSQL, the database keep their files.</summary>
    public string Folder => _folder;

    public RunStore Runs => Gateway.Get<RunStore>();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    /// <summary>Starts sandbox and gateway; workers come with <see cref="StartWorkerAsync"/>, those to kill with <see cref="StartWorkerProcess"/>.</summary>
    public static async Task<Product> StartAsync(
        bool postgres,
        string[]? sandbox = null,
        string[]? gateway = null,
        string? database = null,
        string? redis = null,
        Action<IServiceCollection>? services = null,
        TimeProvider? time = null
    )
    {
        var token = Guid.NewGuid().ToString("N");
        var product = new Product
        {
            Sandbox = await SandboxServer.StartAsync(
                time,
                [$"AlStyle:Token={token}", .. sandbox ?? []]
            ),
            Token = token,
            _services = services ?? (s => s.AddLogging(logging => logging.ClearProviders())),
        };
        product._redis = redis ?? (await RedisServer.SharedAsync()).ConnectionString;
        product._database =
            database
            ?? (
                postgres
                    ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()
                    : $"Data Source={product._folder}/timur.db"
            );
        product.Gateway = await GatewayServer.StartAsync(
            product._services,
            product._database,
            product._redis,
            gateway ?? []
        );
        await product.Sandbox.SetKaspiAsync(
            new
            {
                priceListUrl = new Uri(
                    product.Gateway.Http.BaseAddress!,
                    "feeds/demo/kaspi.xml"
                ).ToString(),
            }
        );
        return product;
    }

    /// <summary>A worker's command line.</summary>
    private string[] WorkerSettings(params string[] settings)
    {
        string[] defaults =
        [
            $"ConnectionStrings:database={_database}",
            $"ConnectionStrings:cache={_redis}",
            $"AlStyle:BaseUrl={new Uri(Sandbox.BaseAddress, "api/")}",
            $"AlStyle:Accounts:main:Token={Token}",
            $"Kaspi:BaseUrl={new Uri(Sandbox.BaseAddress, "shop/api/v2/")}",
            "AlStyle:Interval=00:00:00.001",
            "AlStyle:Margin=00:00:00",
            "Shops:demo:Name=Demo",
            "Shops:demo:MerchantId=30000001",
            "Schedule:FastEvery=00:00:01",
            // Who is merely slow, on a machine with much to do, is not succeeded.
            "Cluster:ProbeEvery=00:00:03",
        ];
        return [.. defaults.Concat(settings).Select(s => $"--{s}"), "--urls", "http://127.0.0.1:0"];
    }

    /// <summary>Writes the settings file that workers read when they start and watch from then on.</summary>
    public Task WriteSettingsAsync(object settings) =>
        File.WriteAllTextAsync(
            Path.Combine(_folder, "appsettings.json"),
            JsonSerializer.Serialize(settings),
            Stopping
        );

    public async Task<WebApplication> StartWorkerAsync(params string[] settings)
    {
        var worker = SyncWorkerApp.Build(WorkerSettings(settings), _services, _folder);
        try
        {
            await worker.StartAsync(Stopping);
        }
        catch
        {
            await worker.DisposeAsync();
            throw;
        }

        _workers.Add(worker);
        return worker;
    }

    /// <summary>Ends a worker wholly: another one can have its files.</summary>
    public async Task EndWorkerAsync(WebApplication worker)
    {
        _workers.Remove(worker);
        await worker.StopAsync(Stopping);
        await worker.DisposeAsync();
    }

    /// <summary>A worker that can be killed.</summary>
    public ChildProcess StartWorkerProcess(params string[] settings) =>
        ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "TimurApiConnect.SyncWorker.dll"),
                .. WorkerSettings(settings),
            ]
        );

    /// <summary>A gateway that can be killed, beside <see cref="Gateway"/> and at the same database.</summary>
    public ChildProcess StartGatewayProcess(int port, params string[] settings) =>
        ChildProcess.Start(
            "dotnet",
            [
                Path.Combine(AppContext.BaseDirectory, "TimurApiConnect.Gateway.dll"),
                $"--ConnectionStrings:database={_database}",
                $"--ConnectionStrings:cache={_redis}",
                "--Shops:demo:Name=Demo",
                "--Shops:demo:MerchantId=30000001",
                .. GatewayServer.Unlimited.Concat(settings).Select(s => $"--{s}"),
                "--urls",
                $"http://127.0.0.1:{port}",
            ]
        );

    /// <summary>The served list as Kaspi reads it: SKU → (price, in the first city if it differs; stock over all points); what is not available has stock 0.</summary>
    public async Task<Dictionary<string, (long Price, int Stock)>?> ListAsync(string shop = "demo")
    {
        using var answer = await Gateway.Http.GetAsync($"/feeds/{shop}/kaspi.xml", Stopping);
        if (!answer.IsSuccessStatusCode)
        {
            return null;
        }

        var document = XDocument.Parse(await answer.Content.ReadAsStringAsync(Stopping));
        return document
            .Descendants("{kaspiShopping}offer")
            .ToDictionary(
                o => (string)o.Attribute("sku")!,
                o =>
                    (
                        (long)(
                            o.Element("{kaspiShopping}price")
                            ?? o.Descendants("{kaspiShopping}cityprice").First()
                        ),
                        o.Descendants("{kaspiShopping}availability")
                            .Sum(a => (int)a.Attribute("stockCount")!)
                    ),
                StringComparer.Ordinal
            );
    }

    public async Task<Dictionary<string, (long Price, int Stock)>> FirstListAsync(
        string shop = "demo"
    )
    {
        Dictionary<string, (long, int)>? list = null;
        await SandboxServer.UntilAsync(
            async () =>
            {
                if ((list = await ListAsync(shop)) is not null)
                {
                    return true;
                }

                // The limits of some tests are short, and a machine that has just started a process can miss one: the next full run would be
                // due in hours.
                if (await Runs.ListAsync(shop, null, 1, Stopping) is [{ State: RunState.Failed }])
                {
                    await AskAsync("full", shop: shop);
                }

                return false;
            },
            "the first price list",
            60
        );
        return list!;
    }

    public async Task<Run> EndedAsync(long id)
    {
        Run? run = null;
        await SandboxServer.UntilAsync(
            async () => (run = await Runs.FindAsync(id, Stopping)) is { IsOver: true },
            $"the end of run {id}",
            60
        );
        return run!;
    }

    public async Task<long> AskAsync(string kind, bool acceptLoss = false, string shop = "demo")
    {
        var body = await Gateway.JsonAsync(
            "/api/sync",
            202,
            HttpMethod.Post,
            JsonSerializer.Serialize(
                new
                {
                    shop,
                    kind,
                    acceptLoss,
                }
            )
        );
        return body.GetProperty("id").GetInt64();
    }

    /// <summary>Puts rules in force by which covered orders are accepted without a person.</summary>
    public async Task AcceptByItselfAsync()
    {
        var rules = await Gateway.JsonAsync("/api/shops/demo/rules");
        var document = JsonNode.Parse(rules.GetProperty("document").GetRawText())!;
        document["orders"] = JsonNode.Parse(
            """{ "accept": "automatic", "mostTotal": 100000000 }"""
        );
        await Gateway.JsonAsync(
            "/api/shops/demo/rules",
            200,
            HttpMethod.Put,
            document.ToJsonString()
        );
    }

    public async Task<JsonElement> ShopStatusAsync() =>
        (await Gateway.JsonAsync("/api/status")).GetProperty("shops")[0];

    public async ValueTask DisposeAsync()
    {
        if (!Directory.Exists(_folder))
        {
            // A test that reads what was left behind has ended it before.
            return;
        }

        foreach (var worker in _workers)
        {
            await worker.StopAsync(CancellationToken.None);
            await worker.DisposeAsync();
        }

        await Gateway.DisposeAsync();
        await Sandbox.DisposeAsync();
        Directory.Delete(_folder, recursive: true);
    }
}
