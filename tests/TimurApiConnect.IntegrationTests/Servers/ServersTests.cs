using Npgsql;
using StackExchange.Redis;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Servers;

public sealed class ServersTests
{
    [Fact]
    public async Task A_redis_server_answers_and_comes_back_after_a_crash()
    {
        await using var server = await RedisServer.StartAsync();
        await using var redis = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await redis.GetDatabase().PingAsync();

        server.Stop();
        await server.StartAgainAsync();

        await using var again = await ConnectionMultiplexer.ConnectAsync(server.ConnectionString);
        await again.GetDatabase().PingAsync();
    }

    [Fact]
    public async Task A_postgres_server_gives_each_who_asks_a_database_of_its_own_and_keeps_it_over_a_crash()
    {
        await using var server = await PostgresServer.StartAsync();
        var (first, second) = (
            await server.CreateDatabaseAsync(),
            await server.CreateDatabaseAsync()
        );
        Assert.NotEqual(first, second, StringComparer.Ordinal);
        await ExecuteAsync(first, "CREATE TABLE t (a BIGINT)");
        await ExecuteAsync(second, "CREATE TABLE t (a BIGINT)");

        server.Stop();
        await server.StartAgainAsync();

        await ExecuteAsync(first, "INSERT INTO t VALUES (1)");
    }

    private static async Task ExecuteAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        await command.ExecuteNonQueryAsync();
    }
}
