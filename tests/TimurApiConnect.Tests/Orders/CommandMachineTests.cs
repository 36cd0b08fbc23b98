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

    [Fact]
    public void Whatever_happens_it_is_never_sent_twice_without_a_look_between()
    {
        OrderCommand[] commands =
        [
            new OrderCommand.Accept(),
            new OrderCommand.SendCode(),
            new OrderCommand.Complete("1234"),
            new OrderCommand.Cancel(CancellationReason.OutOfStock),
            new OrderCommand.Arrived(),
        ];
        var (sends, ends) = (0, 0);
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var command = ACommand.In(CommandState.Queued, commands[random.Next(commands.Length)]);
            var (walk, now) = (new Walk(command), Now);
            for (var step = 0; step < 60; step++)
            {
                now = now.AddSeconds(random.Next(1, 120));
                walk.Take(Any(random, walk.Words, now));
            }

            sends += walk.Sends;
            ends += walk.Ends;
        }

        // It went everywhere: a walk that gets nowhere proves nothing.
        Assert.InRange(sends, 3000, int.MaxValue);
        Assert.InRange(ends, 3000, int.MaxValue);
    }

    private static CommandEvent Any(Random random, OrderCommand words, DateTimeOffset at)
    {
        var effect = (EffectState)random.Next(4);
        var kinds = Enum.GetValues<FailureKind>();
        var failure = Fails(kinds[random.Next(kinds.Length)]) with { Attempt = random.Next(3) };
        var stages = Enum.GetValues<OrderStage>();
        return random.Next(13) switch
        {
            0 => new CommandEvent.NotRead(failure, at),
            1 => new CommandEvent.Read(null, EffectState.NotShown, ACommand.Limits, at),
            2 or 3 => new CommandEvent.Read(
                AnOrder.In(
                    random.Next(2) == 0 ? OrderStage.New : stages[random.Next(stages.Length)]
                ),
                effect,
                ACommand.Limits,
                at
            ),
            4 => new CommandEvent.Answered(random.Next(2) == 0 ? null : failure, at),
            5 => new CommandEvent.Answered(failure, at),
            6 or 7 => new CommandEvent.ReadBack(effect, ACommand.Limits, at),
            8 => new CommandEvent.NotReadBack(ACommand.Limits, at),
            9 => random.Next(2) == 0
                ? new CommandEvent.TakenOver(Who, words, IsSame: true)
                : new CommandEvent.TakenOver(Who, new OrderCommand.Accept(), IsSame: false),
            10 => new CommandEvent.AskedAgain(Who, at),
            11 => random.Next(6) == 0 ? new CommandEvent.TakenBack() : new CommandEvent.Send(at),
            _ => random.Next(6) == 0 ? new CommandEvent.Dismissed() : new CommandEvent.Send(at),
        };
    }

    /// <summary>A command on its way, and what must hold after each step.</summary>
    private sealed class Walk(ACommand command)
    {
        private ACommand _command = command;

        // Nobody knows what became of the last sending, and nobody has looked since.
        private bool _open;

        // Sent, outcome unknown, and the order showed nothing: only what can do no harm twice goes on from there.
        private bool _mayHaveHappened;

        public OrderCommand Words => _command.Command;

        public int Sends { get; private set; }

        public int Ends { get; private set; }

        public void Take(CommandEvent happening)
        {
            var before = _command;
            var after = CommandMachine.Next(before, happening);
            if (!after.Happens)
            {
                Assert.Equal(before, _command);
                return;
            }

            _command = after.Next;
            Look(happening);
            if (after.Sends)
            {
                Send();
            }

            Stays(before, happening);
            if (before.IsOpen && !_command.IsOpen)
            {
                Ends++;
            }
        }

        private void Look(CommandEvent happening)
        {
            switch (happening)
            {
                case CommandEvent.Answered { Failure: { } failure }
                    when failure.EffectOf() == Effect.None:
                    (_open, _mayHaveHappened) = (false, false);
                    break;
                case CommandEvent.ReadBack:
                    _open = false;
                    break;
                case CommandEvent.AskedAgain:
                    // A person has looked.
                    (_open, _mayHaveHappened) = (false, false);
                    break;
            }
        }

        private void Send()
        {
            Assert.False(_open, "It was sent again before anybody looked what became of it.");
            Assert.False(
                _mayHaveHappened && !CommandName.MayBeSentAgain(_command.Command),
                "What may not happen twice was sent twice."
            );
            (_open, _mayHaveHappened) = (true, true);
            Sends++;
        }

        private void Stays(ACommand before, CommandEvent happening)
        {
            Assert.InRange(_command.Attempts, 0, ACommand.Limits.MaxAttempts);
            Assert.True(before.State is not (CommandState.Done or CommandState.Dismissed));
            if (!before.IsOpen)
            {
                Assert.True(happening is CommandEvent.AskedAgain or CommandEvent.Dismissed);
            }

            if (_command.State == CommandState.Sent)
            {
                Assert.True(_command.Attempts > 0 || _command.Answer == CommandAnswer.Taken);
            }
        }
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
