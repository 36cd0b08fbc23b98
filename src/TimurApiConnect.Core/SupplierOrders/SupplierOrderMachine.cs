using TimurApiConnect.Core.Machines;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>
/// What becomes of an order at the supplier by what happens to it, a person's decisions included. What was sent without a known outcome is looked for
/// before anything is sent again. Pure: whoever asks twice hears the same.
/// </summary>
public static class SupplierOrderMachine
{
    /// <summary>The code of an order that the supplier has taken and that is not seen any more.</summary>
    public const string NotSeenCode = "placed-not-found";

    /// <summary>The order after an event, or why the event may not happen.</summary>
    public static Transition<T> Next<T>(T order, SupplierOrderEvent happening)
        where T : SupplierOrderProgress =>
        MayHappen(order, happening)
            ? After(order, happening).As<T>()
            : new Refusal("supplier-order-not-waiting", When(happening));

    /// <summary>Which event may happen to which order: the table of the machine.</summary>
    private static bool MayHappen(SupplierOrderProgress order, SupplierOrderEvent happening) =>
        (happening, order.State) switch
        {
            (SupplierOrderEvent.Approved, SupplierOrderState.Proposed) => true,
            (
                SupplierOrderEvent.Dismissed,
                SupplierOrderState.Proposed
                    or SupplierOrderState.Parked
            ) => true,
            (SupplierOrderEvent.Retried, SupplierOrderState.Parked) => true,
            (SupplierOrderEvent.Renewed, _) => order.IsSurelyNotThere,
            (SupplierOrderEvent.CancelAsked, SupplierOrderState.Placed) => order.MergedFrom is null
                && !order.IsBeingCancelled,
            (
                SupplierOrderEvent.NotWanted,
                SupplierOrderState.Proposed
                    or SupplierOrderState.Approved
            ) => true,
            (
                SupplierOrderEvent.Filling
                    or SupplierOrderEvent.BasketBusy,
                SupplierOrderState.Approved
            ) => order.Tries == 0,
            (SupplierOrderEvent.Send, SupplierOrderState.Approved) => true,
            (SupplierOrderEvent.BasketLost, SupplierOrderState.Approved) => order.Tries > 0,
            (SupplierOrderEvent.Stuck, SupplierOrderState.Approved) => true,
            // Once, before anything else has happened to it.
            (SupplierOrderEvent.Failed, SupplierOrderState.Placing) => order
                is { Tries: > 0, WaitingSince: null }
                && order.NextAt == order.SubmitAt,
            (
                SupplierOrderEvent.Placed
                    or SupplierOrderEvent.SeveralFound
                    or SupplierOrderEvent.NotFound,
                SupplierOrderState.Placing
            ) => true,
            (SupplierOrderEvent.Waits, SupplierOrderState.Approved or SupplierOrderState.Placing) =>
                true,
            (SupplierOrderEvent.Waits, SupplierOrderState.Placed) => order.IsBeingCancelled,
            (
                SupplierOrderEvent.LooksAgain,
                SupplierOrderState.Placing
                    or SupplierOrderState.Placed
            ) => true,
            (
                SupplierOrderEvent.Compared
                    or SupplierOrderEvent.NotCompared
                    or SupplierOrderEvent.StatusRead
                    or SupplierOrderEvent.NotSeen,
                SupplierOrderState.Placed
            ) => true,
            (SupplierOrderEvent.SendCancel, SupplierOrderState.Placed) => order
                is { MergedFrom: null, Cancellation: { SentAt: null, EndedAt: null } },
            (SupplierOrderEvent.CancelFailed, SupplierOrderState.Placed) => order
                is { Cancellation: { SentAt: { } sent, EndedAt: null } }
                && order.NextAt == sent,
            (SupplierOrderEvent.NotCancelled, SupplierOrderState.Placed) => order.IsBeingCancelled,
            _ => false,
        };

    private static Transition<SupplierOrderProgress> After(
        SupplierOrderProgress order,
        SupplierOrderEvent happening
    ) =>
        happening switch
        {
            SupplierOrderEvent.Approved
            or SupplierOrderEvent.Dismissed
            or SupplierOrderEvent.Retried
            or SupplierOrderEvent.Renewed
            or SupplierOrderEvent.CancelAsked => PersonsDecision.After(order, happening),
            SupplierOrderEvent.Compared
            or SupplierOrderEvent.NotCompared
            or SupplierOrderEvent.StatusRead
            or SupplierOrderEvent.NotSeen => FollowingSteps.After(order, happening),
            SupplierOrderEvent.SendCancel
            or SupplierOrderEvent.CancelFailed
            or SupplierOrderEvent.NotCancelled => CancellingSteps.After(order, happening),
            _ => PlacingSteps.After(order, happening),
        };

    /// <summary>When an event may happen, in a sentence.</summary>
    private static string When(SupplierOrderEvent happening) =>
        happening switch
        {
            SupplierOrderEvent.Approved => "Only a proposed one can be approved.",
            SupplierOrderEvent.Dismissed => "Only a proposed or a parked one can be dismissed.",
            SupplierOrderEvent.Renewed =>
                "Only a parked one that is surely not at the supplier can be renewed; of one that may be there, look into the supplier's portal, then dismiss or retry it.",
            SupplierOrderEvent.CancelAsked =>
                "Only a placed one can be cancelled, once at a time; of one that the supplier has merged into another, cancel what is too much in the supplier's portal.",
            SupplierOrderEvent.Retried => "Only a parked one can be retried.",
            _ => $"{happening.GetType().Name} cannot happen to it as it is.",
        };

    /// <summary>It does not go on now and is tried again; the journal hears of it once.</summary>
    internal static Transition<SupplierOrderProgress> Waits(
        SupplierOrderProgress order,
        string code,
        string why,
        DateTimeOffset at,
        DateTimeOffset again
    ) =>
        Said(
            order with
            {
                NextAt = again,
                WaitingSince = order.WaitingSince ?? at,
                FailureCode = code,
                Failure = why,
            },
            order.FailureCode == code ? null : "supplier order waits",
            why
        );

    internal static Transition<SupplierOrderProgress> Said(
        SupplierOrderProgress next,
        string? what,
        string detail
    )
    {
        Transition<SupplierOrderProgress> happens = next;
        return happens with { Journal = what is null ? null : new(what, detail) };
    }
}
