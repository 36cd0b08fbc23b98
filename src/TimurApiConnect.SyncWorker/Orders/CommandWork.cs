using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Takes one command a step further: read the order, check, note that it is sent, send it once, read the order again. What follows from what,
/// <see cref="CommandMachine"/> says; here is what is read, sent and stored.
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
            return await ThenAsync(
                command,
                new CommandEvent.NotRead(failure, Now),
                lease,
                stopping
            );
        }

        var effect = order is null
            ? EffectState.NotShown
            : await reading.EffectAsync(command, order, stopping);
        var read = CommandMachine.Next(command, new CommandEvent.Read(order, effect, Limits, Now));
        if (!read.Sends)
        {
            return await SettleAsync(read.Value, lease, stopping);
        }

        if (await store.MarkSentAsync(command.Id, lease, stopping) is not { } sent)
        {
            return command;
        }

        Log.Sending(logger, sent.Id, CommandName.Of(sent.Command), sent.Code);
        return await JudgeAsync(
            sent,
            await kaspi.SendAsync(sent.Shop, order!.Id, order.Code, sent.Command, stopping),
            lease,
            stopping
        );
    }

    private async Task<StoredCommand> JudgeAsync(
        StoredCommand sent,
        Outcome<CommandReply> reply,
        Lease lease,
        CancellationToken stopping
    )
    {
        stopping.ThrowIfCancellationRequested();
        if (reply.Failure is { } failure)
        {
            Log.NotAnswered(logger, sent.Id, sent.Code, failure.ToString());
        }

        var answered = await ThenAsync(
            sent,
            new CommandEvent.Answered(reply.Failure, Now),
            lease,
            stopping
        );
        return answered.State == CommandState.Sent
            ? await LookAsync(answered, lease, stopping)
            : answered;
    }

    /// <summary>What the order says about a command that was sent, by this worker or one before it.</summary>
    private async Task<StoredCommand> LookAsync(
        StoredCommand command,
        Lease lease,
        CancellationToken stopping
    )
    {
        var (order, failure) = await reading.ReadAsync(command, lease, stopping);
        if (failure is not null)
        {
            return await ThenAsync(
                command,
                new CommandEvent.NotReadBack(Limits, Now),
                lease,
                stopping
            );
        }

        var effect = order is null
            ? EffectState.NotShown
            : await reading.EffectAsync(command, order, stopping);
        return await ThenAsync(
            command,
            new CommandEvent.ReadBack(effect, Limits, Now),
            lease,
            stopping
        );
    }

    private DateTimeOffset Now => clock.GetUtcNow();

    private CommandLimits Limits => options.CurrentValue.ToLimits();

    private Task<StoredCommand> ThenAsync(
        StoredCommand command,
        CommandEvent happening,
        Lease lease,
        CancellationToken stopping
    ) => SettleAsync(CommandMachine.Next(command, happening).Value, lease, stopping);

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
