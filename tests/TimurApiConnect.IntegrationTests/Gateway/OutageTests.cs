using System.Net;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.Storage.PriceLists;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Gateway;

public sealed class OutageTests
{
    [Fact]
    public async Task With_the_database_gone_lists_are_served_and_the_rest_says_so()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var server = await GatewayServer.StartAsync(
            await postgres.CreateDatabaseAsync()
        );
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));

        postgres.Stop();

        await server.ProblemAsync("/api/offers", 503, "database-unavailable");
        await server.ProblemAsync("/api/sync", 503, "database-unavailable", HttpMethod.Post);
        for (var i = 0; i < 20; i++)
        {
            using var pulled = await server.PullAsync();
            Assert.Equal(HttpStatusCode.OK, pulled.StatusCode);
            Assert.NotEmpty(await BytesAsync(pulled));
        }

        var status = await server.JsonAsync("/api/status");
        Assert.Equal("attention", status.GetProperty("state").GetString());
        Assert.Equal("unhealthy", status.GetProperty("database").GetProperty("state").GetString());
        Assert.StartsWith(
            "The database does not answer",
            status.GetProperty("attention")[0].GetString(),
            StringComparison.Ordinal
        );
        using (var health = await server.SendAsync(HttpMethod.Get, "/health"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, health.StatusCode);
        }

        await postgres.StartAgainAsync();

        await UntilAsync(
            async () =>
            {
                using var offers = await server.SendAsync(HttpMethod.Get, "/api/offers");
                return offers.StatusCode == HttpStatusCode.OK
                    && (await server.Get<PullStore>().ListAsync("demo", 100, Stopping)).Count == 20;
            },
            "the gateway works again and the pulls of the outage are recorded"
        );
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1, 20_000)));
    }

    [Fact]
    public async Task With_redis_gone_new_lists_are_still_found()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var server = await GatewayServer.StartAsync(cache: redis.ConnectionString);
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));

        redis.Stop();
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1, 20_000)));
        await server.JsonAsync("/api/sync", 202, HttpMethod.Post);

        var status = await server.JsonAsync("/api/status");
        Assert.Equal("degraded", status.GetProperty("cache").GetProperty("state").GetString());
        Assert.Contains(
            status.GetProperty("attention").EnumerateArray(),
            a => a.GetString()!.StartsWith("Redis does not answer", StringComparison.Ordinal)
        );
    }

    [Fact]
    public async Task The_gateway_starts_without_redis_and_notices_when_it_comes()
    {
        await using var redis = await RedisServer.StartAsync("a-password");
        redis.Stop();
        await using var server = await GatewayServer.StartAsync(cache: redis.ConnectionString);
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1)));

        var health = await server.JsonAsync("/health");
        Assert.Equal("Degraded", health.GetProperty("status").GetString());
        Assert.Equal("log-file self database cache", Joined(health.GetProperty("checks"), "name"));
        Assert.DoesNotContain("a-password", health.GetRawText(), StringComparison.Ordinal);

        await redis.StartAgainAsync();
        await UntilAsync(
            async () =>
                (await server.JsonAsync("/health")).GetProperty("status").GetString() == "Healthy",
            "the gateway has found Redis"
        );
    }
}
