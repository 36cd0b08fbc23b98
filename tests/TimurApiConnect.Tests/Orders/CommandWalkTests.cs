using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Tests.Orders;

/// <summary>What holds of a command whatever happens to it, in whatever order.</summary>
public class CommandWalkTests
{
    private const string Who = "key shop";
    private static readonly DateTimeOffset Now = AnOrder.Monday;

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

    private static Failure Fails(FailureKind kind) => new(kind, "Kaspi", "accept", "No.", "Wait.");
}
