using System.Text.Json.Nodes;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Runs;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Gateway;

public sealed class RulesTests
{
    private const string Path = "/api/shops/demo/rules";

    [Fact]
    public async Task Rules_are_read_put_and_kept_by_version()
    {
        await using var server = await GatewayServer.StartAsync();
        using var first = await server.SendAsync(HttpMethod.Get, Path);
        Assert.Equal("\"v1\"", first.Headers.ETag?.ToString());

        var taken = await server.JsonAsync(
            Path,
            200,
            HttpMethod.Put,
            ShopDriver.Rules(r => r["prices"]!["rounding"]!["step"] = 100),
            ("If-Match", "\"v1\"")
        );

        Assert.Equal(2, taken.GetProperty("version").GetInt32());
        Assert.True(taken.GetProperty("changed").GetBoolean());
        var run = await server
            .Get<RunStore>()
            .FindAsync(taken.GetProperty("run").GetInt64(), Stopping);
        Assert.True(run is { Kind: RunKind.Fast, State: RunState.Queued });
        var now = await server.JsonAsync(Path);
        Assert.Equal(2, now.GetProperty("version").GetInt32());
        Assert.Equal(
            100,
            now.GetProperty("document")
                .GetProperty("prices")
                .GetProperty("rounding")
                .GetProperty("step")
                .GetInt32()
        );
        var old = await server.JsonAsync($"{Path}/1");
        Assert.Equal(RulesDocument.Default, old.GetProperty("text").GetString());
        await server.ProblemAsync($"{Path}/3", 404, "rules-not-found");
        Assert.Equal(
            2,
            (await server.JsonAsync("/api/shops"))[0].GetProperty("rulesVersion").GetInt32()
        );
    }

    [Fact]
    public async Task The_same_rules_again_make_no_new_version()
    {
        await using var server = await GatewayServer.StartAsync();

        var taken = await server.JsonAsync(Path, 200, HttpMethod.Put, RulesDocument.Default);

        Assert.False(taken.GetProperty("changed").GetBoolean());
        Assert.Equal(1, taken.GetProperty("version").GetInt32());
        Assert.Empty(await server.Get<RunStore>().ListAsync("demo", null, 10, Stopping));
    }

    [Fact]
    public async Task Wrong_rules_are_refused_with_all_their_errors_and_change_nothing()
    {
        await using var server = await GatewayServer.StartAsync();
        var wrong = ShopDriver.Rules(r =>
        {
            r["prices"]!["rules"]![0]!["markupPercent"] = "much";
            r["stock"]![0]!["buffer"] = -1;
            r["pionts"] = new JsonArray();
            r["points"] = new JsonArray();
        });

        var problem = await server.ProblemAsync(Path, 400, "rules-invalid", HttpMethod.Put, wrong);
        var check = await server.JsonAsync($"{Path}/check", 200, HttpMethod.Post, wrong);

        string[] expected =
        [
            "$.prices.rules[0].markupPercent",
            "$.stock[0].buffer",
            "$.pionts",
            "$.points",
        ];
        var paths = Joined(problem.GetProperty("errors"), "path").Split(' ');
        Assert.All(expected, e => Assert.Contains(e, paths, StringComparer.Ordinal));
        Assert.False(check.GetProperty("valid").GetBoolean());
        Assert.Equal(paths.Length, check.GetProperty("errors").GetArrayLength());
        Assert.Equal(1, (await server.JsonAsync(Path)).GetProperty("version").GetInt32());
        await server.ProblemAsync(Path, 400, "rules-invalid", HttpMethod.Put, "{ nonsense");
        await server.ProblemAsync(
            Path,
            400,
            "rules-invalid",
            HttpMethod.Put,
            ShopDriver.Rules(r =>
                r["sku"] = new JsonObject { ["scheme"] = "mapping", ["mappingFile"] = "/no/such" }
            )
        );
    }

    [Fact]
    public async Task Right_rules_pass_the_check_and_are_not_put()
    {
        await using var server = await GatewayServer.StartAsync();

        var check = await server.JsonAsync(
            $"{Path}/check",
            200,
            HttpMethod.Post,
            ShopDriver.Rules(r => r["prices"]!["rounding"]!["step"] = 100)
        );

        Assert.True(check.GetProperty("valid").GetBoolean());
        Assert.Equal(1, (await server.JsonAsync(Path)).GetProperty("version").GetInt32());
    }

    [Fact]
    public async Task Rules_that_changed_meanwhile_are_not_written_over()
    {
        await using var server = await GatewayServer.StartAsync();
        await server.JsonAsync(
            Path,
            200,
            HttpMethod.Put,
            ShopDriver.Rules(r => r["prices"]!["rounding"]!["step"] = 100)
        );

        await server.ProblemAsync(
            Path,
            412,
            "rules-changed",
            HttpMethod.Put,
            ShopDriver.Rules(),
            ("If-Match", "\"v1\"")
        );

        Assert.Equal(2, (await server.JsonAsync(Path)).GetProperty("version").GetInt32());
        await server.ProblemAsync("/api/shops/other/rules", 404, "shop-not-found");
        await server.ProblemAsync(
            "/api/shops/other/rules",
            404,
            "shop-not-found",
            HttpMethod.Put,
            "{}"
        );
        await server.ProblemAsync(
            "/api/shops/other/rules/check",
            404,
            "shop-not-found",
            HttpMethod.Post,
            "{}"
        );
    }
}
