using Dapper;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Runs;

/// <summary>When each shop's next run of each kind is due. Shared by all workers: whoever moves the date on, asks for the run.</summary>
public sealed class ScheduleStore(Database database)
{
    /// <summary>When the next one is due, or null when it was never planned.</summary>
    public async Task<DateTimeOffset?> NextAsync(
        string shop,
        RunKind kind,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return Instant.FromStored(
            await connection.ExecuteScalarAsync<long?>(
                new CommandDefinition(
                    "SELECT next_at FROM schedule WHERE shop = @shop AND kind = @kind",
                    new { shop, kind = (long)kind },
                    cancellationToken: stopping
                )
            )
        );
    }

    /// <summary>Moves the date from the one that was seen to the next; false when another worker was first.</summary>
    public async Task<bool> MoveAsync(
        string shop,
        RunKind kind,
        DateTimeOffset? seen,
        DateTimeOffset next,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var sql = seen is null
            ? "INSERT INTO schedule (shop, kind, next_at) VALUES (@shop, @kind, @next) ON CONFLICT DO NOTHING"
            : "UPDATE schedule SET next_at = @next WHERE shop = @shop AND kind = @kind AND next_at = @seen";
        return await connection.ExecuteAsync(
                new CommandDefinition(
                    sql,
                    new
                    {
                        shop,
                        kind = (long)kind,
                        next = next.ToStored(),
                        seen = seen?.ToStored(),
                    },
                    cancellationToken: stopping
                )
            ) == 1;
    }

    /// <summary>Sets the date of a run that was planned before.</summary>
    public async Task SetAsync(
        string shop,
        RunKind kind,
        DateTimeOffset next,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE schedule SET next_at = @next WHERE shop = @shop AND kind = @kind",
                new
                {
                    shop,
                    kind = (long)kind,
                    next = next.ToStored(),
                },
                cancellationToken: stopping
            )
        );
    }
}
