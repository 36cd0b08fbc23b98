using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Writes what the machine made of a command, unless somebody else has changed its state since it was read.</summary>
internal static class CommandWrites
{
    /// <summary>One that is over, or waits for a person; the buyer's code goes with it.</summary>
    /// <returns>Whether it was written.</returns>
    public static async Task<bool> SettleAsync(
        DbConnection connection,
        DbTransaction transaction,
        StoredCommand settled,
        CommandState before,
        DateTimeOffset at,
        CancellationToken stopping
    ) =>
        await connection.ExecuteAsync(
            new CommandDefinition(
                $"""
                UPDATE order_command SET state = @state, settled_at = @at, failure_code = @FailureCode, note = @Note, secret = NULL
                WHERE id = @Id AND {CommandSql.Is(before)} AND attempts = @Attempts
                """,
                new
                {
                    settled.Id,
                    settled.Attempts,
                    state = (long)settled.State,
                    at = at.ToStored(),
                    settled.FailureCode,
                    settled.Note,
                },
                transaction,
                cancellationToken: stopping
            )
        ) == 1;

    /// <summary>One that is about to be sent.</summary>
    /// <returns>It, in the words that count now; null when it was not written.</returns>
    public static async Task<StoredCommand?> SendAsync(
        DbConnection connection,
        DbTransaction transaction,
        StoredCommand sent,
        CancellationToken stopping
    ) =>
        (
            await connection.QuerySingleOrDefaultAsync<CommandRow>(
                new CommandDefinition(
                    $"""
                    UPDATE order_command SET state = @state, attempts = @Attempts, answer = @answer, sent_at = @sentAt, doubt_at = NULL, due_at = @due,
                        failure_code = NULL, note = NULL
                    WHERE id = @Id AND {CommandSql.Is(
                        CommandState.Queued
                    )} AND attempts = @Attempts - 1
                    RETURNING {CommandRow.Columns}
                    """,
                    new
                    {
                        sent.Id,
                        sent.Attempts,
                        state = (long)sent.State,
                        answer = (long)sent.Answer,
                        sentAt = sent.SentAt?.ToStored(),
                        due = sent.DueAt.ToStored(),
                    },
                    transaction,
                    cancellationToken: stopping
                )
            )
        )?.Read();

    /// <summary>One that a person wants tried again, unless its step was asked for anew meanwhile.</summary>
    /// <returns>Whether it was written.</returns>
    public static async Task<bool> AskAgainAsync(
        DbConnection connection,
        DbTransaction transaction,
        StoredCommand queued,
        CommandState before,
        string? secret,
        CancellationToken stopping
    ) =>
        await connection.ExecuteAsync(
            new CommandDefinition(
                $"""
                UPDATE order_command SET state = @state, attempts = @Attempts, failures = @Failures, answer = @answer, due_at = @due, doubt_at = NULL,
                    settled_at = NULL, failure_code = NULL, note = NULL, secret = @secret, asked_by = @AskedBy, only_at = NULL
                WHERE id = @Id AND {CommandSql.Is(
                    before
                )} AND NOT EXISTS (SELECT 1 FROM order_command AS other WHERE other.shop = @Shop
                    AND other.code = @Code AND other.step = @Step AND other.id <> @Id AND {CommandSql.CountsOf(
                    "other."
                )})
                """,
                new
                {
                    queued.Id,
                    queued.Shop,
                    queued.Code,
                    queued.Step,
                    queued.Attempts,
                    queued.Failures,
                    queued.AskedBy,
                    state = (long)queued.State,
                    answer = (long)queued.Answer,
                    due = queued.DueAt.ToStored(),
                    secret,
                },
                transaction,
                cancellationToken: stopping
            )
        ) == 1;
}
