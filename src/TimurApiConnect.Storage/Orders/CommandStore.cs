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
        var command = await FindAsync(connection, transaction, id, stopping);
        await transaction.CommitAsync(stopping);
        return (command!, asked);
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
                WHERE id IN (SELECT MIN(id) FROM order_command WHERE shop = @shop AND {CommandSql.Open} GROUP BY code) AND due_at <= @now
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
        var sent =
            await FindAsync(connection, transaction, id, stopping) is { } command
            && CommandMachine.Next(command, new CommandEvent.Send(clock.GetUtcNow())).Next
                is { } sending
                ? await CommandWrites.SendAsync(connection, transaction, sending, stopping)
                : null;
        await transaction.CommitAsync(stopping);
        return sent;
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
                $"""
                UPDATE order_command SET state = @state, attempts = @Attempts, failures = @Failures, answer = @answer, due_at = @due, doubt_at = @doubt,
                    settled_at = @settled, failure_code = @FailureCode, note = @Note, secret = CASE WHEN @open = 1 THEN secret ELSE NULL END
                WHERE id = @Id AND {CommandSql.Open} AND asked_by = @AskedBy
                """,
                new
                {
                    state = (long)command.State,
                    command.Attempts,
                    command.Failures,
                    answer = (long)command.Answer,
                    due = command.DueAt.ToStored(),
                    doubt = command.DoubtAt?.ToStored(),
                    open = command.IsOpen ? 1L : 0L,
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
    )
    {
        var now = clock.GetUtcNow();
        return DecideAsync(
            command.Id,
            new CommandEvent.AskedAgain(who, now),
            (connection, transaction, before, next) =>
                CommandWrites.AskAgainAsync(
                    connection,
                    transaction,
                    next,
                    before,
                    secret,
                    stopping
                ),
            new(now, who, "command tried again", command.Shop, 0, ""),
            stopping
        );
    }

    /// <summary>Gives a parked or refused command up.</summary>
    /// <returns>False when it is neither.</returns>
    public Task<bool> DismissAsync(StoredCommand command, string who, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        return DecideAsync(
            command.Id,
            new CommandEvent.Dismissed(),
            (connection, transaction, before, next) =>
                CommandWrites.SettleAsync(connection, transaction, next, before, now, stopping),
            new(now, who, "command dismissed", command.Shop, 0, ""),
            stopping
        );
    }

    private async Task<bool> DecideAsync(
        long id,
        CommandEvent decision,
        Func<DbConnection, DbTransaction, CommandState, StoredCommand, Task<bool>> write,
        JournalEntry entry,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var decided =
            await FindAsync(connection, transaction, id, stopping) is { } command
            && CommandMachine.Next(command, decision).Next is { } next
            && await write(connection, transaction, command.State, next)
                ? command
                : null;
        if (decided is not null)
        {
            await JournalStore.WriteAsync(
                connection,
                transaction,
                entry with
                {
                    Detail = Said(decided),
                },
                stopping
            );
        }

        await transaction.CommitAsync(stopping);
        return decided is not null;
    }

    private static async Task<StoredCommand?> FindAsync(
        DbConnection connection,
        DbTransaction transaction,
        long id,
        CancellationToken stopping
    ) =>
        (
            await connection.QuerySingleOrDefaultAsync<CommandRow>(
                new CommandDefinition(
                    $"SELECT {CommandRow.Columns} FROM order_command WHERE id = @id",
                    new { id },
                    transaction,
                    cancellationToken: stopping
                )
            )
        )?.Read();

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
