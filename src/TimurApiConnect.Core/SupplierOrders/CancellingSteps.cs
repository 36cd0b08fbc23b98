using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Machines;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>What becomes of a person's wish that the supplier cancels an order. The order's status tells whether it was, and not the answer.</summary>
internal static class CancellingSteps
{
    public static Transition<SupplierOrderProgress> After(
        SupplierOrderProgress order,
        SupplierOrderEvent happening
    ) =>
        happening switch
        {
            SupplierOrderEvent.SendCancel e => SupplierOrderMachine.Said(
                order with
                {
                    Cancellation = order.Cancellation! with { SentAt = e.At },
                    NextAt = e.At,
                },
                "cancellation is sent",
                $"Asked for by {order.Cancellation!.By}."
            ) with
            {
                Sends = true,
            },
            SupplierOrderEvent.CancelFailed e => Failed(order, e),
            SupplierOrderEvent.NotCancelled e => NotCancelled(order, e.Code, e.Why, e.At),
            _ => throw new ArgumentOutOfRangeException(nameof(happening), happening, null),
        };

    /// <summary>The wish, once it is known what became of it.</summary>
    public static Cancellation? Ended(Cancellation? wish, DateTimeOffset at) =>
        wish is null ? null : wish with { EndedAt = wish.EndedAt ?? at };

    private static Transition<SupplierOrderProgress> Failed(
        SupplierOrderProgress order,
        SupplierOrderEvent.CancelFailed e
    )
    {
        var unsent = order with { Cancellation = order.Cancellation! with { SentAt = null } };
        return e.Failure.EffectOf() switch
        {
            Effect.Refused => NotCancelled(
                order,
                "cancel-refused",
                $"Cancelling: {e.Failure} Call the supplier, or ask again.",
                e.At
            ),
            Effect.None when e.At - order.Cancellation.At >= e.Settle => NotCancelled(
                unsent,
                "cancel-unknown",
                $"The supplier could not be asked to cancel it: {e.Failure} Ask again.",
                e.At
            ),
            Effect.None => SupplierOrderMachine.Waits(
                unsent,
                e.Failure.Code,
                $"Cancelling: {e.Failure}",
                e.At,
                e.Again
            ),
            // It may have been done all the same: its status tells.
            _ => order,
        };
    }

    private static Transition<SupplierOrderProgress> NotCancelled(
        SupplierOrderProgress order,
        string code,
        string why,
        DateTimeOffset at
    ) =>
        SupplierOrderMachine.Said(
            order with
            {
                Cancellation = Ended(order.Cancellation, at),
                WaitingSince = null,
                FailureCode = code,
                Failure = why,
            },
            "supplier order not cancelled",
            why
        );
}
