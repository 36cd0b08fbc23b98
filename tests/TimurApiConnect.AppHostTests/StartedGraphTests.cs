using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TimurApiConnect.AppHost;

namespace TimurApiConnect.AppHostTests;

[Collection(GraphTests.Name)]
public sealed class StartedGraphTests(Graph graph)
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public void Everything_runs_and_is_healthy()
    {
        foreach (var name in Graph.Healthy)
        {
            var now = graph.Now(name);
            Assert.Equal(HealthStatus.Healthy, now.HealthStatus);
            Assert.Equal(KnownResourceStates.Running, now.State?.Text);
        }
    }

    [Fact]
    public void Links_have_names_and_bare_addresses_stand_in_the_details()
    {
        Assert.Equal(
            ["API", "Price list"],
            Shown(ResourceNames.Gateway).Select(u => u.DisplayProperties.DisplayName)
        );
        Assert.All(
            Shown(ResourceNames.Gateway),
            u => Assert.True(Uri.TryCreate(u.Url, UriKind.Absolute, out _), u.Url)
        );
        Assert.Single(Shown(ResourceNames.Sandbox));
        Assert.Empty(Shown(ResourceNames.SyncWorker));
    }

    [Fact]
    public void The_vendors_belong_to_the_sandbox_and_the_worker_knows_them()
    {
        var parents = graph.Now(ResourceNames.Kaspi).Relationships.Where(r => r.Type == "Parent");
        var known = graph.Now(ResourceNames.SyncWorker).Relationships.Select(r => r.ResourceName);

        Assert.Equal([ResourceNames.Sandbox], parents.Select(r => r.ResourceName));
        Assert.Superset(
            new HashSet<string>(
                [ResourceNames.AlStyle, ResourceNames.Kaspi, ResourceNames.Database],
                StringComparer.Ordinal
            ),
            known.ToHashSet(StringComparer.Ordinal)
        );
    }

    [Theory]
    [InlineData(ResourceNames.Gateway)]
    [InlineData(ResourceNames.SyncWorker)]
    [InlineData(ResourceNames.Sandbox)]
    public async Task A_client_reaches_each_service(string name)
    {
        using var client = graph.App.CreateHttpClient(name);
        using var answer = await client.GetAsync(new Uri("/health", UriKind.Relative), Cancel);

        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task The_cache_answers_at_its_connection_string()
    {
        var address = await graph.App.GetConnectionStringAsync(ResourceNames.Cache, Cancel);
        var parts = address!.Split(':');
        using var client = new TcpClient();
        await client.ConnectAsync(parts[0], int.Parse(parts[1]), Cancel);
        await using var stream = client.GetStream();
        await stream.WriteAsync("PING\r\n"u8.ToArray(), Cancel);
        using var reader = new StreamReader(stream);

        Assert.Equal("+PONG", await reader.ReadLineAsync(Cancel));
    }

    [Fact]
    public async Task The_database_is_a_file_in_the_data_folder() =>
        Assert.Equal(
            $"Data Source={Path.Combine(graph.DemoFolder, "timur.db")}",
            await graph.App.GetConnectionStringAsync(ResourceNames.Database, Cancel)
        );

    [Fact]
    public async Task A_child_gets_the_environment_that_Aspire_gives_it()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var environment = Proc.Environment(graph.ProcessOf(ResourceNames.SyncWorker));
        var sandbox = graph.App.GetEndpoint(ResourceNames.Sandbox);
        var own = graph.App.GetEndpoint(ResourceNames.SyncWorker);

        Assert.Equal(own.GetLeftPart(UriPartial.Authority), environment["ASPNETCORE_URLS"]);
        Assert.Equal("Development", environment["ASPNETCORE_ENVIRONMENT"]);
        Assert.Equal("http", environment["DOTNET_LAUNCH_PROFILE"]);
        Assert.Equal("in_memory", environment["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"]);
        Assert.Equal("simple", environment["LOGGING__CONSOLE__FORMATTERNAME"]);
        Assert.Equal(
            await graph.App.GetConnectionStringAsync(ResourceNames.Cache, Cancel),
            environment["ConnectionStrings__cache"]
        );
        Assert.Equal(
            await graph.App.GetConnectionStringAsync(ResourceNames.Database, Cancel),
            environment["ConnectionStrings__database"]
        );
        Assert.Equal($"{sandbox}api/", environment["AlStyle__BaseUrl"]);
        Assert.Equal($"{sandbox}shop/api/v2/", environment["Kaspi__BaseUrl"]);
        Assert.Equal("00:00:01", environment["AlStyle__Interval"]);
        Assert.Equal("main", environment["Shops__demo__Supplier"]);
        Assert.NotEmpty(environment["AlStyle__Accounts__main__Token"]);
    }

    [Fact]
    public void The_sandbox_knows_where_the_price_list_is()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var environment = Proc.Environment(graph.ProcessOf(ResourceNames.Sandbox));

        Assert.Equal(
            $"{graph.App.GetEndpoint(ResourceNames.Gateway)}feeds/demo/kaspi.xml",
            environment["Sandbox__Kaspi__PriceListUrl"]
        );
        Assert.Equal("700", environment["Sandbox__AlStyle__Goods"]);
        Assert.Equal("00:00:01", environment["Sandbox__AlStyle__Interval"]);
    }

    private IEnumerable<UrlSnapshot> Shown(string resource) =>
        graph
            .Now(resource)
            .Urls.Where(u => !u.IsInternal && u.DisplayProperties.DisplayName.Length > 0);
}
