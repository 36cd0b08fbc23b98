using TimurApiConnect.Core.Machines;

namespace TimurApiConnect.Core.Runs;

/// <summary>What becomes of a run by what happens to it. An end is for good: what was abandoned is done by a run of its own. Pure.</summary>
public static class RunMachine
{
    /// <summary>Who asks for what an abandoned run was to do.</summary>
    public const string Recovery = "recovery";

    /// <summary>What is said of a run that nobody had begun when it was cancelled.</summary>
    public const string CancelledUnstarted = "Cancelled before it began.";

    /// <summary>What is said of a run whose worker was lost.</summary>
    public const string Died =
        "Its worker stopped giving signs of life. What it had stored stands; the next run goes on from there.";

    /// <summary>The stage of a run that has just been taken.</summary>
    public const string FirstStage = "start";

    /// <summary>Whether nothing more becomes of a run in this state.</summary>
    public static bool IsOver(RunState state) => state is not (RunState.Queued or RunState.Running);

    /// <summary>Whether a worker may end its run so.</summary>
    public static bool IsWorkersEnd(RunState state) =>
        state is RunState.Succeeded or RunState.Held or RunState.Failed or RunState.Cancelled;

    /// <summary>The run after an event, or why the event may not happen.</summary>
    public static Transition<Run> Next(Run run, RunEvent happening) =>
        (happening, run.State) switch
        {
            (RunEvent.Started e, RunState.Queued) => run with
            {
                State = RunState.Running,
                StartedAt = e.At,
                HeartbeatAt = e.At,
                Worker = e.Worker,
                Fence = e.Fence,
                Stage = FirstStage,
            },
            (RunEvent.Ended e, RunState.Running) when IsWorkersEnd(e.State) => run with
            {
                State = e.State,
                HeartbeatAt = e.At,
                FinishedAt = e.At,
                FailureCode = e.FailureCode,
                Message = e.Message,
            },
            (RunEvent.CancelAsked e, RunState.Queued) => run with
            {
                State = RunState.Cancelled,
                CancelRequested = true,
                FinishedAt = e.At,
                Message = CancelledUnstarted,
            },
            // Its worker hears of it with the next sign of life, and ends it.
            (RunEvent.CancelAsked, RunState.Running) => run with { CancelRequested = true },
            (RunEvent.OwnerLost e, RunState.Running) => run with
            {
                State = RunState.Abandoned,
                FinishedAt = e.At,
                Message = Died,
            },
            (RunEvent.Recovered e, RunState.Abandoned) when !run.CancelRequested => Again(
                run,
                e.At
            ),
            _ => new Refusal(
                "run-in-another-state",
                $"Run {run.Id} is {run.State}; {happening.GetType().Name} cannot happen to it now."
            ),
        };

    /// <summary>The run that takes an abandoned one's place; the database gives it its number.</summary>
    private static Run Again(Run run, DateTimeOffset at) =>
        new()
        {
            Id = 0,
            Shop = run.Shop,
            Kind = run.Kind,
            State = RunState.Queued,
            AskedBy = Recovery,
            AcceptLoss = run.AcceptLoss,
            PlannedAt = at,
            Counts = new(),
            TraceParent = run.TraceParent,
        };
}
