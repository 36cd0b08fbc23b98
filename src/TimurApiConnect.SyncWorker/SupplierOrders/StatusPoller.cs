using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Follows placed orders to their end.</summary>
internal sealed class StatusPoller(
    ISupplierOrdering supplier,
    SupplierOrderLists lists,
    StatusRecorder noting,
    SupplierAccountStore accounts
)
{
    /// <summary>Reads the statuses when it is time.</summary>
    public async Task KeepAsync(
        SupplierOrderContext context,
        IReadOnlyList<StoredSupplierOrder> placed,
        CancellationToken stopping
    )
    {
        var known = await accounts.FindAsync(context.Account, stopping);
        if (placed.Count == 0 || context.Now - known.FollowedAt < context.Settings.FollowEvery)
        {
            return;
        }

        await accounts.NoteFollowedAsync(context.Account, stopping);
        var own = placed.Where(o => o.MergedFrom is null).ToList();
        var unlisted = own.Count == 0 ? [] : await FollowListedAsync(context, own, stopping);
        // The one that an order was merged into may be older than any that is looked for in the lists.
        foreach (
            var one in placed
                .Where(o => o.MergedFrom is not null)
                .Concat(unlisted)
                .GroupBy(o => o.Number!, StringComparer.Ordinal)
        )
        {
            var read = await supplier.ReadOrderAsync(context.Account, one.Key, stopping);
            foreach (var order in one)
            {
                await NoteAsync(context, order, read, stopping);
            }
        }
    }

    /// <summary>Those of which no list says how they stand.</summary>
    private async Task<IReadOnlyList<StoredSupplierOrder>> FollowListedAsync(
        SupplierOrderContext context,
        IReadOnlyList<StoredSupplierOrder> placed,
        CancellationToken stopping
    )
    {
        var from = SupplierOrderContext
            .DayOf(placed.Min(o => o.SubmitAt ?? o.CreatedAt))
            .AddDays(-1);
        var open = placed.ToList();
        foreach (var list in SupplierOrderLists.Others.Prepend(OrdersList.Index))
        {
            var read = await lists.ReadAsync(
                context.Account,
                list,
                from,
                context.Today.AddDays(1),
                stopping
            );
            if (read.Failure is not null)
            {
                return [];
            }

            var found = read.Value!.ToLookup(o => o.Number, StringComparer.Ordinal);
            foreach (var order in placed)
            {
                if (
                    found[order.Number!].FirstOrDefault() is { } reading
                    && !IsMergedSomewhere(reading)
                    && open.Remove(order)
                    && reading.Status is { } status
                )
                {
                    await noting.NoteAsync(context, order, reading, status, stopping);
                }
            }

            if (open.Count == 0)
            {
                break;
            }
        }

        return open;
    }

    private Task NoteAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        Outcome<OrderReading> read,
        CancellationToken stopping
    ) =>
        read switch
        {
            { Value: { } reading } when IsMergedSomewhere(reading) =>
                StatusRecorder.NoteNotFoundAsync(
                    context,
                    order,
                    "The supplier has merged it into another one and does not say into which.",
                    stopping
                ),
            { Value: { Status: { } status } reading } => noting.NoteAsync(
                context,
                order,
                reading,
                status,
                stopping
            ),
            { Failure: { Kind: FailureKind.RequestRefused } no } =>
                StatusRecorder.NoteNotFoundAsync(
                    context,
                    order,
                    $"None of the supplier's lists shows it any more. {no}",
                    stopping
                ),
            // What cannot be read is named by the call itself; the next look asks again.
            _ => Task.CompletedTask,
        };

    // Which one it was merged into is not said.
    private static bool IsMergedSomewhere(OrderReading reading) =>
        reading is { Status.IsMerged: true, MergedWith: null };
}
