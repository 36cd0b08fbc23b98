using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Follows placed orders to their end.</summary>
internal sealed class Following(
    ISupplierOrdering supplier,
    OrderLists lists,
    SupplierAccountStore accounts
)
{
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
        // The one that an order was merged into may be older than any that is looked for in the lists.
        foreach (
            var merged in placed
                .Where(o => o.MergedFrom is not null)
                .GroupBy(o => o.Number!, StringComparer.Ordinal)
        )
        {
            // What cannot be read is named by the call itself; the next look asks again.
            if (
                (await supplier.ReadOrderAsync(round.Account, merged.Key, stopping)).Value is
                { Status: { } status } reading
            )
            {
                foreach (var order in merged)
                {
                    await NoteAsync(round, order, reading, status, stopping);
                }
            }
        }

        if (placed.Where(o => o.MergedFrom is null).ToList() is { Count: > 0 } own)
        {
            await FollowListedAsync(round, own, stopping);
        }
    }

    private async Task FollowListedAsync(
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

    /// <summary>Notes how an order stands, when that has changed.</summary>
    public static async Task NoteAsync(
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
                    MergedFrom = order.MergedFrom ?? order.Number,
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

        var isOver = status.IsShipped || status.IsCancelled;
        var tooLate = status.IsShipped && order.Cancellation is { EndedAt: null };

        await round.SaveAsync(
            order with
            {
                Status = status,
                State =
                    status.IsShipped ? SupplierOrderState.Shipped
                    : status.IsCancelled ? SupplierOrderState.Cancelled
                    : order.State,
                ShippedAt = status.IsShipped ? round.Now : null,
                Cancellation = isOver
                    ? Cancelling.Ended(order.Cancellation, round.Now)
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
            $"The supplier says {status} ({status.Meaning}).",
            stopping
        );
    }
}
