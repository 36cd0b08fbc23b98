using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Machines;

namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>
/// What becomes of a command by what happens to it. It is sent once for each decision, settled by what the order shows and never by the answer alone,
/// and sent again only where that can do no harm. Pure: whoever asks twice hears the same.
/// </summary>
public static class CommandMachine
{
    /// <summary>The command after an event, or why the event may not happen.</summary>
    public static Transition<T> Next<T>(T command, CommandEvent happening)
        where T : CommandProgress =>
        MayHappen(command, happening)
            ? After(command, happening).As<T>()
            : new Refusal(
                "command-in-another-state",
                $"Command {command.Id} is {command.State} after {command.Attempts} attempts; {happening.GetType().Name} cannot happen to it now."
            );

    /// <summary>Which state follows, for those who change many at once; null when the event may not happen.</summary>
    public static CommandState? AfterShopLost(CommandState state) =>
        state switch
        {
            CommandState.Queued => CommandState.Dismissed,
            CommandState.Sent => CommandState.Parked,
            _ => null,
        };

    /// <summary>What is said of a command whose shop was given to another merchant.</summary>
    public const string ShopLostNote =
        "The shop was given to another merchant before this was settled.";

    private static bool MayHappen(CommandProgress command, CommandEvent happening) =>
        happening switch
        {
            CommandEvent.NotRead or CommandEvent.Read or CommandEvent.Send => command.State
                == CommandState.Queued,
            // Once: after that its effect is waited for.
            CommandEvent.Answered => command
                is { State: CommandState.Sent, Attempts: > 0, DoubtAt: null },
            CommandEvent.ReadBack or CommandEvent.NotReadBack => command.State == CommandState.Sent,
            // The same words may be taken over while they are under way; others only before anything was sent.
            CommandEvent.TakenOver { IsSame: true } => command.IsOpen,
            CommandEvent.TakenOver => command is { State: CommandState.Queued, Attempts: 0 },
            CommandEvent.AskedAgain or CommandEvent.Dismissed => command.WaitsForPerson,
            CommandEvent.TakenBack => command
                is { State: CommandState.Queued, Attempts: 0, AskedBy: CommandProgress.ByPolicy },
            CommandEvent.ShopLost => AfterShopLost(command.State) is not null,
            _ => false,
        };

    private static Transition<CommandProgress> After(
        CommandProgress command,
        CommandEvent happening
    ) =>
        happening switch
        {
            CommandEvent.NotRead e => PreSendCheck.Later(command, e.Failure, e.At),
            CommandEvent.Read e => PreSendCheck.Of(command, e) is { } settled
                ? settled
                : Send(command, e.At),
            CommandEvent.Send e => Send(command, e.At),
            CommandEvent.Answered e => Answered(command, e),
            CommandEvent.ReadBack e => OutcomeResolver.Of(
                Doubted(command, e.Limits, e.At),
                e.Effect,
                e.Limits,
                e.At
            ),
            CommandEvent.NotReadBack e => Doubted(command, e.Limits, e.At),
            CommandEvent.TakenOver e => command with
            {
                Command = e.Words,
                AskedBy = e.Who,
                OnlyAt = null,
            },
            CommandEvent.AskedAgain e => command with
            {
                State = CommandState.Queued,
                Attempts = 0,
                Failures = 0,
                Answer = CommandAnswer.None,
                DueAt = e.At,
                DoubtAt = null,
                FailureCode = null,
                Note = null,
                AskedBy = e.Who,
                OnlyAt = null,
            },
            CommandEvent.Dismissed => command with { State = CommandState.Dismissed },
            CommandEvent.TakenBack => command with
            {
                State = CommandState.Dismissed,
                FailureCode = CommandProgress.Superseded,
                Note = "The policy has decided otherwise since; it was never sent.",
            },
            _ => command with
            {
                State = AfterShopLost(command.State)!.Value,
                FailureCode = CommandProgress.OtherMerchant,
                Note = ShopLostNote,
            },
        };

    private static Transition<CommandProgress> Send(CommandProgress command, DateTimeOffset at)
    {
        Transition<CommandProgress> sent = command with
        {
            State = CommandState.Sent,
            Attempts = command.Attempts + 1,
            Answer = CommandAnswer.None,
            SentAt = at,
            DoubtAt = null,
            DueAt = at,
            FailureCode = null,
            Note = null,
        };
        return sent with { Sends = true };
    }

    /// <summary>What the answer says: little. The order says the rest.</summary>
    private static CommandProgress Answered(CommandProgress command, CommandEvent.Answered answer)
    {
        var effect = answer.Failure?.EffectOf();
        return effect == Effect.None
            ? PreSendCheck.Later(
                command with
                {
                    State = CommandState.Queued,
                    Attempts = command.Attempts - 1,
                },
                answer.Failure!,
                answer.At
            )
            : command with
            {
                Answer =
                    effect is null ? CommandAnswer.Taken
                    : effect == Effect.Refused ? CommandAnswer.Refused
                    : CommandAnswer.None,
                Failures = 0,
                DoubtAt = answer.At,
                DueAt = answer.At,
                FailureCode = answer.Failure?.Code,
                Note = answer.Failure?.ToString(),
            };
    }

    private static CommandProgress Doubted(
        CommandProgress command,
        CommandLimits limits,
        DateTimeOffset at
    ) => command with { DoubtAt = command.DoubtAt ?? at, DueAt = at + limits.LookEvery };
}
