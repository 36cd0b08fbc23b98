using System.Data.Common;
using System.Diagnostics;
using Dapper;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.Orders;

/// <summary>The outbox: commands are stored before they are sent, and every step of theirs too.</summary>
public sealed class CommandStore(Database database, TimeProvider clock)
{
    /// <summary>Stores a command; when its step is there already it is that one.</summary>
    /// <returns>The command, and whether it was there already.</returns>
    public async Task<(StoredCommand Command, bool Existing)> AddAsync(
        NewCommand wanted,
        CancellationToken stopping
    )
    {
        var trace = Trace();
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var (id, existing) = await AddAsync(
            connection,
            transaction,
            wanted,
            clock.GetUtcNow(),
            trace,
            stopping
        );
        var row = await connection.QuerySingleAsync<CommandRow>(
            new CommandDefinition(
                $"SELECT {CommandRow.Columns} FROM order_command WHERE id = @id",
                new { id },
                transaction,
                cancellationToken: stopping
            )
        );
        await transaction.CommitAsync(stopping);
        return (row.Read(), existing);
    }

    /// <summary>Stores a command within the transaction of what led to it.</summary>
    internal static async Task<(long Id, bool Existing)> AddAsync(
        DbConnection connection,
        DbTransaction transaction,
        NewCommand wanted,
        DateTimeOffset at,
        string? trace,
        CancellationToken stopping
    )
    {
        var (document, secret) = CommandJson.Write(wanted.Command);
        var values = new
        {
            wanted.Shop,
            wanted.Code,
            step = CommandName.StepOf(wanted.Command),
            command = CommandName.Of(wanted.Command),
            document,
            secret,
            wanted.AskedBy,
            at = at.ToStored(),
            trace,
        };
        var id = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                """
                INSERT INTO order_command (shop, code, step, sequence, command, document, secret, asked_by, asked_at, state, attempts, failures, answer, due_at, trace_parent)
                VALUES (@Shop, @Code, @step, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM order_command WHERE shop = @Shop AND code = @Code AND step = @step),
                    @command, @document, @secret, @AskedBy, @at, 1, 0, 0, 0, @at, @trace)
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                values,
                transaction,
                cancellationToken: stopping
            )
        );
        if (id is { } added)
        {
            await JournalStore.WriteAsync(
                connection,
                transaction,
                new(
                    at,
                    wanted.AskedBy,
                    "command asked for",
                    wanted.Shop,
                    0,
                    $"Order {wanted.Code}: {CommandName.Of(wanted.Command)} (command {added})."
                ),
                stopping
            );
            return (added, false);
        }

        return (
            await connection.ExecuteScalarAsync<long>(
                new CommandDefinition(
                    "SELECT id FROM order_command WHERE shop = @Shop AND code = @Code AND step = @step ORDER BY sequence DESC LIMIT 1",
                    values,
                    transaction,
                    cancellationToken: stopping
                )
            ),
            true
        );
    }

    /// <summary>
    /// The commands of a shop that are due, one for each order: the next of an order waits for the one before it. The oldest first.
    /// </summary>
    public async Task<IReadOnlyList<StoredCommand>> DueAsync(
        string shop,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<CommandRow>(
            new CommandDefinition(
                $"""
                SELECT {CommandRow.Columns} FROM order_command
                WHERE id IN (SELECT MIN(id) FROM order_command WHERE shop = @shop AND state <= 2 GROUP BY code) AND due_at <= @now
                ORDER BY id
                """,
                new { shop, now = clock.GetUtcNow().ToStored() },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => r.Read())];
    }

    /// <summary>Notes that a command is about to be sent. False when somebody else has it now: then it must not be.</summary>
    /// <exception cref="LeaseLostException">Another worker has the shop's outbox now.</exception>
    public async Task<bool> MarkSentAsync(long id, Lease lease, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.GuardAsync(connection, transaction, lease, stopping);
        var marked = await connection.ExecuteAsync(
            new CommandDefinition(
                "UPDATE order_command SET state = 2, attempts = attempts + 1, answer = 0, sent_at = @now, doubt_at = NULL, due_at = @now, failure_code = NULL, note = NULL WHERE id = @id AND state = 1",
                new { id, now = clock.GetUtcNow().ToStored() },
                transaction,
                cancellationToken: stopping
            )
        );
        await transaction.CommitAsync(stopping);
        return marked == 1;
    }

    /// <summary>Stores a step of a command. One that is settled loses the buyer's code, and the journal gets its entry.</summary>
    /// <exception cref="LeaseLostException">Another worker has the shop's outbox now; nothing was written.</exception>
    public async Task StepAsync(StoredCommand command, Lease lease, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.GuardAsync(connection, transaction, lease, stopping);
        var now = clock.GetUtcNow();
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE order_command SET state = @state, attempts = @Attempts, failures = @Failures, answer = @answer, due_at = @due, doubt_at = @doubt,
                    settled_at = @settled, failure_code = @FailureCode, note = @Note, secret = CASE WHEN @state > 2 THEN NULL ELSE secret END
                WHERE id = @Id AND state <= 2
                """,
                new
                {
                    state = (long)command.State,
                    command.Attempts,
                    command.Failures,
                    answer = (long)command.Answer,
                    due = command.DueAt.ToStored(),
                    doubt = command.DoubtAt?.ToStored(),
                    settled = command.IsOpen ? (long?)null : now.ToStored(),
                    command.FailureCode,
                    command.Note,
                    command.Id,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        if (!command.IsOpen)
        {
            await JournalStore.WriteAsync(
                connection,
                transaction,
                new(
                    now,
                    "worker",
                    $"command {Word(command.State)}",
                    command.Shop,
                    0,
                    Said(command)
                ),
                stopping
            );
        }

        await transaction.CommitAsync(stopping);
    }

    /// <summary>Queues a parked or refused command again. A new code of the buyer may come with it.</summary>
    /// <returns>False when it is neither, or its step was asked for anew meanwhile.</returns>
    public Task<bool> RetryAsync(
        StoredCommand command,
        string? secret,
        string who,
        CancellationToken stopping
    ) =>
        DecideAsync(
            command,
            """
            UPDATE order_command SET state = 1, attempts = 0, failures = 0, answer = 0, due_at = @now, doubt_at = NULL, settled_at = NULL, failure_code = NULL,
                note = NULL, secret = @secret
            WHERE id = @Id AND state IN (4, 5) AND NOT EXISTS (SELECT 1 FROM order_command AS other WHERE other.shop = @Shop AND other.code = @Code
                AND other.step = @Step AND other.id <> @Id AND other.state NOT IN (4, 6))
            """,
            secret,
            who,
            "command tried again",
            stopping
        );

    /// <summary>Gives a parked or refused command up.</summary>
    /// <returns>False when it is neither.</returns>
    public Task<bool> DismissAsync(StoredCommand command, string who, CancellationToken stopping) =>
        DecideAsync(
            command,
            "UPDATE order_command SET state = 6, settled_at = @now, secret = NULL WHERE id = @Id AND state IN (4, 5)",
            null,
            who,
            "command dismissed",
            stopping
        );

    private async Task<bool> DecideAsync(
        StoredCommand command,
        string sql,
        string? secret,
        string who,
        string what,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var now = clock.GetUtcNow();
        var changed = await connection.ExecuteAsync(
            new CommandDefinition(
                sql,
                new
                {
                    command.Id,
                    command.Shop,
                    command.Code,
                    command.Step,
                    secret,
                    now = now.ToStored(),
                },
                transaction,
                cancellationToken: stopping
            )
        );
        if (changed == 1)
        {
            await JournalStore.WriteAsync(
                connection,
                transaction,
                new(now, who, what, command.Shop, 0, Said(command)),
                stopping
            );
        }

        await transaction.CommitAsync(stopping);
        return changed == 1;
    }

    private static string Said(StoredCommand command) =>
        $"Order {command.Code}: {CommandName.Of(command.Command)} (command {command.Id}), attempts {command.Attempts}. {command.Note}".TrimEnd();

    private static string Word(CommandState state) =>
        state switch
        {
            CommandState.Done => "done",
            CommandState.Refused => "refused",
            CommandState.Parked => "parked",
            _ => "dismissed",
        };

    private static string? Trace() =>
        Activity.Current is { Recorded: true } asking ? asking.Id : null;
}
