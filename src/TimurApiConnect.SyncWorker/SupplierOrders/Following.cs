using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Follows placed orders to their end, and cancels those that a person wants cancelled.</summary>
internal sealed class Following(
    ISupplierOrdering supplier,
    OrderLists lists,
    SupplierAccountStore accounts
)
{
    /// <summary>Asks the supplier to cancel, once; whether it did, the status tells.</summary>
    public async Task CancelAsync(
        Round round,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        if (
            await round.SaveAsync(
                order with
                {
                    CancelBy = null,
                },
                "cancellation is sent",
                $"Asked for by {order.CancelBy}.",
                stopping
            )
            is not { } asked
        )
        {
            return;
        }

        var done = await supplier.CancelAsync(round.Account, order.Number!, stopping);
        if (done.Failure is { } failure)
        {
            await round.SaveAsync(
                asked with
                {
                    FailureCode = failure.Code,
                    Failure = $"Cancelling: {failure}",
                },
                "cancellation failed",
                failure.ToString(),
                stopping
            );
        }

        await FollowAsync(round, [asked], stopping);
    }

    /// <summary>Reads the statuses when it is time.</summary>
    public async Task KeepAsync(
        Round round,
        IReadOnlyList<StoredSupplierOrder> placed,
        CancellationToken stopping
    )
    {
        var known = await accounts.FindAsync(round.Account, stopping);
        if (placed.Count == 0 || round.Now - known.FollowedAt < round.Settings.FollowEvery)
        {
            return;
        }

        await accounts.NoteFollowedAsync(round.Account, stopping);
        await FollowAsync(round, placed, stopping);
    }

    private async Task FollowAsync(
        Round round,
        IReadOnlyList<StoredSupplierOrder> placed,
        CancellationToken stopping
    )
    {
        var from = Round.DayOf(placed.Min(o => o.SubmitAt ?? o.CreatedAt)).AddDays(-1);
        var open = placed.ToList();
        foreach (var list in OrderLists.Others.Prepend(OrdersList.Index))
        {
            var read = await lists.ReadAsync(
                round.Account,
                list,
                from,
                round.Today.AddDays(1),
                stopping
            );
            if (read.Failure is not null)
            {
                // Named by the call itself; the next look asks again.
                return;
            }

            var found = read.Value!.ToLookup(o => o.Number, StringComparer.Ordinal);
            foreach (var order in placed)
            {
                if (
                    found[order.Number!].FirstOrDefault() is { Status: { } status } reading
                    && open.Remove(order)
                )
                {
                    await NoteAsync(round, order, reading, status, stopping);
                }
            }

            if (open.Count == 0)
            {
                return;
            }
        }
    }

    private static async Task NoteAsync(
        Round round,
        StoredSupplierOrder order,
        OrderReading reading,
        SupplierStatus status,
        CancellationToken stopping
    )
    {
        if (status.IsMerged && reading.MergedWith is { } other)
        {
            await round.SaveAsync(
                order with
                {
                    Number = other,
                    Status = status,
                },
                "supplier order merged",
                $"The supplier has merged {order.Number} into {other}; that one is followed from now on.",
                stopping
            );
            return;
        }

        if (status == order.Status)
        {
            return;
        }

        await round.SaveAsync(
            order with
            {
                Status = status,
                State =
                    status.IsShipped ? SupplierOrderState.Shipped
                    : status.IsCancelled ? SupplierOrderState.Cancelled
                    : order.State,
                ShippedAt = status.IsShipped ? round.Now : null,
                FailureCode = status.IsCancelled ? "cancelled-at-supplier" : null,
                Failure = status.IsCancelled
                    ? "The order was cancelled at the supplier; its lines are proposed anew and wait for a person."
                    : null,
            },
            status.IsShipped ? "supplier order shipped"
                : status.IsCancelled ? "supplier order cancelled at the supplier"
                : "supplier order's status",
            $"The supplier says {status} ({status.Meaning}).",
            stopping
        );
    }
}
