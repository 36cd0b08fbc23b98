using Dapper;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Owners;

/// <summary>The commands of a shop that are not settled.</summary>
/// <param name="Shop">The shop.</param>
/// <param name="OldestAt">When the oldest was asked for, UTC.</param>
/// <param name="DueAt">When the next is due, UTC.</param>
public sealed record OpenCommands(string Shop, DateTimeOffset OldestAt, DateTimeOffset DueAt);

/// <summary>What waits to be done, of all shops in one question: a worker asks it every second, however many shops it has.</summary>
public sealed class WorkStore(Database database)
{
    /// <summary>Shops for which a run was asked.</summary>
    public async Task<IReadOnlyList<string>> ShopsWithRunsAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(
                    $"SELECT shop FROM run WHERE state = {(int)RunState.Queued}",
                    cancellationToken: stopping
                )
            ),
        ];
    }

    /// <summary>Shops with commands that are not settled.</summary>
    public async Task<IReadOnlyList<OpenCommands>> OpenCommandsAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(string Shop, long OldestAt, long DueAt)>(
            new CommandDefinition(
                $"SELECT shop, MIN(asked_at), MIN(due_at) FROM order_command WHERE state <= {(int)CommandState.Sent} GROUP BY shop",
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new OpenCommands(
                r.Shop,
                Instant.FromStored(r.OldestAt),
                Instant.FromStored(r.DueAt)
            )),
        ];
    }
}
