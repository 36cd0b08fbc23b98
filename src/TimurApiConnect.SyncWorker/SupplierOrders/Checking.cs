using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Looks once whether the supplier has taken a placed order as it was sent. What is missing is said and never sent again.</summary>
internal sealed class Checking(ISupplierOrdering supplier)
{
    public async Task CheckAsync(Round round, StoredSupplierOrder order, CancellationToken stopping)
    {
        var read = await supplier.ReadOrderAsync(round.Account, order.Number!, stopping);
        if (read.Value is not { } reading)
        {
            // Named by the call itself; asked again as seldom as for the statuses.
            await round.SaveAsync(
                order with
                {
                    NextAt = round.Now + round.Settings.FollowEvery,
                },
                null,
                "",
                stopping
            );
            return;
        }

        var difference = BasketCheck.Difference(reading.Lines ?? [], order.Approved);
        var why =
            $"{difference} What is missing is not ordered again by itself: order it in the supplier's portal, or have this order cancelled, then all that is still wanted is proposed anew.";
        await round.SaveAsync(
            order with
            {
                CheckedAt = round.Now,
                FailureCode = difference is null ? order.FailureCode : "placed-differs",
                Failure = difference is null ? order.Failure : why,
            },
            difference is null ? null : "supplier order differs",
            why,
            stopping
        );
    }
}
