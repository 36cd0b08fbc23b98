using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>What becomes of a command that is to be sent, by what its order shows just before.</summary>
internal static class PreSendCheck
{
    /// <summary>How often Kaspi must say that it has no such order: a single empty answer may be a slip.</summary>
    public const int EmptyAnswers = 5;

    private const string OrderNotFound = "order-not-found";
    private static readonly TimeSpan LongestPause = TimeSpan.FromMinutes(1);

    /// <summary>The command in the state that follows; null when it is to be sent now.</summary>
    /// <param name="command">It is queued.</param>
    /// <param name="read">What its order shows.</param>
    public static CommandProgress? Of(CommandProgress command, CommandEvent.Read read)
    {
        var (effect, now) = (read.Effect, read.At);
        if (read.Order is not { } order)
        {
            return NotFound(command, now);
        }

        if (effect == EffectState.UnderWay)
        {
            // Packed already, the waybill is still missing: nothing to send, something to wait for.
            return command with
            {
                State = CommandState.Sent,
                Answer = CommandAnswer.Taken,
                DoubtAt = now,
                DueAt = now + read.Limits.LookEvery,
            };
        }

        var verdict = CommandCheck.Of(order, command.Command);
        return verdict.Verdict switch
        {
            Verdict.AlreadySo => Done(command, $"{verdict.Reason} {Unsent(command)}"),
            _ when command.Attempts > 0 && effect == EffectState.Shown => Done(command, ""),
            _ when HasMovedOn(command, order) => Over(
                command,
                CommandState.Dismissed,
                CommandProgress.Superseded,
                $"The order is no longer as it was when the policy decided. {Unsent(command)}"
            ),
            Verdict.Contradicts => Over(
                command,
                CommandState.Refused,
                "order-contradicts",
                $"{verdict.Reason} {Unsent(command)}"
            ),
            _ => null,
        };
    }

    /// <summary>Nothing was sent: later again, ever more slowly.</summary>
    public static CommandProgress Later(
        CommandProgress command,
        Failure failure,
        DateTimeOffset now
    ) => Later(command, failure.Code, failure.ToString(), failure.RetryAfter, now);

    private static CommandProgress Later(
        CommandProgress command,
        string code,
        string note,
        TimeSpan? asked,
        DateTimeOffset now
    )
    {
        var pause = TimeSpan.FromSeconds(
            Math.Min(LongestPause.TotalSeconds, Math.Pow(2, Math.Min(command.Failures, 10)))
        );
        return command with
        {
            Failures = command.Failures + 1,
            DueAt = now + (asked > pause ? asked.Value : pause),
            FailureCode = code,
            Note = note,
        };
    }

    private static CommandProgress NotFound(CommandProgress command, DateTimeOffset now)
    {
        var before = command.FailureCode == OrderNotFound ? command.Failures : 0;
        return before + 1 < EmptyAnswers
            ? Later(
                command with
                {
                    Failures = before,
                },
                OrderNotFound,
                $"Kaspi shows no order {command.Code}; it is asked again. {Unsent(command)}",
                null,
                now
            )
            : Over(
                command,
                CommandState.Refused,
                OrderNotFound,
                $"Kaspi does not know order {command.Code} any more, asked {EmptyAnswers} times. {Unsent(command)}"
            );
    }

    // What was sent is settled first, whatever the order has become.
    private static bool HasMovedOn(CommandProgress command, Order order) =>
        command is { OnlyAt: { } stage, Attempts: 0 }
        && order.Stage != stage
        && order.Stage != OrderStage.Unknown;

    private static CommandProgress Done(CommandProgress command, string note) =>
        command with
        {
            State = CommandState.Done,
            FailureCode = null,
            Note = command.Attempts > 0 ? "The order shows that it took effect earlier." : note,
        };

    private static CommandProgress Over(
        CommandProgress command,
        CommandState state,
        string code,
        string note
    ) => command with { State = state, FailureCode = code, Note = note };

    private static string Unsent(CommandProgress command) =>
        command.Attempts > 0
            ? $"Nothing more was sent; what became of attempt {command.Attempts} nobody knows."
            : "Nothing was sent.";
}
