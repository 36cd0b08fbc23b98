namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>
/// What becomes of a command that was sent, by what its order shows, what the answer was and how long that is ago. Only what can do no harm twice is
/// sent again, and only after an answer was lost; where nobody can know, a person is asked.
/// </summary>
internal static class OutcomeResolver
{
    /// <summary>The command in the state that follows.</summary>
    /// <param name="command">As it was sent; <see cref="CommandProgress.DoubtAt"/> is when its answer was due.</param>
    /// <param name="effect">What the order shows of it.</param>
    /// <param name="limits">How long an effect may take to appear.</param>
    /// <param name="now">UTC.</param>
    /// <returns>The command in its next state: still sent, to be sent again, or over.</returns>
    public static CommandProgress Of(
        CommandProgress command,
        EffectState effect,
        CommandLimits limits,
        DateTimeOffset now
    )
    {
        // Kaspi refuses what is done already: a refused repetition may be the first attempt's late success.
        var repeated = command is { Answer: CommandAnswer.Refused, Attempts: > 1 };
        var limit =
            command.Answer == CommandAnswer.Taken || effect == EffectState.UnderWay || repeated
                ? limits.AppearsWithin
                : limits.SettleAfter;
        return (effect, command.Answer) switch
        {
            (EffectState.Shown, CommandAnswer.Taken) => Done(
                command,
                "Kaspi took it, and the order shows it."
            ),
            (EffectState.Shown, _) => Done(
                command,
                "The order shows that it took effect earlier; its answer did not come through."
            ),
            (EffectState.NotVisible, CommandAnswer.Taken) => Done(command, "Kaspi took it."),
            (not EffectState.UnderWay, CommandAnswer.Refused) when !repeated => command with
            {
                State = CommandState.Refused,
                Note = command.Note ?? "Kaspi refused it.",
            },
            (EffectState.NotVisible, _) => Parked(
                command,
                command.FailureCode ?? "no-answer",
                $"Nobody knows whether Kaspi carried it out, and the order does not show it. {AskPerson(command)}"
            ),
            _ when now - (command.DoubtAt ?? now) < limit => command,
            (EffectState.NotShown, CommandAnswer.None)
                when CommandName.MayBeSentAgain(command.Command)
                    && command.Attempts < limits.MaxAttempts => command with
            {
                State = CommandState.Queued,
                DueAt = now,
                DoubtAt = null,
            },
            (EffectState.NotShown, CommandAnswer.Taken)
                when !CommandName.ShowsForSure(command.Command) => Done(
                command,
                "Kaspi took it; the order does not show it."
            ),
            (EffectState.UnderWay, _) => Parked(
                command,
                "effect-incomplete",
                $"The order is packed, but has no waybill after {limit}. Look at it in Kaspi's cabinet; POST /api/orders/commands/{command.Id}/retry waits for it again."
            ),
            _ => Parked(
                command,
                command.FailureCode ?? "no-effect",
                $"The order shows no effect {limit} after {Answered(command)}. {AskPerson(command)}"
            ),
        };
    }

    private static string Answered(CommandProgress command) =>
        command.Answer switch
        {
            CommandAnswer.Taken => "Kaspi took it",
            CommandAnswer.Refused =>
                $"attempt {command.Attempts}, which Kaspi refused after an earlier one had got no answer",
            _ => $"attempt {command.Attempts}, which got no answer",
        };

    private static CommandProgress Done(CommandProgress command, string note) =>
        command with
        {
            State = CommandState.Done,
            FailureCode = null,
            Note = note,
        };

    private static CommandProgress Parked(CommandProgress command, string code, string note) =>
        command with
        {
            State = CommandState.Parked,
            FailureCode = code,
            Note = note,
        };

    private static string AskPerson(CommandProgress command) =>
        $"Look at the order in Kaspi's cabinet: POST /api/orders/commands/{command.Id}/retry sends it again, …/dismiss gives it up.";
}
