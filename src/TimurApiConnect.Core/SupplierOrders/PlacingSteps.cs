using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Machines;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>What becomes of an order until the supplier has it.</summary>
internal static class PlacingSteps
{
    private const int MaxTries = 2;

    public static Transition<SupplierOrderProgress> After(
        SupplierOrderProgress order,
        SupplierOrderEvent happening
    ) =>
        happening switch
        {
            SupplierOrderEvent.NotWanted e => SupplierOrderMachine.Said(
                order with
                {
                    State = SupplierOrderState.Cancelled,
                    FailureCode = "not-wanted",
                    Failure = e.Why,
                },
                "supplier order withdrawn",
                $"{e.Why} What is still wanted is proposed anew."
            ),
            SupplierOrderEvent.Filling e => SupplierOrderMachine.Said(
                order with
                {
                    FillingAt = e.At,
                    BusySince = null,
                },
                e.Foreign > 0 ? "foreign basket cleared" : null,
                $"The basket held {e.Foreign} lines of somebody else; SupplierOrders:ForeignBasket says to clear it."
            ),
            SupplierOrderEvent.BasketBusy e => BasketBusy(
                order with
                {
                    BusySince = order.BusySince ?? e.At,
                },
                e
            ),
            SupplierOrderEvent.Waits e => SupplierOrderMachine.Waits(
                order,
                e.Code,
                e.Why,
                e.At,
                e.Again
            ),
            SupplierOrderEvent.Stuck e => Stuck(order, e.Code, e.Why),
            SupplierOrderEvent.BasketLost e => OutcomeUnknown(order, e.Why),
            SupplierOrderEvent.Send e => Send(order, e),
            SupplierOrderEvent.Failed e => Failed(order, e),
            SupplierOrderEvent.Placed e => SupplierOrderMachine.Said(
                order with
                {
                    State = SupplierOrderState.Placed,
                    Number = e.Number,
                    PlacedAt = e.At,
                    WaitingSince = null,
                    FailureCode = null,
                    Failure = null,
                },
                "supplier order placed",
                $"The supplier's number is {e.Number}. {e.How}"
            ),
            SupplierOrderEvent.SeveralFound e => Parked(
                order,
                "several-found",
                $"The answer to the order was lost, and the supplier has several that look like it: {string.Join(", ", e.Numbers)}. Look into the supplier's portal, cancel what is too much there, and dismiss this one."
            ),
            SupplierOrderEvent.NotFound when order.Tries >= MaxTries => OutcomeUnknown(
                order,
                "It was sent twice."
            ),
            SupplierOrderEvent.NotFound e => SupplierOrderMachine.Said(
                order with
                {
                    State = SupplierOrderState.Approved,
                    NextAt = e.At,
                },
                "supplier order not found",
                $"It is in none of the supplier's lists {e.Settle} after it was sent; it is tried once more."
            ),
            SupplierOrderEvent.LooksAgain e => order with { NextAt = e.Again },
            _ => throw new ArgumentOutOfRangeException(nameof(happening), happening, null),
        };

    private static Transition<SupplierOrderProgress> BasketBusy(
        SupplierOrderProgress busy,
        SupplierOrderEvent.BasketBusy e
    ) =>
        e.At - busy.BusySince >= e.Patience
            ? Parked(
                busy,
                "basket-busy",
                $"{e.Why} Order or empty it in the supplier's portal, then retry; SupplierOrders:ForeignBasket=Clear would clear it."
            )
            : SupplierOrderMachine.Waits(
                busy,
                "basket-busy",
                $"{e.Why} It is looked at again.",
                e.At,
                e.Again
            );

    private static Transition<SupplierOrderProgress> Send(
        SupplierOrderProgress order,
        SupplierOrderEvent.Send e
    ) =>
        SupplierOrderMachine.Said(
            order with
            {
                State = SupplierOrderState.Placing,
                SubmitAt = e.At,
                NextAt = e.At,
                Total = e.Total,
                Tries = order.Tries + 1,
                WaitingSince = null,
                FailureCode = null,
                Failure = null,
            },
            "supplier order is sent",
            $"{e.Articles} articles."
        ) with
        {
            Sends = true,
        };

    private static Transition<SupplierOrderProgress> Failed(
        SupplierOrderProgress order,
        SupplierOrderEvent.Failed e
    )
    {
        var before = order with { Tries = order.Tries - 1 };
        return e.Failure.EffectOf() switch
        {
            Effect.None => SupplierOrderMachine.Waits(
                before with
                {
                    State = SupplierOrderState.Approved,
                },
                e.Failure.Code,
                e.Failure.ToString(),
                e.At,
                e.Again
            ),
            Effect.Refused => Stuck(
                before,
                "refused",
                before.Tries == 0
                    ? $"{e.Failure} Or renew the order: it is proposed anew with what the supplier has now."
                    : $"{e.Failure}"
            ),
            _ => SupplierOrderMachine.Waits(
                order,
                e.Failure.Code,
                $"{e.Failure} The order may be there all the same: it is looked for before anything is repeated.",
                e.At,
                e.Again
            ),
        };
    }

    private static Transition<SupplierOrderProgress> Stuck(
        SupplierOrderProgress order,
        string code,
        string why
    ) => order.Tries == 0 ? Parked(order, code, why) : OutcomeUnknown(order, why);

    // Nobody knows whether the supplier has it: whoever goes on has to look there first.
    private static Transition<SupplierOrderProgress> OutcomeUnknown(
        SupplierOrderProgress order,
        string why
    ) =>
        Parked(
            order,
            "outcome-unknown",
            $"The answer to the order was lost and the supplier lists no such order. {why} Look into the supplier's portal: if the order is there, dismiss this one; if not, retry."
        );

    private static Transition<SupplierOrderProgress> Parked(
        SupplierOrderProgress order,
        string code,
        string why
    ) =>
        SupplierOrderMachine.Said(
            order with
            {
                State = SupplierOrderState.Parked,
                WaitingSince = null,
                BusySince = null,
                FailureCode = code,
                Failure = why,
            },
            "supplier order parked",
            why
        );
}
