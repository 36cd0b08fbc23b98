using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.SupplierOrders;

/// <summary>What a person decides about an order at the supplier.</summary>
internal enum SupplierOrderDecision
{
    /// <summary>It is to be placed.</summary>
    Approve,

    /// <summary>None of it is wanted.</summary>
    Dismiss,

    /// <summary>It is to go on from where it was parked.</summary>
    Retry,

    /// <summary>It is to be given up and proposed anew with today's prices.</summary>
    Renew,

    /// <summary>The supplier is to cancel it.</summary>
    Cancel,
}

/// <summary>What becomes of an order by a person's decision. Pure: the worker does the rest.</summary>
internal static class Decisions
{
    /// <summary>The order as decided and its row for the journal; null when its state does not allow the decision.</summary>
    public static (StoredSupplierOrder Order, SupplierOrderStep Step)? Of(
        StoredSupplierOrder order,
        SupplierOrderDecision decision,
        string who,
        DateTimeOffset now,
        string reason = ""
    ) =>
        (decision, order.State) switch
        {
            (SupplierOrderDecision.Approve, SupplierOrderState.Proposed) => (
                order with
                {
                    State = SupplierOrderState.Approved,
                    ChangedAt = now,
                    ApprovedBy = who,
                    ApprovedAt = now,
                    NextAt = now,
                },
                new(who, "supplier order approved", "It is placed as soon as the basket is free.")
            ),
            (
                SupplierOrderDecision.Dismiss,
                SupplierOrderState.Proposed
                    or SupplierOrderState.Parked
            ) => (
                order with
                {
                    State = SupplierOrderState.Dismissed,
                    ChangedAt = now,
                },
                new(
                    who,
                    "supplier order dismissed",
                    "Its lines are not proposed again: what is still wanted of it is ordered by hand."
                )
            ),
            (SupplierOrderDecision.Retry, SupplierOrderState.Parked) => (
                order with
                {
                    // What may have been sent is looked for before anything is sent again.
                    State = order.SubmitAt is null
                        ? SupplierOrderState.Approved
                        : SupplierOrderState.Placing,
                    ChangedAt = now,
                    NextAt = now,
                    Tries = 0,
                    WaitingSince = null,
                    FailureCode = null,
                    Failure = null,
                },
                new(
                    who,
                    "supplier order retried",
                    order.SubmitAt is null
                        ? "It is placed as soon as the basket is free."
                        : "It is looked for at the supplier, and placed only if it is not there."
                )
            ),
            (SupplierOrderDecision.Renew, _) when order.IsSurelyNotThere => (
                order with
                {
                    State = SupplierOrderState.Cancelled,
                    ChangedAt = now,
                    FailureCode = "renewed",
                    Failure =
                        "A person has had it proposed anew: what is still wanted of it stands on a new order, with today's prices.",
                },
                new(
                    who,
                    "supplier order renewed",
                    "What is still wanted of it is proposed anew, with today's prices and stock."
                )
            ),
            (SupplierOrderDecision.Cancel, SupplierOrderState.Placed)
                when order.MergedFrom is null && order.Cancellation is not { EndedAt: null } => (
                order with
                {
                    ChangedAt = now,
                    NextAt = now,
                    Cancellation = new(who, now, reason),
                    FailureCode = null,
                    Failure = null,
                },
                new(who, "cancellation asked for", reason)
            ),
            _ => null,
        };

    /// <summary>When a decision is possible, in a sentence.</summary>
    public static string Possible(SupplierOrderDecision decision) =>
        decision switch
        {
            SupplierOrderDecision.Approve => "Only a proposed one can be approved.",
            SupplierOrderDecision.Dismiss => "Only a proposed or a parked one can be dismissed.",
            SupplierOrderDecision.Renew =>
                "Only a parked one that is surely not at the supplier can be renewed; of one that may be there, look into the supplier's portal, then dismiss or retry it.",
            SupplierOrderDecision.Cancel =>
                "Only a placed one can be cancelled, once at a time; of one that the supplier has merged into another, cancel what is too much in the supplier's portal.",
            _ => "Only a parked one can be retried.",
        };
}
