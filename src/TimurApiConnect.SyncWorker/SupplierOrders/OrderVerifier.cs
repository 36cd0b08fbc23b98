using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Looks whether the supplier has taken a placed order as it was sent. What is missing is said and never sent again.</summary>
internal sealed class OrderVerifier(ISupplierOrdering supplier)
{
    /// <summary>The order as the supplier has taken it.</summary>
    public static StoredSupplierOrder AsTaken(
        StoredSupplierOrder order,
        IReadOnlyList<Pieces> taken,
        DateTimeOffset at
    ) =>
        order with
        {
            CheckedAt = at,
            Difference = BasketCheck.Difference(taken, order.Approved),
            Lines =
            [
                .. order.Lines.Select(l =>
                    l with
                    {
                        Taken = taken.Where(t => t.Article == l.Article).Sum(t => t.Quantity),
                    }
                ),
            ],
        };

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
            await context.SaveAsync(
                order with
                {
                    NextAt = context.Now + context.Settings.FollowEvery,
                },
                null,
                "",
                stopping
            );
            return;
        }

        var known = AsTaken(order, taken, context.Now);
        await context.SaveAsync(
            known,
            known.Difference is null ? null : "supplier order differs",
            known.Difference ?? "",
            stopping
        );
    }
}
