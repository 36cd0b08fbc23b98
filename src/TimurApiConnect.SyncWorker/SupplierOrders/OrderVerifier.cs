using TimurApiConnect.Core.Machines;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Looks whether the supplier has taken a placed order as it was sent. What is missing is said and never sent again.</summary>
internal sealed class OrderVerifier(ISupplierOrdering supplier)
{
    /// <summary>The order as the supplier has taken it, and what the journal hears of that.</summary>
    public static Transition<StoredSupplierOrder> AsTaken(
        StoredSupplierOrder order,
        IReadOnlyList<Pieces> taken,
        DateTimeOffset at
    ) =>
        SupplierOrderMachine.Next(
            order with
            {
                Lines =
                [
                    .. order.Lines.Select(l =>
                        l with
                        {
                            Taken = taken.Where(t => t.Article == l.Article).Sum(t => t.Quantity),
                        }
                    ),
                ],
            },
            new SupplierOrderEvent.Compared(BasketCheck.Difference(taken, order.Approved), at)
        );

    public async Task CheckAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadOrderAsync(context.Account, order.Number!, stopping);
        if (read.Value?.Lines is not { } taken)
        {
            // Named by the call itself; asked again as seldom as for the statuses.
            await context.ThenAsync(
                order,
                new SupplierOrderEvent.LooksAgain(context.Now + context.Settings.FollowEvery),
                stopping
            );
            return;
        }

        var known = AsTaken(order, taken, context.Now);
        await context.SaveAsync(known.Value, known.Journal, stopping);
    }
}
