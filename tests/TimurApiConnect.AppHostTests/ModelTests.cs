using Microsoft.Extensions.DependencyInjection;
using TimurApiConnect.AppHost;

namespace TimurApiConnect.AppHostTests;

/// <summary>The model alone: nothing is started.</summary>
public sealed class ModelTests
{
    private static readonly string[] WithToken =
    [
        "--Parameters:main-alstyle-token=secret-of-main",
        "--Shops:north:Name=North",
        "--Shops:north:MerchantId=17",
        "--Shops:north:FeedLogin=kaspi",
        "--Parameters:north_kaspi_token=secret-of-kaspi",
        "--Parameters:north-feed-password=secret-of-feed",
    ];

    [Fact]
    public async Task Without_tokens_the_sandbox_stands_in_for_the_vendors()
    {
        var model = await ModelAsync();

        Assert.Equal(
            [
                ResourceNames.CacheServer,
                ResourceNames.Cache,
                ResourceNames.Database,
                ResourceNames.AlStyle,
                ResourceNames.Kaspi,
                ResourceNames.Gateway,
                ResourceNames.SyncWorker,
                ResourceNames.Sandbox,
            ],
            model.Select(r => r.Name)
        );
        Assert.Equal(
            [ResourceNames.Cache, ResourceNames.Sandbox],
            WaitsOf(model, ResourceNames.SyncWorker)
        );
        Assert.Equal([ResourceNames.Cache], WaitsOf(model, ResourceNames.Gateway));
    }

    [Fact]
    public async Task With_a_token_there_is_no_sandbox()
    {
        var model = await ModelAsync(WithToken);

        Assert.DoesNotContain(model, r => r.Name == ResourceNames.Sandbox);
        Assert.Equal([ResourceNames.Cache], WaitsOf(model, ResourceNames.SyncWorker));
        var parameters = model.OfType<ParameterResource>().ToArray();
        Assert.Equal(
            ["main-alstyle-token", "north-feed-password", "north-kaspi-token"],
            parameters.Select(p => p.Name).Order(StringComparer.Ordinal)
        );
        Assert.All(parameters, p => Assert.True(p.Secret));
    }

    [Fact]
    public async Task A_shop_without_a_token_is_no_demonstration_and_its_token_is_asked_for()
    {
        var model = await ModelAsync("--Shops:north:Name=North", "--Shops:north:MerchantId=17");
        var token = model.OfType<ParameterResource>().Single();

        Assert.DoesNotContain(model, r => r.Name == ResourceNames.Sandbox);
        Assert.Equal("main-alstyle-token", token.Name);
        Assert.True(token.EnableDescriptionMarkdown);
        Assert.Contains("b2bportal.al-style.kz", token.Description, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Containers_take_the_place_of_the_embedded_servers()
    {
        var model = await ModelAsync("--Containers=true", "--Workers:Replicas=2");

        // The switch without a value must not swallow the argument behind it.
        Assert.Equal(
            ["--Containers=true", "--Workers:Replicas=2"],
            Containers.Arguments(["--containers", "--Workers:Replicas=2"])
        );
        Assert.Contains(model, r => r.Name == "postgres");
        Assert.Contains(model, r => r is ContainerResource && r.Name == ResourceNames.Cache);
        Assert.DoesNotContain(model, r => r.Name == ResourceNames.CacheServer);
        Assert.Equal(
            2,
            model
                .Single(r => r.Name == ResourceNames.SyncWorker)
                .Annotations.OfType<ReplicaAnnotation>()
                .Single()
                .Replicas
        );
    }

    [Theory]
    [InlineData("--Gateway:Port=70000", "Gateway:Port is \"70000\"")]
    [InlineData("--Kaspi:BaseUrl=kaspi.kz", "Kaspi:BaseUrl is \"kaspi.kz\"")]
    public async Task A_wrong_setting_is_refused_with_a_sentence(string setting, string sentence)
    {
        var refused = await Assert.ThrowsAnyAsync<Exception>(() =>
            ModelAsync([.. WithToken, setting])
        );

        Assert.Contains(sentence, refused.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_demonstration_has_a_folder_of_its_own()
    {
        var demo = await EnvironmentAsync([], ResourceNames.SyncWorker);
        var real = await EnvironmentAsync(WithToken, ResourceNames.SyncWorker);

        Assert.EndsWith(
            Path.Combine("timur-model", "demo", "timur.db"),
            demo["ConnectionStrings__database"],
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            Path.Combine("timur-model", "timur.db"),
            real["ConnectionStrings__database"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task Real_vendors_and_shops_reach_the_worker()
    {
        var environment = await EnvironmentAsync(WithToken, ResourceNames.SyncWorker);

        Assert.Equal("https://api.al-style.kz/api/", environment["AlStyle__BaseUrl"]);
        Assert.Equal("https://kaspi.kz/shop/api/v2/", environment["Kaspi__BaseUrl"]);
        Assert.Equal("00:00:05", environment["AlStyle__Interval"]);
        Assert.Equal("secret-of-main", environment["AlStyle__Accounts__main__Token"]);
        Assert.Equal("North", environment["Shops__north__Name"]);
        Assert.Equal("17", environment["Shops__north__MerchantId"]);
        Assert.Equal("main", environment["Shops__north__Supplier"]);
        Assert.Equal("kaspi", environment["Shops__north__FeedLogin"]);
        Assert.Equal("secret-of-feed", environment["Shops__north__FeedPassword"]);
        Assert.Equal("secret-of-kaspi", environment["Shops__north__KaspiToken"]);
        Assert.DoesNotContain("Shops__demo__Name", environment.Keys);
    }

    [Fact]
    public async Task The_gateway_gets_shops_and_no_token_of_a_vendor()
    {
        var environment = await EnvironmentAsync(WithToken, ResourceNames.Gateway);

        Assert.Equal("North", environment["Shops__north__Name"]);
        Assert.DoesNotContain("secret-of-main", environment.Values);
        Assert.DoesNotContain("secret-of-kaspi", environment.Values);
    }

    [Fact]
    public async Task Settings_of_the_vendors_are_passed_on_and_the_sandbox_keeps_its_address()
    {
        string[] settings =
        [
            "--AlStyle:Attempts=2",
            "--Kaspi:PerSecond=3",
            "--Outbound:Proxy=http://p:1",
        ];
        var real = await EnvironmentAsync([.. WithToken, .. settings], ResourceNames.SyncWorker);
        var simulated = await EnvironmentAsync(
            [.. settings, "--Kaspi:BaseUrl=https://kaspi.kz/shop/api/v2/"],
            ResourceNames.SyncWorker
        );

        foreach (var environment in new[] { real, simulated })
        {
            Assert.Equal("2", environment["AlStyle__Attempts"]);
            Assert.Equal("3", environment["Kaspi__PerSecond"]);
            Assert.Equal("http://p:1", environment["Outbound__Proxy"]);
        }

        Assert.StartsWith(
            "http://localhost:",
            simulated["Kaspi__BaseUrl"],
            StringComparison.Ordinal
        );
    }

    [Fact]
    public async Task A_demonstration_is_open_to_this_machine_and_nothing_else_is()
    {
        const string Mode = "Access__Mode";

        // Aspire's tests run in Development, as ./run does.
        var demonstration = await EnvironmentAsync([], ResourceNames.Gateway);
        var asked = await EnvironmentAsync(["--Access:Mode=keys"], ResourceNames.Gateway);
        var real = await EnvironmentAsync(WithToken, ResourceNames.Gateway);
        var worker = await EnvironmentAsync([], ResourceNames.SyncWorker);

        Assert.Equal("open-on-loopback", demonstration[Mode]);
        Assert.Equal("keys", asked[Mode]);
        Assert.DoesNotContain(Mode, real.Keys);
        Assert.DoesNotContain(Mode, worker.Keys);
    }

    [Fact]
    public async Task The_first_key_is_a_secret_parameter()
    {
        string[] args = ["--Parameters:gateway-api-key=secret-of-the-gateway-0123456789"];
        var environment = await EnvironmentAsync(args, ResourceNames.Gateway);
        var worker = await EnvironmentAsync(args, ResourceNames.SyncWorker);
        var model = await ModelAsync(args);

        Assert.Equal("secret-of-the-gateway-0123456789", environment["Access__BootstrapKey"]);
        Assert.DoesNotContain("Access__Mode", environment.Keys);
        Assert.DoesNotContain("secret-of-the-gateway-0123456789", worker.Values);
        Assert.True(model.OfType<ParameterResource>().Single().Secret);
    }

    [Fact]
    public async Task Both_services_look_for_mapping_files_in_the_same_folder()
    {
        var gateway = await EnvironmentAsync([], ResourceNames.Gateway);
        var worker = await EnvironmentAsync([], ResourceNames.SyncWorker);

        Assert.EndsWith("mapping", gateway["Rules__MappingFolder"], StringComparison.Ordinal);
        Assert.Equal(gateway["Rules__MappingFolder"], worker["Rules__MappingFolder"]);
    }

    [Fact]
    public async Task Own_servers_take_the_place_of_the_embedded_ones()
    {
        string[] args =
        [
            "--ConnectionStrings:database=Host=db;Database=timur",
            "--ConnectionStrings:cache=redis:6379",
        ];
        var model = await ModelAsync(args);
        var environment = await EnvironmentAsync(args, ResourceNames.SyncWorker);

        Assert.DoesNotContain(model, r => r.Name == ResourceNames.CacheServer);
        Assert.Equal("Host=db;Database=timur", environment["ConnectionStrings__database"]);
        Assert.Equal("redis:6379", environment["ConnectionStrings__cache"]);
    }

    [Fact]
    public async Task A_schedule_is_passed_on_if_there_is_one()
    {
        var with = await EnvironmentAsync(
            ["--Schedule:FastEvery=00:00:10", "--Schedule:FullAt=03:00"],
            ResourceNames.SyncWorker
        );
        var without = await EnvironmentAsync([], ResourceNames.SyncWorker);

        Assert.Equal("00:00:10", with["Schedule__FastEvery"]);
        Assert.Equal("03:00", with["Schedule__FullAt"]);
        Assert.DoesNotContain(
            without.Keys,
            k => k.StartsWith("Schedule__", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_worker_has_as_many_replicas_as_the_setting_says()
    {
        var model = await ModelAsync("--Workers:Replicas=3");
        var worker = model.Single(r => r.Name == ResourceNames.SyncWorker);

        Assert.Equal(3, worker.Annotations.OfType<ReplicaAnnotation>().Single().Replicas);
    }

    private static async Task<IReadOnlyList<IResource>> ModelAsync(params string[] args)
    {
        await using var builder = await BuilderAsync(args);
        // Aspire adds a hidden helper to each project.
        return
        [
            .. builder.Resources.Where(r =>
                !r.Name.EndsWith("-rebuilder", StringComparison.Ordinal)
            ),
        ];
    }

    private static async Task<Dictionary<string, string>> EnvironmentAsync(
        string[] args,
        string resource
    )
    {
        await using var builder = await BuilderAsync(args);

        // Addresses exist only in an application that has started; any will do here.
        foreach (
            var endpoint in builder.Resources.SelectMany(r =>
                r.Annotations.OfType<EndpointAnnotation>()
            )
        )
        {
            endpoint.AllocatedEndpoint ??= new AllocatedEndpoint(endpoint, "localhost", 1234);
        }

        var built = await ExecutionConfigurationBuilder
            .Create(builder.Resources.Single(r => r.Name == resource))
            .WithEnvironmentVariablesConfig()
            .BuildAsync(
                new DistributedApplicationExecutionContext(
                    new DistributedApplicationExecutionContextOptions(
                        DistributedApplicationOperation.Run
                    )
                    {
                        Services = builder.Services.BuildServiceProvider(),
                    }
                )
            );
        return built.EnvironmentVariables.ToDictionary(StringComparer.Ordinal);
    }

    // Not built: what is built has begun to start, and ends late.
    private static Task<IDistributedApplicationTestingBuilder> BuilderAsync(string[] args) =>
        DistributedApplicationTestingBuilder.CreateAsync<Projects.TimurApiConnect_AppHost>(
            [.. args, $"--Data:Folder={Path.Combine(Path.GetTempPath(), "timur-model")}"],
            TestContext.Current.CancellationToken
        );

    private static IEnumerable<string> WaitsOf(IEnumerable<IResource> model, string resource) =>
        model
            .Single(r => r.Name == resource)
            .Annotations.OfType<WaitAnnotation>()
            .Select(w => w.Resource.Name);
}
