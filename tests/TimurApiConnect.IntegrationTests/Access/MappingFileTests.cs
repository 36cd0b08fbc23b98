using System.Text.Json.Nodes;
using TimurApiConnect.IntegrationTests.Gateway;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Access;

/// <summary>Rules name a file: only one that is meant for it.</summary>
public sealed class MappingFileTests : IDisposable
{
    private const string Secret = "root:x:0:0";
    private readonly string _root = Directory.CreateTempSubdirectory("timur-mapping-").FullName;

    public MappingFileTests()
    {
        Directory.CreateDirectory(Path.Combine(_root, "mapping", "inner"));
        Directory.CreateDirectory(Path.Combine(_root, "mapping-of-others"));
        Write("mapping/good.csv", "article;sku\n1;100001_2\n");
        Write("mapping/broken.csv", $"{Secret}\n{Secret}\n");
        Write("mapping/inner/deep.csv", "1;100001_2\n");
        Write("outside.csv", $"1;1\n{Secret}\n");
        Write("mapping-of-others/theirs.csv", "1;1\n");
        Link("mapping/out.csv", "outside.csv");
        Link("mapping/sideways.csv", "mapping-of-others/theirs.csv");
        Link("mapping/in.csv", "mapping/good.csv");
    }

    public void Dispose() => Directory.Delete(_root, recursive: true);

    [Theory]
    [InlineData("good.csv")]
    [InlineData("in.csv")]
    public async Task A_file_of_the_folder_is_taken(string file)
    {
        await using var server = await StartAsync();
        var shop = new ShopDriver(server);

        await server.JsonAsync("/api/shops/demo/rules", 200, HttpMethod.Put, Rules(file));
        await shop.PublishAsync(ShopDriver.Good(1), ShopDriver.Good(2));

        var offers = await server.JsonAsync("/api/offers?state=onSale");
        Assert.Equal("100001_2", Joined(offers.GetProperty("offers"), "sku"));
    }

    [Theory]
    [InlineData("../outside.csv")]
    [InlineData("..")]
    [InlineData(".")]
    [InlineData("inner/deep.csv")]
    [InlineData("./good.csv")]
    [InlineData("..\\outside.csv")]
    [InlineData("C:good.csv")]
    [InlineData("/etc/passwd")]
    [InlineData("{root}/outside.csv")]
    [InlineData("{root}/mapping/good.csv")]
    [InlineData("file:///etc/passwd")]
    [InlineData("out.csv")]
    [InlineData("sideways.csv")]
    [InlineData("inner")]
    [InlineData("missing.csv")]
    [InlineData("broken.csv")]
    public async Task Any_other_file_is_refused_and_nothing_of_it_is_shown(string file)
    {
        await using var server = await StartAsync();

        var problem = await server.ProblemAsync(
            "/api/shops/demo/rules",
            400,
            "rules-invalid",
            HttpMethod.Put,
            Rules(file)
        );
        var check = await server.JsonAsync(
            "/api/shops/demo/rules/check",
            200,
            HttpMethod.Post,
            Rules(file)
        );

        Assert.Equal("$.sku.mappingFile", Joined(problem.GetProperty("errors"), "path"));
        Assert.False(check.GetProperty("valid").GetBoolean());
        Assert.DoesNotContain(Secret, problem.GetRawText(), StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, check.GetRawText(), StringComparison.Ordinal);
    }

    private string Rules(string file) =>
        ShopDriver.Rules(r =>
            r["sku"] = new JsonObject
            {
                ["scheme"] = "mapping",
                ["mappingFile"] = file.Replace("{root}", _root, StringComparison.Ordinal),
            }
        );

    private Task<GatewayServer> StartAsync() =>
        GatewayServer.StartAsync(settings: [$"Rules:MappingFolder={_root}/mapping"]);

    private void Write(string file, string text) =>
        File.WriteAllText(Path.Combine(_root, file), text);

    private void Link(string link, string target) =>
        File.CreateSymbolicLink(Path.Combine(_root, link), Path.Combine(_root, target));
}
