using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Tests.Orders;

/// <summary>What becomes of a command that was sent: for every effect, answer, time and command.</summary>
public class OutcomeResolverTests
{
    private static readonly CommandLimits Limits = ACommand.Limits;

    [Theory]
    // The order decides, whatever came back and however long it took.
    [InlineData(EffectState.Shown, CommandAnswer.Taken, 0, CommandState.Done)]
    [InlineData(EffectState.Shown, CommandAnswer.Refused, 0, CommandState.Done)]
    [InlineData(EffectState.Shown, CommandAnswer.None, 900, CommandState.Done)]
    // Kaspi's no is believed at once, unless half of the effect is there.
    [InlineData(EffectState.NotShown, CommandAnswer.Refused, 0, CommandState.Refused)]
    [InlineData(EffectState.NotVisible, CommandAnswer.Refused, 0, CommandState.Refused)]
    [InlineData(EffectState.UnderWay, CommandAnswer.Refused, 0, CommandState.Sent)]
    // What no order ever shows: the answer alone is left.
    [InlineData(EffectState.NotVisible, CommandAnswer.Taken, 0, CommandState.Done)]
    [InlineData(EffectState.NotVisible, CommandAnswer.None, 0, CommandState.Parked)]
    // Taken, but not to be seen: long patience, and never sent again.
    [InlineData(EffectState.NotShown, CommandAnswer.Taken, 299, CommandState.Sent)]
    [InlineData(EffectState.NotShown, CommandAnswer.Taken, 300, CommandState.Parked)]
    [InlineData(EffectState.UnderWay, CommandAnswer.None, 299, CommandState.Sent)]
    [InlineData(EffectState.UnderWay, CommandAnswer.None, 300, CommandState.Parked)]
    // No answer and no effect: short patience, then once more.
    [InlineData(EffectState.NotShown, CommandAnswer.None, 29, CommandState.Sent)]
    [InlineData(EffectState.NotShown, CommandAnswer.None, 30, CommandState.Queued)]
    public void The_order_decides_then_the_answer_then_time(
        EffectState effect,
        CommandAnswer answer,
        int seconds,
        CommandState expected
    )
    {
        var after = Of(new OrderCommand.Accept(), effect, answer, seconds, attempts: 1);
        Assert.Equal(expected, after.State);
        Assert.Equal(
            expected == CommandState.Parked,
            after.Note?.Contains("retry", StringComparison.Ordinal) ?? false
        );
        Assert.Equal(expected == CommandState.Queued, after.DoubtAt is null);
    }

    [Fact]
    public void What_may_not_happen_twice_and_what_was_sent_often_enough_waits_for_a_person()
    {
        OrderCommand[] once = [new OrderCommand.SendCode(), new OrderCommand.Complete("1234")];
        foreach (var command in once)
        {
            var after = Of(command, EffectState.NotShown, CommandAnswer.None, 30, attempts: 1);
            Assert.Equal((CommandState.Parked, "no-effect"), (after.State, after.FailureCode));
        }

        Assert.Equal(CommandState.Queued, Accepted(Limits.MaxAttempts - 1));
        Assert.Equal(CommandState.Parked, Accepted(Limits.MaxAttempts));

        static CommandState Accepted(int attempts) =>
            Of(
                new OrderCommand.Accept(),
                EffectState.NotShown,
                CommandAnswer.None,
                30,
                attempts
            ).State;
    }

    [Fact]
    public void A_refused_repetition_may_be_the_first_attempts_late_success()
    {
        var limit = (int)Limits.AppearsWithin.TotalSeconds;
        var early = Refused(EffectState.NotShown, limit - 1);
        var shown = Refused(EffectState.Shown, limit - 1);
        var never = Refused(EffectState.NotShown, limit);
        Assert.Equal(
            (CommandState.Sent, CommandState.Done, CommandState.Parked),
            (early.State, shown.State, never.State)
        );

        static CommandProgress Refused(EffectState effect, int seconds) =>
            Of(new OrderCommand.Accept(), effect, CommandAnswer.Refused, seconds, attempts: 2);
    }

    [Fact]
    public void What_orders_are_known_not_to_show_is_done_when_kaspi_took_it()
    {
        var limit = (int)Limits.AppearsWithin.TotalSeconds;
        OrderCommand[] commands = [new OrderCommand.Arrived(), new OrderCommand.ArrivedBackward()];
        foreach (var command in commands)
        {
            Assert.Equal(
                (CommandState.Sent, CommandState.Done),
                (
                    Of(command, EffectState.NotShown, CommandAnswer.Taken, limit - 1, 1).State,
                    Of(command, EffectState.NotShown, CommandAnswer.Taken, limit, 1).State
                )
            );
        }
    }

    private static CommandProgress Of(
        OrderCommand command,
        EffectState effect,
        CommandAnswer answer,
        int seconds,
        int attempts
    ) =>
        CommandMachine
            .Next(
                ACommand.In(CommandState.Sent, command, attempts, answer) with
                {
                    DoubtAt = AnOrder.Monday,
                },
                new CommandEvent.ReadBack(
                    effect,
                    ACommand.Limits,
                    AnOrder.Monday.AddSeconds(seconds)
                )
            )
            .Value;
}
