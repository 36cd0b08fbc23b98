using TimurApiConnect.Core.Machines;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>What becomes of an order that the supplier has.</summary>
internal static class FollowingSteps
{
    public static Transition<SupplierOrderProgress> After(
        SupplierOrderProgress order,
        SupplierOrderEvent happening
    ) =>
        happening switch
        {
            SupplierOrderEvent.Compared e => SupplierOrderMachine.Said(
                order with
                {
                    CheckedAt = e.At,
                    Difference = e.Difference,
                },
                e.Difference is null ? null : "supplier order differs",
                e.Difference ?? ""
            ),
            SupplierOrderEvent.NotCompared => order with
            {
                Difference =
                    "It could not be compared with what was ordered before it was shipped or merged.",
            },
            SupplierOrderEvent.StatusRead e => StatusRead(order, e),
            SupplierOrderEvent.NotSeen e => SupplierOrderMachine.Said(
                order with
                {
                    FailureCode = SupplierOrderMachine.NotSeenCode,
                    Failure = e.Why,
                },
                order.FailureCode == SupplierOrderMachine.NotSeenCode
                    ? null
                    : "supplier order not found any more",
                e.Why
            ),
            _ => throw new ArgumentOutOfRangeException(nameof(happening), happening, null),
        };

    private static Transition<SupplierOrderProgress> StatusRead(
        SupplierOrderProgress order,
        SupplierOrderEvent.StatusRead e
    )
    {
        var seen =
            order.FailureCode == SupplierOrderMachine.NotSeenCode
                ? order with
                {
                    FailureCode = null,
                    Failure = null,
                }
                : order;
        return e.Status.IsMerged && e.MergedWith is { } other
            ? SupplierOrderMachine.Said(
                seen with
                {
                    Number = other,
                    MergedFrom = seen.MergedFrom ?? seen.Number,
                    Status = e.Status,
                },
                "supplier order merged",
                $"The supplier has merged {seen.Number} into {other}; that one is followed from now on. {seen.Difference}".TrimEnd()
            )
            : Moved(seen, e.Status, e.At);
    }

    private static Transition<SupplierOrderProgress> Moved(
        SupplierOrderProgress order,
        SupplierStatus status,
        DateTimeOffset at
    )
    {
        var isOver = status.IsShipped || status.IsCancelled;
        var tooLate = status.IsShipped && order.Cancellation is not null;
        return SupplierOrderMachine.Said(
            order with
            {
                Status = status,
                State =
                    status.IsShipped ? SupplierOrderState.Shipped
                    : status.IsCancelled ? SupplierOrderState.Cancelled
                    : order.State,
                ShippedAt = status.IsShipped ? at : null,
                Cancellation = isOver
                    ? CancellingSteps.Ended(order.Cancellation, at)
                    : order.Cancellation,
                FailureCode =
                    status.IsCancelled ? "cancelled-at-supplier"
                    : tooLate ? "cancel-too-late"
                    : order.FailureCode,
                Failure =
                    status.IsCancelled
                        ? "The order was cancelled at the supplier; what is still wanted of it is proposed anew and waits for a person."
                    : tooLate ? "It was shipped before it could be cancelled: the goods come."
                    : order.Failure,
            },
            status.IsShipped ? "supplier order shipped"
                : status.IsCancelled ? "supplier order cancelled at the supplier"
                : "supplier order's status",
            $"The supplier says {status} ({status.Meaning}). {(status.IsShipped ? order.Difference : "")}".TrimEnd()
        );
    }
}
