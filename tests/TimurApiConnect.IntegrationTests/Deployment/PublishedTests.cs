using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.RegularExpressions;
using TimurApiConnect.IntegrationTests.Orders;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.Sandbox.Kaspi.Orders;
using TimurApiConnect.Storage.Databases;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Deployment;

/// <summary>
/// The services as docs/deployment.md installs them by hand: published, in Production, no source tree around them, on a real Redis and a real
/// PostgreSQL. Only the vendors are the sandbox.
/// </summary>
public sealed partial class PublishedTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("timur-published-").FullName;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Published_services_print_a_key_once_sync_and_serve_the_list()
    {
        await Task.WhenAll(PublishAsync("Gateway"), PublishAsync("SyncWorker"));
        await using var sandbox = await SandboxServer.StartAsync([
            "AlStyle:Goods=300",
            "AlStyle:Interval=00:00:00.050",
        ]);
        var common = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["DOTNET_ENVIRONMENT"] = "Production",
            ["ConnectionStrings__cache"] = (await RedisServer.SharedAsync()).ConnectionString,
            ["ConnectionStrings__database"] = await (
                await PostgresServer.SharedAsync()
            ).CreateDatabaseAsync(),
            ["Shops__myshop__Name"] = "My shop",
            ["Shops__myshop__MerchantId"] = "30000001",
            ["Shops__myshop__FeedLogin"] = "kaspi",
            ["Shops__myshop__FeedPassword"] = "a-long-feed-password",
            ["LogFile__Folder"] = Path.Combine(_folder, "logs"),
            ["Rules__MappingFolder"] = Path.Combine(_folder, "mapping"),
        };
        var workers = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["AlStyle__Accounts__main__Token"] = "sandbox-alstyle-token-0000000000",
            ["Shops__myshop__KaspiToken"] = "c2FuZGJveC1rYXNwaS10b2tlbi0wMDAwMDAwMDAwMDA=",
        };
        Assert.Equal(
            DocumentedSettings(),
            common.Keys.Concat(workers.Keys).Order(StringComparer.Ordinal)
        );
        var http = new Uri($"http://127.0.0.1:{ChildProcess.FreePort()}");
        using var gateway = Start(
            "Gateway",
            new(common, StringComparer.Ordinal) { ["ASPNETCORE_URLS"] = http.ToString() }
        );
        using var worker = Start(
            "SyncWorker",
            new(common.Concat(workers), StringComparer.Ordinal)
            {
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ChildProcess.FreePort()}",
                ["AlStyle__BaseUrl"] = new Uri(sandbox.BaseAddress, "api/").ToString(),
                ["AlStyle__Interval"] = "00:00:00.050",
                ["AlStyle__Margin"] = "00:00:00.010",
                ["Kaspi__BaseUrl"] = new Uri(sandbox.BaseAddress, "shop/api/v2/").ToString(),
            }
        );
        using var client = new HttpClient { BaseAddress = http };
        client.DefaultRequestHeaders.Add("X-Api-Key", await FirstKeyAsync(gateway));
        client.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String("kaspi:a-long-feed-password"u8)
        );

        await SandboxServer.UntilAsync(
            async () => await StatusAsync(client, "/feeds/myshop/kaspi.xml") == HttpStatusCode.OK,
            $"the list; the worker says: {worker.Output}",
            40
        );
        using var asked = await client.PostAsJsonAsync(
            "/api/sync",
            new { shop = "myshop", kind = "fast" },
            Stopping
        );
        var id = (await asked.Content.ReadFromJsonAsync<JsonElement>(Stopping)).GetProperty("id");
        JsonElement run = default;
        await SandboxServer.UntilAsync(
            async () =>
            {
                run = await client.GetFromJsonAsync<JsonElement>($"/api/runs/{id}", Stopping);
                return run.GetProperty("state").GetString() is not ("queued" or "running");
            },
            $"the end of run {id}"
        );

        Assert.Equal("succeeded", run.GetProperty("state").GetString());
        await PrintAsync(client, common);
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/health"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(client, "/alive"));
        client.DefaultRequestHeaders.Clear();
        Assert.Equal(HttpStatusCode.Unauthorized, await StatusAsync(client, "/api/status"));
        Assert.Equal(2, Directory.GetFiles(Path.Combine(_folder, "logs")).Length);
    }

    /// <summary>Waybills are read by another process of the same program, whether dotnet runs that or it runs by itself as in an image.</summary>
    private async Task PrintAsync(HttpClient client, Dictionary<string, string> settings)
    {
        await using (var database = new Database(settings["ConnectionStrings__database"]))
        {
            await new WaybillShelf(database, "myshop").KeepAsync(
                ("1", WaybillPdf.Write("1", 1)),
                ("2", HostileWaybill.Write(WaybillShape.References))
            );
        }

        using var itself = ChildProcess.StartIn(
            _folder,
            new Dictionary<string, string>(settings, StringComparer.Ordinal)
            {
                ["ASPNETCORE_URLS"] = $"http://127.0.0.1:{ChildProcess.FreePort()}",
            },
            Path.Combine(_folder, "Gateway", "TimurApiConnect.Gateway")
        );
        foreach (var address in new[] { client.BaseAddress!, await AddressAsync(itself) })
        {
            using var printed = await client.PostAsJsonAsync(
                new Uri(address, "/api/orders/waybills"),
                new { codes = new[] { "1", "2" }, skipMissing = true },
                Stopping
            );
            Assert.Equal(
                ["KASPI 1"],
                AttackedGateway.Labels(await printed.Content.ReadAsByteArrayAsync(Stopping))
            );
            Assert.Equal("2", printed.Headers.GetValues("X-Waybills-Unreadable").Single());
        }
    }

    // Now listening on: http://127.0.0.1:41234
    private static async Task<Uri> AddressAsync(ChildProcess gateway)
    {
        Match address = Match.Empty;
        await SandboxServer.UntilAsync(
            () => Task.FromResult((address = Listening().Match(gateway.Output)).Success),
            $"it listens; it says: {gateway.Output}",
            60
        );
        return new(address.Groups["address"].Value);
    }

    /// <summary>The names in the settings files that docs/deployment.md shows.</summary>
    private static IEnumerable<string> DocumentedSettings() =>
        EnvironmentFile()
            .Matches(File.ReadAllText(Path.Combine(Repository.Root, "docs", "deployment.md")))
            .SelectMany(block => block.Groups["lines"].Value.Split('\n'))
            .Where(line => line.Length > 0)
            .Select(line => line.Split('=')[0])
            .Order(StringComparer.Ordinal);

    private Task PublishAsync(string service) =>
        ChildProcess.RunAsync(
            "dotnet",
            "publish",
            Repository.Project(service),
            "--no-build",
            "-c",
            Repository.Configuration,
            "-o",
            Path.Combine(_folder, service),
            "-v",
            "quiet",
            "--nologo"
        );

    private ChildProcess Start(string service, Dictionary<string, string> environment) =>
        ChildProcess.StartIn(
            // Anywhere but beside the program.
            _folder,
            environment,
            "dotnet",
            Path.Combine(_folder, service, $"TimurApiConnect.{service}.dll")
        );

    private static async Task<string> FirstKeyAsync(ChildProcess gateway)
    {
        Match key = Match.Empty;
        await SandboxServer.UntilAsync(
            () => Task.FromResult((key = Key().Match(gateway.Output)).Success),
            $"the first key; the gateway says: {gateway.Output}",
            60
        );
        return key.Value;
    }

    private static async Task<HttpStatusCode?> StatusAsync(HttpClient client, string path)
    {
        using var answer = await client.GetAsync(path, Stopping);
        return answer.StatusCode;
    }

    [GeneratedRegex(
        "```env\n(?<lines>.*?)```",
        RegexOptions.Singleline | RegexOptions.ExplicitCapture
    )]
    private static partial Regex EnvironmentFile();

    [GeneratedRegex("listening on: (?<address>http://[0-9.:]+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Listening();

    [GeneratedRegex(@"timur_[A-Za-z0-9]+_[A-Za-z0-9_-]+")]
    private static partial Regex Key();
}
