using System.Data.Common;
using Dapper;
using TimurApiConnect.Storage.Databases;

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
            at = at.ToStored(),
            superseded = StoredCommand.Superseded,
            note = "The policy has decided otherwise since; it was never sent.",
        };
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE order_command SET state = 6, settled_at = @at, failure_code = @superseded, note = @note, secret = NULL
                WHERE shop = @shop AND code = @code AND asked_by = @policy AND step <> @step AND state = 1 AND attempts = 0
                """,
                values,
                transaction,
                cancellationToken: stopping
            )
        );
        return await connection.ExecuteScalarAsync<long>(
                new CommandDefinition(
                    "SELECT COUNT(*) FROM order_command WHERE shop = @shop AND code = @code AND ((asked_by = @policy AND step <> @step AND state <= 2) OR (asked_by <> @policy AND @step <> ''))",
                    values,
                    transaction,
                    cancellationToken: stopping
                )
            ) == 0;
    }
}
