using StackExchange.Redis;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Recovery;

/// <summary>Redis is killed, started empty, and emptied: it holds nothing that counts.</summary>
public class LostRedisTests
{
    [Fact]
    public async Task Changes_reach_the_list_all_the_time_and_the_suppliers_limit_is_kept()
    {
        await using var redis = await RedisServer.StartAsync();
        await using var product = await Product.StartAsync(
            postgres: false,
            ["AlStyle:Interval=00:00:00.100"],
            redis: redis.ConnectionString
        );
        await product.StartWorkerAsync(
            "AlStyle:Interval=00:00:00.100",
            "AlStyle:Margin=00:00:00.020"
        );
        var expected = await product.FirstListAsync();
        var skus = new Queue<string>(
            expected.Where(o => o.Value.Stock > 5).Select(o => o.Key).Take(4)
        );

        await SellOutAsync("Redis is there");
        redis.Stop();
        await SellOutAsync("Redis is away");
        await redis.StartAgainAsync();
        await SellOutAsync("Redis is back, empty");
        await using (
            var client = await ConnectionMultiplexer.ConnectAsync(
                $"{redis.ConnectionString},allowAdmin=true"
            )
        )
        {
            await client.GetServer(redis.ConnectionString).FlushAllDatabasesAsync();
        }

        await SellOutAsync("Redis was emptied");

        await EndState.AssertReachedAsync(product, expected, "Redis");
        var runs = await product.Runs.ListAsync(
            "demo",
            null,
            200,
            TestContext.Current.CancellationToken
        );
        Assert.DoesNotContain(runs, r => r.State is RunState.Failed or RunState.Abandoned);
        Assert.Equal(
            0,
            (await product.Sandbox.StateAsync())
                .GetProperty("alStyle")
                .GetProperty("refused")
                .GetInt64()
        );

        async Task SellOutAsync(string when)
        {
            var sku = skus.Dequeue();
            await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = 0 });
            expected[sku] = (expected[sku].Price, 0);
            await SandboxServer.UntilAsync(
                async () => (await product.ListAsync())![sku].Stock == 0,
                $"the sold-out good is off sale: {when}",
                EndState.Limit
            );
        }
    }
}
