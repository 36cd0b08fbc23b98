using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Storage.Orders;

/// <summary>The outbox as the policy uses it: of two commands that contradict each other only the later may ever be carried out.</summary>
internal static class PolicyCommands
{
    /// <summary>
    /// Gives up what the policy asked for an order and what was never sent, since it decides otherwise now: what waits for Kaspi to be back may not be
    /// carried out against the latest decision.
    /// </summary>
    /// <param name="connection">With <paramref name="transaction"/>: that of the decision.</param>
    /// <param name="transaction">The same.</param>
    /// <param name="shop">The shop's key.</param>
    /// <param name="code">The order's number.</param>
    /// <param name="step">The step that is still wanted; null when none is.</param>
    /// <param name="at">Now, UTC.</param>
    /// <param name="stopping">Stops.</param>
    /// <returns>
    /// False when another of the policy's commands was sent, or may have been: what becomes of it comes first. Or when a command is wanted and a person
    /// has asked for one meanwhile.
    /// </returns>
    public static async Task<bool> SupersedeAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        string code,
        string? step,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        var values = new
        {
            shop,
            code,
            step = step ?? "",
            policy = NewCommand.ByPolicy,
        };
        var waiting = await connection.QueryAsync<CommandRow>(
            new CommandDefinition(
                $"SELECT {CommandRow.Columns} FROM order_command WHERE shop = @shop AND code = @code AND step <> @step AND {CommandSql.Is(CommandState.Queued)}",
                values,
                transaction,
                cancellationToken: stopping
            )
        );
        foreach (var command in waiting)
        {
            if (
                CommandMachine.Next(command.Read(), new CommandEvent.TakenBack()).Next is
                { } takenBack
            )
            {
                await CommandWrites.SettleAsync(
                    connection,
                    transaction,
                    takenBack,
                    CommandState.Queued,
                    at,
                    stopping
                );
            }
        }

        return await connection.ExecuteScalarAsync<long>(
                new CommandDefinition(
                    $"SELECT COUNT(*) FROM order_command WHERE shop = @shop AND code = @code AND ((asked_by = @policy AND step <> @step AND {CommandSql.Open}) OR (asked_by <> @policy AND @step <> ''))",
                    values,
                    transaction,
                    cancellationToken: stopping
                )
            ) == 0;
    }
}
