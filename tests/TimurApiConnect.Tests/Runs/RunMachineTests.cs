using TimurApiConnect.Core.Runs;

namespace TimurApiConnect.Tests.Runs;

/// <summary>Which state of a run may follow which, by which event.</summary>
public class RunMachineTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 23, 5, 0, 0, TimeSpan.Zero);
    private static readonly RunState[] All = Enum.GetValues<RunState>();

    /// <summary>All that may happen; what is not here may not.</summary>
    private static readonly (string Event, RunState From, RunState To)[] Allowed =
    [
        ("started", RunState.Queued, RunState.Running),
        ("succeeded", RunState.Running, RunState.Succeeded),
        ("held", RunState.Running, RunState.Held),
        ("failed", RunState.Running, RunState.Failed),
        ("stopped", RunState.Running, RunState.Cancelled),
        ("cancel asked", RunState.Queued, RunState.Cancelled),
        ("cancel asked", RunState.Running, RunState.Running),
        ("owner lost", RunState.Running, RunState.Abandoned),
        ("recovered", RunState.Abandoned, RunState.Queued),
    ];

    private static readonly Dictionary<string, RunEvent> Events = new(StringComparer.Ordinal)
    {
        ["started"] = new RunEvent.Started("w1", 4, Now),
        ["succeeded"] = Ends(RunState.Succeeded),
        ["held"] = Ends(RunState.Held),
        ["failed"] = Ends(RunState.Failed),
        ["stopped"] = Ends(RunState.Cancelled),
        ["ended as abandoned"] = Ends(RunState.Abandoned),
        ["ended as queued"] = Ends(RunState.Queued),
        ["cancel asked"] = new RunEvent.CancelAsked(Now),
        ["owner lost"] = new RunEvent.OwnerLost(Now),
        ["recovered"] = new RunEvent.Recovered(Now),
    };

    /// <summary>Every event in every state.</summary>
    public static TheoryData<string, RunState, RunState?> Table()
    {
        var data = new TheoryData<string, RunState, RunState?>();
        foreach (var (name, state) in Events.Keys.SelectMany(e => All.Select(s => (e, s))))
        {
            var allowed = Array.FindAll(Allowed, a => a.Event == name && a.From == state);
            data.Add(name, state, allowed.Length == 0 ? null : allowed[0].To);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_event_has_its_states_and_what_follows(
        string happening,
        RunState state,
        RunState? expected
    )
    {
        var after = RunMachine.Next(In(state), Events[happening]);
        Assert.Equal(expected, after.Next?.State);
        Assert.Equal(expected is null ? "run-in-another-state" : null, after.Refusal?.Code);
    }

    [Fact]
    public void The_stored_numbers_are_what_they_always_were() =>
        Assert.Equal(
            "Queued=1 Running=2 Succeeded=3 Held=4 Failed=5 Cancelled=6 Abandoned=7",
            string.Join(' ', All.Select(s => $"{s}={(int)s}"))
        );

    [Fact]
    public void What_was_cancelled_and_then_abandoned_is_not_asked_for_again()
    {
        var cancelled = RunMachine.Next(In(RunState.Running), Events["cancel asked"]).Value;
        var dead = RunMachine.Next(cancelled, Events["owner lost"]).Value;
        Assert.False(RunMachine.Next(dead, Events["recovered"]).Happens);
    }

    [Fact]
    public void What_takes_an_abandoned_runs_place_is_to_do_the_same_and_has_done_nothing()
    {
        var dead = In(RunState.Abandoned) with
        {
            Kind = RunKind.Full,
            AcceptLoss = true,
            TraceParent = "trace",
            Worker = "w1",
            Counts = new() { Goods = 7 },
        };
        var again = RunMachine.Next(dead, Events["recovered"]).Value;
        Assert.Equal(
            (0L, "demo", RunKind.Full, true, "trace", RunMachine.Recovery, null, 0),
            (
                again.Id,
                again.Shop,
                again.Kind,
                again.AcceptLoss,
                again.TraceParent,
                again.AskedBy,
                again.Worker,
                again.Counts.Goods
            )
        );
    }

    [Fact]
    public void Whatever_happens_an_end_is_an_end_and_only_a_lost_run_is_taken_up_again()
    {
        var reached = new HashSet<RunState>();
        var names = Events.Keys.ToArray();
        for (var seed = 0; seed < 3000; seed++)
        {
            var random = new Random(seed);
            var run = In(RunState.Queued);
            for (var step = 0; step < 20; step++)
            {
                var name = names[random.Next(names.Length)];
                if (RunMachine.Next(run, Events[name]).Next is not { } next)
                {
                    continue;
                }

                Assert.True(!run.IsOver || (run.State == RunState.Abandoned && next.Id == 0));
                Assert.Equal(next.IsOver, next.FinishedAt is not null);
                Assert.Equal(next.State == RunState.Queued, next.StartedAt is null && !next.IsOver);
                Assert.True(!run.CancelRequested || next.CancelRequested);
                reached.Add(next.State);
                run = next;
            }
        }

        Assert.Equal(All, reached.Order());
    }

    private static RunEvent.Ended Ends(RunState state) => new(state, null, "So it ended.", Now);

    private static Run In(RunState state) =>
        new()
        {
            Id = 7,
            Shop = "demo",
            Kind = RunKind.Fast,
            State = state,
            AskedBy = "schedule",
            PlannedAt = Now,
            Counts = new(),
        };
}
