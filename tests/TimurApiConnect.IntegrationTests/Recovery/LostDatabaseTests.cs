using Dapper;
using Microsoft.Data.Sqlite;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Storage.Databases;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Recovery;

/// <summary>The database is killed, and locked for seconds: the list is served all the time, and the rest catches up.</summary>
public class LostDatabaseTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task PostgreSQL_is_killed_in_the_middle_of_runs()
    {
        await using var postgres = await PostgresServer.StartAsync();
        await using var product = await Product.StartAsync(
            postgres: true,
            database: await postgres.CreateDatabaseAsync()
        );
        await product.StartWorkerAsync();
        var expected = await product.FirstListAsync();
        for (var crash = 0; crash < 2; crash++)
        {
            await product.AskAsync("full");
            await SellOutAsync(product, expected);
            postgres.Stop();
            await AssertServedAsync(product, expected.Keys);
            await postgres.StartAgainAsync();
            await EndState.AssertReachedAsync(product, expected, "PostgreSQL was killed");
        }
    }

    [Theory]
    [InlineData("shop")]
    [InlineData("lease")]
    [InlineData("run")]
    public async Task PostgreSQL_is_locked_for_longer_than_a_lease(string table)
    {
        await using var product = await Product.StartAsync(postgres: true);
        await product.StartWorkerAsync();
        var expected = await product.FirstListAsync();
        await using (var connection = await product.Gateway.Get<Database>().OpenAsync(Stopping))
        {
            await using var transaction = await connection.BeginTransactionAsync(Stopping);
            // As ALTER TABLE does.
            await connection.ExecuteAsync(
                $"LOCK TABLE {table} IN ACCESS EXCLUSIVE MODE",
                null,
                transaction
            );
            await HoldAsync(product, expected);
            await transaction.RollbackAsync(Stopping);
        }

        await EndState.AssertReachedAsync(product, expected, $"{table} was locked");
    }

    [Fact]
    public async Task SQLite_is_locked_by_another_writer_for_longer_than_a_lease()
    {
        await using var product = await Product.StartAsync(postgres: false);
        await product.StartWorkerAsync();
        var expected = await product.FirstListAsync();
        await using (
            var other = new SqliteConnection(
                $"Data Source={product.Gateway.Get<Database>().SqliteFile}"
            )
        )
        {
            await other.OpenAsync(Stopping);
            await using var transaction = await other.BeginTransactionAsync(Stopping);
            await HoldAsync(product, expected);
            await transaction.RollbackAsync(Stopping);
        }

        await EndState.AssertReachedAsync(product, expected, "SQLite was locked");
    }

    /// <summary>Leases are for three seconds.</summary>
    private static async Task HoldAsync(
        Product product,
        Dictionary<string, (long Price, int Stock)> expected
    )
    {
        var started = TimeProvider.System.GetTimestamp();
        await SellOutAsync(product, expected);
        while (TimeProvider.System.GetElapsedTime(started) < TimeSpan.FromSeconds(4))
        {
            await AssertServedAsync(product, expected.Keys);
        }
    }

    private static async Task AssertServedAsync(Product product, IEnumerable<string> skus)
    {
        for (var i = 0; i < 10; i++)
        {
            Assert.Equal(skus.Order(), (await product.ListAsync())!.Keys.Order());
        }
    }

    private static async Task SellOutAsync(
        Product product,
        Dictionary<string, (long Price, int Stock)> expected
    )
    {
        var sku = expected.First(o => o.Value.Stock > 5).Key;
        await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = 0 });
        expected[sku] = (expected[sku].Price, 0);
    }
}
