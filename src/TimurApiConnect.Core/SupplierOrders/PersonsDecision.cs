using TimurApiConnect.Core.Machines;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>What becomes of an order by a person's decision that its state allows; the worker does the rest.</summary>
internal static class PersonsDecision
{
    public static Transition<SupplierOrderProgress> After(
        SupplierOrderProgress order,
        SupplierOrderEvent decision
    ) =>
        decision switch
        {
            SupplierOrderEvent.Approved e => SupplierOrderMachine.Said(
                order with
                {
                    State = SupplierOrderState.Approved,
                    ChangedAt = e.At,
                    ApprovedBy = e.Who,
                    ApprovedAt = e.At,
                    NextAt = e.At,
                },
                "supplier order approved",
                "It is placed as soon as the basket is free."
            ),
            SupplierOrderEvent.Dismissed e => SupplierOrderMachine.Said(
                order with
                {
                    State = SupplierOrderState.Dismissed,
                    ChangedAt = e.At,
                },
                "supplier order dismissed",
                "Its lines are not proposed again: what is still wanted of it is ordered by hand."
            ),
            SupplierOrderEvent.Retried e => SupplierOrderMachine.Said(
                order with
                {
                    // What may have been sent is looked for before anything is sent again.
                    State = order.SubmitAt is null
                        ? SupplierOrderState.Approved
                        : SupplierOrderState.Placing,
                    ChangedAt = e.At,
                    NextAt = e.At,
                    Tries = 0,
                    WaitingSince = null,
                    FailureCode = null,
                    Failure = null,
                },
                "supplier order retried",
                order.SubmitAt is null
                    ? "It is placed as soon as the basket is free."
                    : "It is looked for at the supplier, and placed only if it is not there."
            ),
            SupplierOrderEvent.Renewed e => SupplierOrderMachine.Said(
                order with
                {
                    State = SupplierOrderState.Cancelled,
                    ChangedAt = e.At,
                    FailureCode = "renewed",
                    Failure =
                        "A person has had it proposed anew: what is still wanted of it stands on a new order, with today's prices.",
                },
                "supplier order renewed",
                "What is still wanted of it is proposed anew, with today's prices and stock."
            ),
            SupplierOrderEvent.CancelAsked e => SupplierOrderMachine.Said(
                order with
                {
                    ChangedAt = e.At,
                    NextAt = e.At,
                    Cancellation = new(e.Who, e.At, e.Reason),
                    FailureCode = null,
                    Failure = null,
                },
                "cancellation asked for",
                e.Reason
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(decision), decision, null),
        };
}
