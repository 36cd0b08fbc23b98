using Dapper;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using StackExchange.Redis;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage;

/// <summary>Ready only with the database: it is the truth.</summary>
internal sealed class DatabaseHealth(Database database) : IHealthCheck
{
    private const long MinMegabytes = 16;

    // Only of an SQLite file: reading it goes well on a full disk, and PostgreSQL's is elsewhere.
    private long? MegabytesLeft =>
        Path.GetDirectoryName(database.SqliteFile) is { Length: > 0 } folder
            ? new DriveInfo(folder).AvailableFreeSpace / (1024 * 1024)
            : null;

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            await using var connection = await database.OpenAsync(cancellationToken);
            await connection.ExecuteScalarAsync<long>(
                new CommandDefinition(
                    "SELECT COUNT(*) FROM shop",
                    cancellationToken: cancellationToken
                )
            );
            return MegabytesLeft is { } left and < MinMegabytes
                ? HealthCheckResult.Unhealthy(
                    $"{database.Description}: its disk has {left} MB left, and nothing more can be stored soon. Make room; work goes on by itself."
                )
                : HealthCheckResult.Healthy(database.Description);
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            return HealthCheckResult.Unhealthy($"{database.Description}: {e.Message}", e);
        }
    }
}

/// <summary>Without Redis everything goes on, a little slower: degraded, not dead.</summary>
internal sealed class RedisHealth(IConnectionMultiplexer redis) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        try
        {
            var latency = await redis.GetDatabase().PingAsync();
            return HealthCheckResult.Healthy(
                $"Redis answers in {latency.TotalMilliseconds:0.0} ms."
            );
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return HealthCheckResult.Degraded(
                $"Redis does not answer ({e.GetType().Name}). Work goes on with limits and notifier of this process alone."
            );
        }
    }
}
