namespace TimurApiConnect.Core.Runs;

/// <summary>What can happen to a run. <c>At</c> is now, UTC.</summary>
public abstract record RunEvent
{
    private RunEvent() { }

    /// <summary>A worker takes it.</summary>
    /// <param name="Worker">Which.</param>
    /// <param name="Fence">The fencing number of its lease.</param>
    /// <param name="At">Now.</param>
    public sealed record Started(string Worker, long Fence, DateTimeOffset At) : RunEvent;

    /// <summary>Its worker has brought it to an end.</summary>
    /// <param name="State">Which end: what a worker can say of its own run.</param>
    /// <param name="FailureCode">The failure's code, or null.</param>
    /// <param name="Message">How it ended, in a sentence.</param>
    /// <param name="At">Now.</param>
    public sealed record Ended(
        RunState State,
        string? FailureCode,
        string? Message,
        DateTimeOffset At
    ) : RunEvent;

    /// <summary>A person wants it stopped.</summary>
    public sealed record CancelAsked(DateTimeOffset At) : RunEvent;

    /// <summary>Its worker has died or lost its lease.</summary>
    public sealed record OwnerLost(DateTimeOffset At) : RunEvent;

    /// <summary>What it was to do is asked for again.</summary>
    public sealed record Recovered(DateTimeOffset At) : RunEvent;
}
