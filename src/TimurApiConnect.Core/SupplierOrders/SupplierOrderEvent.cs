using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>What can happen to an order at the supplier. <c>At</c> is now, UTC.</summary>
public abstract record SupplierOrderEvent
{
    private SupplierOrderEvent() { }

    /// <summary>A person has it placed.</summary>
    public sealed record Approved(string Who, DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>A person wants none of it.</summary>
    public sealed record Dismissed(DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>A person has it go on from where it was parked.</summary>
    public sealed record Retried(DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>A person gives it up and has it proposed anew with today's prices.</summary>
    public sealed record Renewed(DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>A person wants the supplier to cancel it.</summary>
    public sealed record CancelAsked(string Who, string Reason, DateTimeOffset At)
        : SupplierOrderEvent;

    /// <summary>What it was for is not wanted any more as it was.</summary>
    public sealed record NotWanted(string Why) : SupplierOrderEvent;

    /// <summary>Its lines are about to be put into the basket.</summary>
    /// <param name="At">Now.</param>
    /// <param name="Foreign">How many lines of somebody else are cleared for that.</param>
    public sealed record Filling(DateTimeOffset At, int Foreign) : SupplierOrderEvent;

    /// <summary>Somebody else's lines lie in the basket.</summary>
    /// <param name="Why">Which, in a sentence.</param>
    /// <param name="Patience">How long that is waited for.</param>
    /// <param name="At">Now.</param>
    /// <param name="Again">When it is looked at again.</param>
    public sealed record BasketBusy(
        string Why,
        TimeSpan Patience,
        DateTimeOffset At,
        DateTimeOffset Again
    ) : SupplierOrderEvent;

    /// <summary>It does not go on now and is tried again.</summary>
    public sealed record Waits(string Code, string Why, DateTimeOffset At, DateTimeOffset Again)
        : SupplierOrderEvent;

    /// <summary>It cannot go on without a person. While an earlier try has no known outcome, that comes first.</summary>
    public sealed record Stuck(string Code, string Why) : SupplierOrderEvent;

    /// <summary>The basket does not hold any more what was sent without a known outcome: a sign that it did reach the supplier.</summary>
    public sealed record BasketLost(string Why) : SupplierOrderEvent;

    /// <summary>It is about to be sent: that is stored before.</summary>
    /// <param name="Total">What the basket costs, tenge.</param>
    /// <param name="Articles">How many articles it holds.</param>
    /// <param name="At">Now.</param>
    public sealed record Send(long Total, int Articles, DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>The call that sent it has failed.</summary>
    public sealed record Failed(Failure Failure, DateTimeOffset At, DateTimeOffset Again)
        : SupplierOrderEvent;

    /// <summary>The supplier has it.</summary>
    /// <param name="Number">The supplier's number.</param>
    /// <param name="How">How that is known; empty when the supplier said so at once.</param>
    /// <param name="At">Now.</param>
    public sealed record Placed(string Number, string How, DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>Several at the supplier look like it.</summary>
    public sealed record SeveralFound(IReadOnlyCollection<string> Numbers) : SupplierOrderEvent;

    /// <summary>None at the supplier is it, long enough after it was sent.</summary>
    public sealed record NotFound(TimeSpan Settle, DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>Nothing is known yet; it is looked at again.</summary>
    public sealed record LooksAgain(DateTimeOffset Again) : SupplierOrderEvent;

    /// <summary>Its lines at the supplier were compared with what was ordered.</summary>
    /// <param name="Difference">How they differ; null when they do not.</param>
    /// <param name="At">Now.</param>
    public sealed record Compared(string? Difference, DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>Its lines cannot be compared any more.</summary>
    public sealed record NotCompared : SupplierOrderEvent;

    /// <summary>The supplier says how it stands.</summary>
    /// <param name="Status">The status.</param>
    /// <param name="MergedWith">The number of the order that it was merged into, when it was.</param>
    /// <param name="At">Now.</param>
    public sealed record StatusRead(SupplierStatus Status, string? MergedWith, DateTimeOffset At)
        : SupplierOrderEvent;

    /// <summary>Nobody can say how it stands.</summary>
    public sealed record NotSeen(string Why) : SupplierOrderEvent;

    /// <summary>The supplier is about to be asked to cancel it: that is stored before.</summary>
    public sealed record SendCancel(DateTimeOffset At) : SupplierOrderEvent;

    /// <summary>The call that was to cancel it has failed.</summary>
    /// <param name="Failure">How.</param>
    /// <param name="Settle">For how long it is tried.</param>
    /// <param name="At">Now.</param>
    /// <param name="Again">When it is tried again.</param>
    public sealed record CancelFailed(
        Failure Failure,
        TimeSpan Settle,
        DateTimeOffset At,
        DateTimeOffset Again
    ) : SupplierOrderEvent;

    /// <summary>Nothing comes of the wish to cancel it, or nobody knows.</summary>
    public sealed record NotCancelled(string Code, string Why, DateTimeOffset At)
        : SupplierOrderEvent;
}
