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
    /// <summary>Stores a command that a person asks for; each step of an order is there once.</summary>
    /// <returns>The command that the step has now, and what became of the words of this one.</returns>
    public async Task<(StoredCommand Command, CommandAsked Asked)> AddAsync(
        NewCommand wanted,
        CancellationToken stopping
    )
    {
        var trace = Trace();
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        // The policy stores its decisions in turns too: it decides before the person or knows of what the person asked for.
        await OrderStore.TakeTurnAsync(connection, transaction, wanted.Shop, stopping);
        var (id, asked) = await AskedCommands.AddAsync(
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
        return (row.Read(), asked);
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

    /// <summary>Notes that a command is about to be sent.</summary>
    /// <returns>It, in the words that count now; null when somebody else has it: then it must not be sent.</returns>
    /// <exception cref="LeaseLostException">Another worker has the shop's outbox now.</exception>
    public async Task<StoredCommand?> MarkSentAsync(
        long id,
        Lease lease,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        var marked = await connection.QuerySingleOrDefaultAsync<CommandRow>(
            new CommandDefinition(
                $"UPDATE order_command SET state = 2, attempts = attempts + 1, answer = 0, sent_at = @now, doubt_at = NULL, due_at = @now, failure_code = NULL, note = NULL WHERE id = @id AND state = 1 RETURNING {CommandRow.Columns}",
                new { id, now = clock.GetUtcNow().ToStored() },
                transaction,
                cancellationToken: stopping
            )
        );
        await transaction.CommitAsync(stopping);
        return marked?.Read();
    }

    /// <summary>
    /// Stores a step of a command. One that is settled loses the buyer's code, and the journal gets its entry. What a person has taken over meanwhile is
    /// left as it is: the next look takes that step anew.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker has the shop's outbox now; nothing was written.</exception>
    public async Task StepAsync(StoredCommand command, Lease lease, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        var now = clock.GetUtcNow();
        var stored = await connection.ExecuteAsync(
            new CommandDefinition(
                """
                UPDATE order_command SET state = @state, attempts = @Attempts, failures = @Failures, answer = @answer, due_at = @due, doubt_at = @doubt,
                    settled_at = @settled, failure_code = @FailureCode, note = @Note, secret = CASE WHEN @state > 2 THEN NULL ELSE secret END
                WHERE id = @Id AND state <= 2 AND asked_by = @AskedBy
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
                    command.AskedBy,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        if (stored == 1 && !command.IsOpen)
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

    /// <summary>Queues a parked or refused command again; from then on it is the person's. A new code of the buyer may come with it.</summary>
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
                note = NULL, secret = @secret, asked_by = @who, only_at = NULL
            WHERE id = @Id AND state IN (4, 5) AND NOT EXISTS (SELECT 1 FROM order_command AS other WHERE other.shop = @Shop AND other.code = @Code
                AND other.step = @Step AND other.id <> @Id AND other.state NOT IN (4, 6) AND NOT (other.state = 3 AND other.step = 'send-code'))
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
                    who,
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
