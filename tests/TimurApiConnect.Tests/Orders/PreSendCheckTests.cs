using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Tests.Orders;

/// <summary>What becomes of a command just before it is sent, by what its order shows.</summary>
public class PreSendCheckTests
{
    private static readonly DateTimeOffset Now = AnOrder.Monday;

    [Fact]
    public void What_the_order_allows_is_sent_what_it_contradicts_or_shows_is_over()
    {
        Assert.Null(Of(Accept(), AnOrder.In(OrderStage.New)));
        Assert.Equal(CommandState.Done, Of(Accept(), AnOrder.In(OrderStage.ToPack))!.State);
        var cancelled = Of(Accept(), AnOrder.In(OrderStage.Cancelled))!;
        Assert.Equal(
            (CommandState.Refused, "order-contradicts"),
            (cancelled.State, cancelled.FailureCode)
        );
        Assert.EndsWith("Nothing was sent.", cancelled.Note, StringComparison.Ordinal);
    }

    [Fact]
    public void What_an_earlier_attempt_did_is_waited_for_or_done()
    {
        var assemble = Queued(new OrderCommand.Assemble(1)) with { Attempts = 1 };
        var packed = AnOrder.In(OrderStage.ToHandOver);
        Assert.Equal(CommandState.Done, Of(assemble, packed)!.State);
        var waits = Of(assemble, packed with { WaybillNumber = null })!;
        Assert.Equal(
            (CommandState.Sent, CommandAnswer.Taken, Now),
            (waits.State, waits.Answer, waits.DoubtAt)
        );
    }

    [Fact]
    public void One_empty_answer_is_no_word_about_the_order_five_in_a_row_are()
    {
        var command = Accept() with { Failures = 40, FailureCode = FailureKind.ServerError.Code() };
        for (var asked = 1; asked < PreSendCheck.EmptyAnswers; asked++)
        {
            command = Missing(command);
            Assert.Equal(
                (CommandState.Queued, "order-not-found", asked),
                (command.State, command.FailureCode, command.Failures)
            );
            Assert.Equal(Now + TimeSpan.FromSeconds(Math.Pow(2, asked - 1)), command.DueAt);
        }

        // Another answer between them counts anew.
        var other = Later(command, Failure(FailureKind.ServerError));
        Assert.Equal(CommandState.Queued, Missing(other).State);
        Assert.Equal(CommandState.Refused, Missing(command).State);
    }

    [Fact]
    public void What_the_policy_decided_for_a_new_order_is_not_sent_once_somebody_accepted_it()
    {
        var cancel = Queued(new OrderCommand.Cancel(CancellationReason.OutOfStock));
        var decided = cancel with { OnlyAt = OrderStage.New };
        Assert.Null(Of(decided, AnOrder.In(OrderStage.New)));
        var over = Of(decided, AnOrder.In(OrderStage.ToPack))!;
        Assert.Equal(
            (CommandState.Dismissed, CommandProgress.Superseded),
            (over.State, over.FailureCode)
        );
        // A person's word, and what was sent before, are carried on.
        Assert.Null(Of(cancel, AnOrder.In(OrderStage.ToPack)));
        Assert.Null(Of(decided with { Attempts = 1 }, AnOrder.In(OrderStage.ToPack)));
    }

    [Theory]
    [InlineData(0, null, 1)]
    [InlineData(3, null, 8)]
    [InlineData(30, null, 60)]
    [InlineData(0, 90, 90)]
    [InlineData(30, 5, 60)]
    public void Pauses_grow_up_to_a_minute_and_kaspis_own_wish_counts_when_it_is_longer(
        int failures,
        int? asked,
        int seconds
    )
    {
        var failure = Failure(FailureKind.OverTheLimit) with
        {
            RetryAfter = asked is { } a ? TimeSpan.FromSeconds(a) : null,
        };
        var later = Later(Accept() with { Failures = failures }, failure);
        Assert.Equal(
            (CommandState.Queued, failures + 1, Now.AddSeconds(seconds)),
            (later.State, later.Failures, later.DueAt)
        );
    }

    /// <summary>What became of it; null when it is to be sent.</summary>
    private static ACommand? Of(ACommand command, Order? order)
    {
        var effect = order is null
            ? EffectState.NotShown
            : CommandEffect.Of(order, command.Command);
        var read = CommandMachine.Next(
            command,
            new CommandEvent.Read(order, effect, ACommand.Limits, Now)
        );
        return read.Sends ? null : read.Value;
    }

    private static ACommand Missing(ACommand command) => Of(command, null)!;

    private static ACommand Later(ACommand command, Failure failure) =>
        CommandMachine.Next(command, new CommandEvent.NotRead(failure, Now)).Value;

    private static Failure Failure(FailureKind kind) =>
        new(kind, "Kaspi", "read order", "No.", "Wait.");

    private static ACommand Accept() => Queued(new OrderCommand.Accept());

    private static ACommand Queued(OrderCommand command) =>
        ACommand.In(CommandState.Queued, command);
}
