using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;

namespace TimurApiConnect.Storage.Orders;

/// <summary>What became of a command that was asked for.</summary>
public enum CommandAsked
{
    /// <summary>It is stored, to be sent.</summary>
    Added,

    /// <summary>Its step was asked for before, in the same words.</summary>
    Same,

    /// <summary>Its step was asked for before and not sent yet: the later words count, and they are the later one's.</summary>
    Reworded,

    /// <summary>Its step was asked for before in other words, and those were sent.</summary>
    UnderWay,
}

/// <summary>Stores what is asked for, once for each step of an order.</summary>
internal static class AskedCommands
{
    /// <summary>
    /// Stores a command within the transaction of what led to it. The policy never takes a person's word over; a person does take the policy's, so that
    /// it is not taken back when the policy thinks again.
    /// </summary>
    public static async Task<(long Id, CommandAsked Asked)> AddAsync(
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
            queued = (long)CommandState.Queued,
            onlyAt = (long?)wanted.OnlyAt,
            at = at.ToStored(),
            trace,
        };
        var added = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                """
                INSERT INTO order_command (shop, code, step, sequence, command, document, secret, asked_by, asked_at, state, attempts, failures, answer, due_at, trace_parent, only_at)
                VALUES (@Shop, @Code, @step, (SELECT COALESCE(MAX(sequence), 0) + 1 FROM order_command WHERE shop = @Shop AND code = @Code AND step = @step),
                    @command, @document, @secret, @AskedBy, @at, @queued, 0, 0, 0, @at, @trace, @onlyAt)
                ON CONFLICT DO NOTHING
                RETURNING id
                """,
                values,
                transaction,
                cancellationToken: stopping
            )
        );
        if (added is { } id)
        {
            await SayAsync($"(command {id})");
            return (id, CommandAsked.Added);
        }

        var known = await connection.QuerySingleAsync<CommandRow>(
            new CommandDefinition(
                $"SELECT {CommandRow.Columns} FROM order_command WHERE {CommandRow.Counts}",
                values,
                transaction,
                cancellationToken: stopping
            )
        );
        if (wanted.AskedBy == NewCommand.ByPolicy)
        {
            return (known.Id, CommandAsked.Same);
        }

        var isSame = known.Document == document && (known.Secret is null || known.Secret == secret);
        if (isSame && known.AskedBy != NewCommand.ByPolicy)
        {
            return (known.Id, CommandAsked.Same);
        }

        // Under way or not is asked again when it is written: the worker may send it in this moment.
        var happening = new CommandEvent.TakenOver(wanted.AskedBy, wanted.Command, isSame);
        var unsent = $"{CommandSql.Is(CommandState.Queued)} AND attempts = 0";
        var taken = CommandMachine.Next(known.Read(), happening).Next is not { } next
            ? 0
            : await connection.ExecuteAsync(
                new CommandDefinition(
                    $"UPDATE order_command SET document = @document, secret = @secret, asked_by = @AskedBy, only_at = NULL WHERE id = @Id AND {(isSame ? CommandSql.Open : unsent)}",
                    new
                    {
                        document,
                        secret,
                        next.AskedBy,
                        next.Id,
                    },
                    transaction,
                    cancellationToken: stopping
                )
            );
        if (taken == 0)
        {
            return (known.Id, isSame ? CommandAsked.Same : CommandAsked.UnderWay);
        }

        await SayAsync($"(command {known.Id}, until now as {known.AskedBy} asked)");
        return (known.Id, CommandAsked.Reworded);

        Task SayAsync(string which) =>
            JournalStore.WriteAsync(
                connection,
                transaction,
                new(
                    at,
                    wanted.AskedBy,
                    "command asked for",
                    wanted.Shop,
                    0,
                    $"Order {wanted.Code}: {values.command} {which}."
                ),
                stopping
            );
    }
}
