using System.Net;
using System.Text;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.Storage.Runs;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Access;

public sealed class LimitTests
{
    [Fact]
    public async Task A_key_that_asks_too_much_waits_and_does_not_hold_up_another()
    {
        await using var server = await GatewayServer.StartAsync(
            settings: ["Access:Burst=20", "Access:RequestsPerSecond=1"]
        );
        var other = await server.JsonAsync(
            "/api/keys",
            201,
            HttpMethod.Post,
            """{ "name": "other", "scope": "read" }"""
        );

        var refused = await RefusedAsync(server.Http, "/api/shops", 60);

        Assert.InRange(refused.Count, 30, 45);
        Assert.All(refused.Codes, c => Assert.Equal("too-many-requests", c));
        using var client = server.Client(other.GetProperty("key").GetString());
        Assert.Equal(0, (await RefusedAsync(client, "/api/shops", 5)).Count);
        // Whoever waits is let in again.
        await UntilAsync(
            async () =>
            {
                using var again = await server.SendAsync(HttpMethod.Get, "/api/shops");
                return again.StatusCode == HttpStatusCode.OK;
            },
            "the key may ask again"
        );
    }

    [Fact]
    public async Task Refused_keys_are_limited_by_address_and_right_ones_are_not_locked_out()
    {
        await using var server = await GatewayServer.StartAsync(
            settings: ["Access:FailuresPerMinute=10"]
        );
        using var guessing = server.Client("timur_aaaaaaaa_wrong");
        using var nobody = server.Client(null);

        var refused = await RefusedAsync(guessing, "/api/shops", 30);

        Assert.InRange(refused.Count, 15, 20);
        Assert.All(refused.Codes, c => Assert.Equal("too-many-failures", c));
        Assert.True((await RefusedAsync(nobody, "/api/keys", 5)).Count >= 4);
        Assert.Equal(0, (await RefusedAsync(server.Http, "/api/shops", 5)).Count);
    }

    [Fact]
    public async Task A_flood_of_pulls_does_not_hold_up_the_one_who_has_the_login()
    {
        await using var server = await GatewayServer.StartAsync(
            settings:
            [
                "Access:FeedRequestsPerMinute=60",
                "Shops:demo:FeedLogin=kaspi",
                "Shops:demo:FeedPassword=kaspi-password",
            ]
        );
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));
        using var flood = server.Client(null);
        using var kaspi = server.Client(null);
        kaspi.DefaultRequestHeaders.Authorization = new(
            "Basic",
            Convert.ToBase64String(Encoding.UTF8.GetBytes("kaspi:kaspi-password"))
        );

        var refused = await RefusedAsync(flood, "/feeds/demo/kaspi.xml", 100);

        Assert.InRange(refused.Count, 30, 40);
        Assert.All(refused.Codes, c => Assert.Equal("too-many-pulls", c));
        Assert.True((await RefusedAsync(flood, "/feeds/nobody/kaspi.xml", 5)).Count >= 4);
        using var pulled = await kaspi.GetAsync("/feeds/demo/kaspi.xml", Stopping);
        Assert.Equal(HttpStatusCode.OK, pulled.StatusCode);
    }

    [Fact]
    public async Task A_trusted_proxy_names_the_caller_and_nobody_else_does()
    {
        await using var trusting = await GatewayServer.StartAsync(
            settings: ["Access:FeedRequestsPerMinute=60", "Access:TrustedProxies=127.0.0.1, ::1"]
        );
        await using var plain = await GatewayServer.StartAsync(
            settings: ["Access:FeedRequestsPerMinute=60"]
        );

        async Task<(int, int)> FloodAsync(GatewayServer server)
        {
            var counts = new List<int>();
            foreach (var address in new[] { "203.0.113.1", "203.0.113.2" })
            {
                using var client = server.Client(null);
                client.DefaultRequestHeaders.Add("X-Forwarded-For", address);
                counts.Add((await RefusedAsync(client, "/feeds/demo/kaspi.xml", 58)).Count);
            }

            return (counts[0], counts[1]);
        }

        Assert.Equal((0, 0), await FloodAsync(trusting));
        var (first, second) = await FloodAsync(plain);
        Assert.Equal(0, first);
        Assert.True(second > 40, $"{second}");
    }

    [Fact]
    public async Task Event_streams_are_counted_while_they_are_open()
    {
        await using var server = await GatewayServer.StartAsync(
            settings: ["Access:EventStreams=2"]
        );
        await server
            .Get<RunStore>()
            .EnqueueAsync(
                "demo",
                RunKind.Fast,
                "test",
                false,
                TimeProvider.System.GetUtcNow(),
                Stopping
            );
        var streams = new List<HttpResponseMessage>();
        for (var i = 0; i < 2; i++)
        {
            streams.Add(await server.SendAsync(HttpMethod.Get, "/api/runs/1/events"));
            Assert.Equal(HttpStatusCode.OK, streams[^1].StatusCode);
        }

        await server.ProblemAsync("/api/runs/1/events", 429, "too-many-streams");

        streams[0].Dispose();
        await UntilAsync(
            async () =>
            {
                using var again = await server.SendAsync(HttpMethod.Get, "/api/runs/1/events");
                return again.StatusCode == HttpStatusCode.OK;
            },
            "a stream may be opened again"
        );
        streams[1].Dispose();
    }

    [Fact]
    public async Task Too_large_a_body_and_too_large_headers_are_refused()
    {
        await using var server = await GatewayServer.StartAsync();
        var large = $"{{ \"$comment\": \"{new string('x', 1_100_000)}\" }}";

        foreach (var (method, path) in new[] { (HttpMethod.Put, ""), (HttpMethod.Post, "/check") })
        {
            await server.ProblemAsync(
                $"/api/shops/demo/rules{path}",
                413,
                "body-too-large",
                method,
                large
            );
        }

        await server.ProblemAsync(
            "/api/keys",
            413,
            "body-too-large",
            HttpMethod.Post,
            new string(' ', 20_000)
        );
        using var headers = await server.SendAsync(
            HttpMethod.Get,
            "/api/shops",
            null,
            ("X-Large", new string('x', 20_000))
        );
        Assert.Equal(HttpStatusCode.RequestHeaderFieldsTooLarge, headers.StatusCode);
    }

    [Fact]
    public async Task Pages_of_other_sites_read_nothing()
    {
        await using var server = await GatewayServer.StartAsync();

        using var asked = await server.SendAsync(
            HttpMethod.Options,
            "/api/sync",
            null,
            ("Origin", "http://evil.example"),
            ("Access-Control-Request-Method", "POST")
        );
        using var read = await server.SendAsync(
            HttpMethod.Get,
            "/api/shops",
            null,
            ("Origin", "http://evil.example")
        );

        foreach (var answer in new[] { asked, read })
        {
            Assert.DoesNotContain(
                answer.Headers,
                h => h.Key.StartsWith("Access-Control", StringComparison.OrdinalIgnoreCase)
            );
        }
    }

    private static async Task<(int Count, IReadOnlyList<string> Codes)> RefusedAsync(
        HttpClient client,
        string path,
        int times
    )
    {
        var codes = new List<string>();
        for (var i = 0; i < times; i++)
        {
            using var response = await client.GetAsync(path, Stopping);
            if (response.StatusCode != HttpStatusCode.TooManyRequests)
            {
                continue;
            }

            Assert.InRange(response.Headers.RetryAfter!.Delta!.Value.TotalSeconds, 1, 60);
            using var problem = System.Text.Json.JsonDocument.Parse(await TextAsync(response));
            codes.Add(problem.RootElement.GetProperty("code").GetString()!);
        }

        return (codes.Count, codes);
    }
}
