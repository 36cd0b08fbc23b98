using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Places an approved order: the basket is filled and compared, and only then sent, once. What is about to be sent is stored before, so that a crash
/// at any step is followed by a look at the supplier and never by a second order.
/// </summary>
internal sealed class OrderSubmitter(
    ISupplierOrdering supplier,
    SupplierTermsReader terms,
    BasketFiller filling,
    OwnBasket own
)
{
    public async Task PlaceAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var known = await terms.ReadAsync(context.Account, stopping);
        if (known.Failure is { } unread)
        {
            await context.WaitAsync(order, unread, stopping);
            return;
        }

        if (
            SupplierTermsReader.Problem(context.Settings, known.Value!, context.Today)
            is var (code, why)
        )
        {
            await own.ParkAsync(context, order, code, why, stopping);
            return;
        }

        // A second try sends what still lies in the basket, and nothing else: an empty one is a sign that the first did reach the supplier.
        if (
            await (
                order.Tries == 0
                    ? filling.FillAsync(context, order, stopping)
                    : LyingAsync(context, order, stopping)
            ) is
            { } filled
        )
        {
            await SendAsync(context, filled, known.Value!, stopping);
        }
    }

    private async Task<Filled?> LyingAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    ) =>
        await own.StillHoldsAsync(context, order, stopping) is { } basket
            ? new(order, basket)
            : null;

    private async Task SendAsync(
        SupplierOrderContext context,
        Filled filled,
        SupplierTerms known,
        CancellationToken stopping
    )
    {
        var settings = context.Settings;
        var total = filled.Basket.Lines.Sum(l => l.Price * l.Quantity);
        var placing = await context.SaveAsync(
            filled.Order with
            {
                State = SupplierOrderState.Placing,
                SubmitAt = context.Now,
                NextAt = context.Now,
                Total = total,
                Tries = filled.Order.Tries + 1,
                WaitingSince = null,
                FailureCode = null,
                Failure = null,
            },
            "supplier order is sent",
            $"{filled.Basket.Lines.Count} articles.",
            stopping
        );
        if (placing is null)
        {
            return;
        }

        var placed = await supplier.SubmitAsync(
            context.Account,
            new(
                placing.OurNumber,
                context.Today.AddDays(settings.ShippingDays),
                known.ChooseAttorney(settings.Attorney)!.Document,
                known.ChooseDelivery(settings.Delivery)!.Document,
                settings.Settle / 2
            ),
            stopping
        );
        if (placed.Worked)
        {
            await own.ForgetAsync(context.Account, stopping);
            await context.PlacedAsync(placing, placed.Value.Number, "", stopping);
            return;
        }

        var failure = placed.Failure;
        var effect = failure.EffectOf();
        if (effect == Effect.Unknown)
        {
            await context.WaitAsync(
                placing,
                failure.Code,
                $"{failure} The order may be there all the same: it is looked for before anything is repeated.",
                stopping
            );
        }
        else if (effect == Effect.Refused)
        {
            await own.ParkAsync(
                context,
                placing with
                {
                    Tries = placing.Tries - 1,
                },
                "refused",
                filled.Order.Tries == 0
                    ? $"{failure} Or renew the order: it is proposed anew with what the supplier has now."
                    : $"{failure}",
                stopping
            );
        }
        else
        {
            await context.WaitAsync(
                placing with
                {
                    State = SupplierOrderState.Approved,
                    Tries = placing.Tries - 1,
                },
                failure,
                stopping
            );
        }
    }
}
