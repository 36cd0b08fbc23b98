using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Tests.Orders;

/// <summary>Which state of a command may follow which, by which event, and what holds whatever happens.</summary>
public class CommandMachineTests
{
    private const string Who = "key shop";
    private static readonly DateTimeOffset Now = AnOrder.Monday;
    private static readonly CommandState[] All = Enum.GetValues<CommandState>();

    /// <summary>Every event with the states in which it may happen, and the one that follows.</summary>
    public static TheoryData<string, CommandState, CommandState?> Table()
    {
        var data = new TheoryData<string, CommandState, CommandState?>();
        foreach (var (name, follows) in Follows)
        {
            foreach (var state in All)
            {
                data.Add(name, state, follows(state));
            }
        }

        return data;
    }

    private static readonly Dictionary<string, CommandEvent> Events = new(StringComparer.Ordinal)
    {
        ["not read"] = new CommandEvent.NotRead(Fails(FailureKind.ServerError), Now),
        ["read, possible"] = Read(AnOrder.In(OrderStage.New)),
        ["read, done already"] = Read(AnOrder.In(OrderStage.ToPack)),
        ["read, contradicts"] = Read(AnOrder.In(OrderStage.Cancelled)),
        ["read, no such order"] = Read(null),
        ["send"] = new CommandEvent.Send(Now),
        ["taken"] = new CommandEvent.Answered(null, Now),
        ["not sent"] = new CommandEvent.Answered(Fails(FailureKind.CouldNotConnect), Now),
        ["refused"] = new CommandEvent.Answered(Fails(FailureKind.RequestRefused), Now),
        ["answer lost"] = new CommandEvent.Answered(Fails(FailureKind.BrokenOff), Now),
        ["read back, shown"] = new CommandEvent.ReadBack(EffectState.Shown, ACommand.Limits, Now),
        ["read back, too early"] = new CommandEvent.ReadBack(
            EffectState.NotShown,
            ACommand.Limits,
            Now
        ),
        ["read back, never shown"] = new CommandEvent.ReadBack(
            EffectState.NotShown,
            ACommand.Limits,
            Now.AddHours(1)
        ),
        ["not read back"] = new CommandEvent.NotReadBack(ACommand.Limits, Now),
        ["same words"] = new CommandEvent.TakenOver(Who, new OrderCommand.Accept(), IsSame: true),
        ["other words"] = new CommandEvent.TakenOver(Who, new OrderCommand.Arrived(), false),
        ["asked again"] = new CommandEvent.AskedAgain(Who, Now),
        ["dismissed"] = new CommandEvent.Dismissed(),
        ["taken back"] = new CommandEvent.TakenBack(),
        ["shop lost"] = new CommandEvent.ShopLost(),
    };

    private static readonly Dictionary<string, Func<CommandState, CommandState?>> Follows = new(
        StringComparer.Ordinal
    )
    {
        ["not read"] = From(CommandState.Queued, CommandState.Queued),
        ["read, possible"] = From(CommandState.Queued, CommandState.Sent),
        ["read, done already"] = From(CommandState.Queued, CommandState.Done),
        ["read, contradicts"] = From(CommandState.Queued, CommandState.Refused),
        ["read, no such order"] = From(CommandState.Queued, CommandState.Queued),
        ["send"] = From(CommandState.Queued, CommandState.Sent),
        ["taken"] = From(CommandState.Sent, CommandState.Sent),
        ["not sent"] = From(CommandState.Sent, CommandState.Queued),
        ["refused"] = From(CommandState.Sent, CommandState.Sent),
        ["answer lost"] = From(CommandState.Sent, CommandState.Sent),
        ["read back, shown"] = From(CommandState.Sent, CommandState.Done),
        ["read back, too early"] = From(CommandState.Sent, CommandState.Sent),
        ["read back, never shown"] = From(CommandState.Sent, CommandState.Queued),
        ["not read back"] = From(CommandState.Sent, CommandState.Sent),
        ["same words"] = s => s is CommandState.Queued or CommandState.Sent ? s : null,
        ["other words"] = From(CommandState.Queued, CommandState.Queued),
        ["asked again"] = s =>
            s is CommandState.Parked or CommandState.Refused ? CommandState.Queued : null,
        ["dismissed"] = s =>
            s is CommandState.Parked or CommandState.Refused ? CommandState.Dismissed : null,
        ["taken back"] = From(CommandState.Queued, CommandState.Dismissed),
        ["shop lost"] = s =>
            s switch
            {
                CommandState.Queued => CommandState.Dismissed,
                CommandState.Sent => CommandState.Parked,
                _ => null,
            },
    };

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_event_has_its_states_and_what_follows(
        string happening,
        CommandState state,
        CommandState? expected
    )
    {
        var command = ACommand.In(state, attempts: state == CommandState.Queued ? 0 : 1) with
        {
            DoubtAt = happening.Contains("read back", StringComparison.Ordinal) ? Now : null,
        };
        var after = CommandMachine.Next(command, Events[happening]);
        Assert.Equal(expected, after.Next?.State);
        Assert.Equal(expected is null ? "command-in-another-state" : null, after.Refusal?.Code);
    }

    [Fact]
    public void Every_kind_of_event_is_in_the_table() =>
        Assert.Equal(
            typeof(CommandEvent).GetNestedTypes().Select(t => t.Name).Order(),
            Events.Values.Select(e => e.GetType().Name).Distinct().Order()
        );

    [Fact]
    public void The_stored_numbers_are_what_they_always_were()
    {
        Assert.Equal(
            "Queued=1 Sent=2 Done=3 Refused=4 Parked=5 Dismissed=6",
            string.Join(' ', All.Select(s => $"{s}={(int)s}"))
        );
        Assert.Equal(
            "None=0 Taken=1 Refused=2",
            string.Join(' ', Enum.GetValues<CommandAnswer>().Select(a => $"{a}={(int)a}"))
        );
        Assert.All(All, s => Assert.Equal(s <= CommandState.Sent, ACommand.In(s).IsOpen));
    }

    [Fact]
    public void What_was_sent_once_or_is_a_persons_is_not_taken_back()
    {
        var queued = ACommand.In(CommandState.Queued);
        Assert.False(
            CommandMachine.Next(queued with { Attempts = 1 }, new CommandEvent.TakenBack()).Happens
        );
        Assert.False(
            CommandMachine.Next(queued with { AskedBy = Who }, new CommandEvent.TakenBack()).Happens
        );
        Assert.False(
            CommandMachine.Next(queued with { Attempts = 1 }, Events["other words"]).Happens
        );
    }

    private static Func<CommandState, CommandState?> From(CommandState from, CommandState to) =>
        s => s == from ? to : null;

    private static CommandEvent.Read Read(Order? order) =>
        new(
            order,
            order is null
                ? EffectState.NotShown
                : CommandEffect.Of(order, new OrderCommand.Accept()),
            ACommand.Limits,
            Now
        );

    private static Failure Fails(FailureKind kind) => new(kind, "Kaspi", "accept", "No.", "Wait.");
}
