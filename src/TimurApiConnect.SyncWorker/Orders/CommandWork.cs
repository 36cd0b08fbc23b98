using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Takes one command a step further: read the order, check, note that it is sent, send it once, read the order again. A command is settled by what
/// the order shows, never by the answer alone; when nobody knows, the order is read until it settles, and only what can do no harm twice is sent again.
/// </summary>
internal sealed partial class CommandWork(
    KaspiOrders kaspi,
    CommandReading reading,
    CommandStore store,
    IOptionsMonitor<OrderOptions> options,
    TimeProvider clock,
    ILogger<CommandWork> logger
)
{
    private const int LooksWhileSettling = 6;

    public async Task DoAsync(StoredCommand command, Lease lease, CancellationToken stopping)
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["Shop"] = command.Shop }
        );
        using var span = WorkerTelemetry.StartCommand(command);
        var after =
            command.State == CommandState.Queued
                ? await SendAsync(command, lease, stopping)
                : await LookAsync(command, lease, stopping);
        span?.SetTag("state", after.State.ToString());
    }

    private async Task<StoredCommand> SendAsync(
        StoredCommand command,
        Lease lease,
        CancellationToken stopping
    )
    {
        var (order, failure) = await reading.ReadAsync(command, lease, stopping);
        if (failure is not null)
        {
            return await StepAsync(
                PreSendCheck.Later(command, failure, clock.GetUtcNow()),
                lease,
                stopping
            );
        }

        var effect = order is null
            ? EffectState.NotShown
            : await reading.EffectAsync(command, order, stopping);
        if (PreSendCheck.Of(command, order, effect, clock.GetUtcNow()) is { } next)
        {
            return next.State == CommandState.Sent
                ? await StepAsync(next with { DueAt = NextLook() }, lease, stopping)
                : await SettleAsync(next, lease, stopping);
        }

        if (await store.MarkSentAsync(command.Id, lease, stopping) is not { } marked)
        {
            return command;
        }

        command = marked;
        Log.Sending(logger, command.Id, CommandName.Of(command.Command), command.Code);
        return await JudgeAsync(
            command,
            await kaspi.SendAsync(command.Shop, order!.Id, order.Code, command.Command, stopping),
            lease,
            stopping
        );
    }

    /// <summary>What the answer says: little. The order says the rest.</summary>
    private async Task<StoredCommand> JudgeAsync(
        StoredCommand command,
        Outcome<CommandReply> reply,
        Lease lease,
        CancellationToken stopping
    )
    {
        stopping.ThrowIfCancellationRequested();
        if (reply.Failure is { } failure)
        {
            Log.NotAnswered(logger, command.Id, command.Code, failure.ToString());
        }

        if (reply.Failure is { } unsent && unsent.EffectOf() == Effect.None)
        {
            return await StepAsync(
                PreSendCheck.Later(
                    command with
                    {
                        State = CommandState.Queued,
                        Attempts = command.Attempts - 1,
                    },
                    unsent,
                    clock.GetUtcNow()
                ),
                lease,
                stopping
            );
        }

        command = await StepAsync(
            command with
            {
                Answer =
                    reply.Failure is null ? CommandAnswer.Taken
                    : reply.Failure.EffectOf() == Effect.Refused ? CommandAnswer.Refused
                    : CommandAnswer.None,
                Failures = 0,
                DoubtAt = clock.GetUtcNow(),
                DueAt = clock.GetUtcNow(),
                FailureCode = reply.Failure?.Code,
                Note = reply.Failure?.ToString(),
            },
            lease,
            stopping
        );
        return await LookAsync(command, lease, stopping);
    }

    /// <summary>What the order says about a command that was sent, by this worker or one before it.</summary>
    private async Task<StoredCommand> LookAsync(
        StoredCommand command,
        Lease lease,
        CancellationToken stopping
    )
    {
        var (order, failure) = await reading.ReadAsync(command, lease, stopping);
        var now = clock.GetUtcNow();
        var since = command.DoubtAt ?? now;
        command = command with { DoubtAt = since, DueAt = NextLook() };
        if (failure is not null)
        {
            return await StepAsync(command, lease, stopping);
        }

        var effect = order is null
            ? EffectState.NotShown
            : await reading.EffectAsync(command, order, stopping);
        return await SettleAsync(
            OutcomeResolver.Of(command, effect, options.CurrentValue, now),
            lease,
            stopping
        );
    }

    private Task<StoredCommand> SettleAsync(
        StoredCommand next,
        Lease lease,
        CancellationToken stopping
    ) => next.IsOpen ? StepAsync(next, lease, stopping) : EndAsync(next, lease, stopping);

    private async Task<StoredCommand> StepAsync(
        StoredCommand command,
        Lease lease,
        CancellationToken stopping
    )
    {
        await store.StepAsync(command, lease, stopping);
        return command;
    }

    private async Task<StoredCommand> EndAsync(
        StoredCommand command,
        Lease lease,
        CancellationToken stopping
    )
    {
        await store.StepAsync(command, lease, stopping);
        WorkerTelemetry.Settled(command);
        var (name, note) = (CommandName.Of(command.Command), command.Note ?? "");
        if (command.State == CommandState.Done)
        {
            Log.Done(logger, command.Id, name, command.Code, note);
        }
        else
        {
            Log.NotDone(logger, command.Id, name, command.Code, command.State, note);
        }

        return command;
    }

    private DateTimeOffset NextLook() =>
        clock.GetUtcNow() + options.CurrentValue.SettleAfter / LooksWhileSettling;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "Command {Id}: {Command} of order {Order} is sent."
        )]
        public static partial void Sending(ILogger logger, long id, string command, string order);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "Command {Id} of order {Order}: {Failure} The order is read."
        )]
        public static partial void NotAnswered(
            ILogger logger,
            long id,
            string order,
            string failure
        );

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Information,
            Message = "Command {Id}: {Command} of order {Order} is done. {Note}"
        )]
        public static partial void Done(
            ILogger logger,
            long id,
            string command,
            string order,
            string note
        );

        [LoggerMessage(
            EventId = 4,
            Level = LogLevel.Warning,
            Message = "Command {Id}: {Command} of order {Order} is {State}. {Note}"
        )]
        public static partial void NotDone(
            ILogger logger,
            long id,
            string command,
            string order,
            CommandState state,
            string note
        );
    }
}
