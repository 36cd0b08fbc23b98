using System.Diagnostics;
using System.Text.Json;
using TimurApiConnect.AppHost;

namespace TimurApiConnect.AppHostTests;

/// <summary>What <c>--publisher manifest</c> writes for azd and others.</summary>
public sealed class ManifestTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("timur-manifest-").FullName;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Services_servers_and_secrets_are_described_and_no_secret_and_no_sandbox_is_in_it()
    {
        string[] secrets =
        [
            "secret-of-main",
            "secret-of-feed",
            "secret-of-the-gateway",
            "secret-of-postgres",
        ];
        var (code, text) = await PublishAsync(
            "--Shops:north:Name=North",
            "--Shops:north:MerchantId=17",
            "--Shops:north:FeedLogin=kaspi",
            "--Shops:south:Name=South",
            "--Shops:south:MerchantId=18",
            "--Schedule:FastEvery=00:02:00",
            "--Workers:Replicas=3",
            // Whoever publishes may have them set for his own runs.
            $"--Parameters:main-alstyle-token={secrets[0]}",
            $"--Parameters:north-feed-password={secrets[1]}",
            $"--Parameters:gateway-api-key={secrets[2]}",
            $"--ConnectionStrings:database=Host=db;Password={secrets[3]}"
        );

        Assert.True(code == 0, text);
        var json = await File.ReadAllTextAsync(
            Path.Combine(_folder, "aspire-manifest.json"),
            Stopping
        );
        Assert.All(
            secrets,
            secret => Assert.DoesNotContain(secret, json + text, StringComparison.Ordinal)
        );
        var resources = JsonElement.Parse(json).GetProperty("resources");
        Assert.False(resources.TryGetProperty(ResourceNames.Sandbox, out _));
        Assert.False(resources.TryGetProperty(ResourceNames.CacheServer, out _));
        Assert.False(resources.TryGetProperty("south-feed-password", out _));
        foreach (var server in new[] { ResourceNames.Cache, ResourceNames.Database })
        {
            Assert.True(resources.GetProperty(server).TryGetProperty("connectionString", out _));
        }

        foreach (
            var name in new[]
            {
                "main-alstyle-token",
                "north-kaspi-token",
                "north-feed-password",
                "gateway-api-key",
            }
        )
        {
            var parameter = resources.GetProperty(name);
            Assert.Equal("parameter.v0", parameter.GetProperty("type").GetString());
            Assert.Equal($"{{{name}.inputs.value}}", parameter.GetProperty("value").GetString());
            Assert.True(
                parameter
                    .GetProperty("inputs")
                    .GetProperty("value")
                    .GetProperty("secret")
                    .GetBoolean()
            );
        }

        AssertService(
            resources,
            ResourceNames.Gateway,
            "TimurApiConnect.Gateway",
            isExternal: true
        );
        AssertService(
            resources,
            ResourceNames.SyncWorker,
            "TimurApiConnect.SyncWorker",
            isExternal: false
        );
        var gateway = Environment(resources, ResourceNames.Gateway);
        Assert.Equal("{gateway-api-key.value}", gateway["Access__BootstrapKey"]);
        Assert.Equal("{north-feed-password.value}", gateway["Shops__north__FeedPassword"]);
        Assert.DoesNotContain("Access__Mode", gateway.Keys);
        Assert.DoesNotContain("{main-alstyle-token.value}", gateway.Values);
        var worker = Environment(resources, ResourceNames.SyncWorker);
        Assert.Equal("{main-alstyle-token.value}", worker["AlStyle__Accounts__main__Token"]);
        Assert.Equal("{north-kaspi-token.value}", worker["Shops__north__KaspiToken"]);
        Assert.Equal("https://api.al-style.kz/api/", worker["AlStyle__BaseUrl"]);
        Assert.Equal("00:02:00", worker["Schedule__FastEvery"]);
        Assert.DoesNotContain("{gateway-api-key.value}", worker.Values);
    }

    [Theory]
    [InlineData("There is no shop to publish.")]
    [InlineData(
        "Build the AppHost with -p:Deploy=compose",
        "--Shops:north:Name=North",
        "--Deployment:Target=compose"
    )]
    public async Task What_cannot_be_published_is_said(string message, params string[] settings)
    {
        var (code, text) = await PublishAsync(settings);

        Assert.Equal(1, code);
        Assert.Contains(message, text, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", text, StringComparison.Ordinal);
    }

    private static void AssertService(
        JsonElement resources,
        string name,
        string project,
        bool isExternal
    )
    {
        var service = resources.GetProperty(name);
        Assert.StartsWith(
            "project.v",
            service.GetProperty("type").GetString(),
            StringComparison.Ordinal
        );
        Assert.EndsWith(
            $"{project}/{project}.csproj",
            service.GetProperty("path").GetString(),
            StringComparison.Ordinal
        );
        var environment = Environment(resources, name);
        Assert.Equal("{cache.connectionString}", environment["ConnectionStrings__cache"]);
        Assert.Equal("{database.connectionString}", environment["ConnectionStrings__database"]);
        Assert.Equal("North", environment["Shops__north__Name"]);
        Assert.Equal("true", environment["ASPNETCORE_FORWARDEDHEADERS_ENABLED"]);
        // Nothing of this machine.
        Assert.DoesNotContain("ASPNETCORE_ENVIRONMENT", environment.Keys);
        Assert.DoesNotContain("ASPNETCORE_URLS", environment.Keys);
        Assert.All(
            environment.Values,
            v => Assert.DoesNotContain("localhost", v, StringComparison.Ordinal)
        );
        var http = service.GetProperty("bindings").GetProperty("http");
        Assert.Equal("http", http.GetProperty("scheme").GetString());
        Assert.False(http.TryGetProperty("port", out _));
        Assert.Equal(
            isExternal,
            http.TryGetProperty("external", out var external) && external.GetBoolean()
        );
    }

    private static Dictionary<string, string> Environment(JsonElement resources, string name) =>
        resources
            .GetProperty(name)
            .GetProperty("env")
            .EnumerateObject()
            .ToDictionary(v => v.Name, v => v.Value.GetString()!, StringComparer.Ordinal);

    private async Task<(int Code, string Text)> PublishAsync(params string[] settings)
    {
        var start = new ProcessStartInfo(
            "dotnet",
            [
                Built.Program("TimurApiConnect.AppHost"),
                "--publisher",
                "manifest",
                "--output-path",
                _folder,
                .. settings,
            ]
        )
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using var process = Process.Start(start)!;
        var texts = await Task.WhenAll(
            process.StandardOutput.ReadToEndAsync(Stopping),
            process.StandardError.ReadToEndAsync(Stopping)
        );
        await process.WaitForExitAsync(Stopping).WaitAsync(TimeSpan.FromSeconds(60), Stopping);
        return (process.ExitCode, string.Concat(texts));
    }
}
