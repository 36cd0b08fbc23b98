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
        var placing = await context.ThenAsync(
            filled.Order,
            new SupplierOrderEvent.Send(total, filled.Basket.Lines.Count, context.Now),
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
            await context.ThenAsync(
                placing,
                new SupplierOrderEvent.Placed(placed.Value.Number, "", context.Now),
                stopping
            );
            return;
        }

        var failed = await context.ThenAsync(
            placing,
            new SupplierOrderEvent.Failed(placed.Failure, context.Now, context.Again),
            stopping
        );
        if (failed?.State == SupplierOrderState.Parked)
        {
            await own.TidyAsync(context.Account, stopping);
        }
    }
}
