using Dapper;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Reads the outbox, for people.</summary>
public sealed class CommandQueries(Database database)
{
    /// <summary>One command, or null.</summary>
    public async Task<StoredCommand?> FindAsync(long id, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return (
            await connection.QueryFirstOrDefaultAsync<CommandRow>(
                new CommandDefinition(
                    $"SELECT {CommandRow.Columns} FROM order_command WHERE id = @id",
                    new { id },
                    cancellationToken: stopping
                )
            )
        )?.Read();
    }

    /// <summary>The command that a step of an order has now; null when it has none that counts.</summary>
    public async Task<StoredCommand?> FindAsync(
        string shop,
        string code,
        string step,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return (
            await connection.QueryFirstOrDefaultAsync<CommandRow>(
                new CommandDefinition(
                    $"SELECT {CommandRow.Columns} FROM order_command WHERE {CommandRow.Counts}",
                    new
                    {
                        Shop = shop,
                        Code = code,
                        step,
                    },
                    cancellationToken: stopping
                )
            )
        )?.Read();
    }

    /// <summary>Commands, the newest first.</summary>
    public async Task<IReadOnlyList<StoredCommand>> ListAsync(
        CommandFilter filter,
        CancellationToken stopping
    )
    {
        var where = "shop = @Shop";
        // Written out: a parameter would keep the index of parked commands from being used.
        where += filter.State is { } state ? $" AND {CommandSql.Is(state)}" : "";
        where += filter.Code is null ? "" : " AND code = @Code";
        where += filter.Before is null ? "" : " AND id < @Before";
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<CommandRow>(
            new CommandDefinition(
                $"SELECT {CommandRow.Columns} FROM order_command WHERE {where} ORDER BY id DESC LIMIT @Size",
                new
                {
                    filter.Shop,
                    filter.Code,
                    filter.Before,
                    filter.Size,
                },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => r.Read())];
    }

    /// <summary>Those of these orders that people deal with: somebody asked for a command, or one of the policy's did not get through.</summary>
    public async Task<IReadOnlySet<string>> WithPeopleAsync(
        string shop,
        IReadOnlyCollection<string> codes,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var found = await connection.QueryAsync<string>(
            new CommandDefinition(
                $"SELECT DISTINCT code FROM order_command WHERE shop = @shop AND code {connection.In("codes")} AND (asked_by <> @policy OR (state IN ({(int)CommandState.Refused}, {(int)CommandState.Parked}, {(int)CommandState.Dismissed}) AND COALESCE(failure_code, '') <> @superseded))",
                new
                {
                    shop,
                    codes = codes.ToArray(),
                    policy = NewCommand.ByPolicy,
                    superseded = StoredCommand.Superseded,
                },
                cancellationToken: stopping
            )
        );
        return found.ToHashSet(StringComparer.Ordinal);
    }

    /// <summary>Those of these orders that are being accepted, by whomever it was asked for: what was parked may have worked too.</summary>
    public async Task<IReadOnlyDictionary<string, CommandState>> AcceptingAsync(
        string shop,
        IReadOnlyCollection<string> codes,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var found = await connection.QueryAsync<(string Code, long State)>(
            new CommandDefinition(
                $"SELECT code, state FROM order_command WHERE shop = @shop AND code {connection.In("codes")} AND step = @step AND state NOT IN ({(int)CommandState.Refused}, {(int)CommandState.Dismissed})",
                new
                {
                    shop,
                    codes = codes.ToArray(),
                    step = CommandName.StepOf(new OrderCommand.Accept()),
                },
                cancellationToken: stopping
            )
        );
        return found.ToDictionary(f => f.Code, f => (CommandState)f.State, StringComparer.Ordinal);
    }
}
