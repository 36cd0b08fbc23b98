using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Cancels placed orders that a person wants cancelled. The supplier is asked once for each wish; whether it did, the order's status tells and not
/// the answer. What does not come of it is said, and a person may ask again.
/// </summary>
internal sealed class SupplierOrderCanceller(ISupplierOrdering supplier, StatusRecorder noting)
{
    /// <summary>Takes a wish a step further.</summary>
    public async Task GoOnAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        if (order.MergedFrom is not null)
        {
            await EndAsync(
                context,
                order,
                "cancel-merged",
                $"The supplier has merged it into {order.Number} meanwhile, which holds other goods too: cancel what is too much in the supplier's portal.",
                stopping
            );
        }
        else if (order.Cancellation!.SentAt is not null)
        {
            await LookAsync(context, order, stopping);
        }
        else if (await SendAsync(context, order, stopping) is { } sent)
        {
            await LookAsync(context, sent, stopping);
        }
    }

    /// <summary>Asks the supplier; the order when its status tells what came of it.</summary>
    private async Task<StoredSupplierOrder?> SendAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        if (
            await context.ThenAsync(order, new SupplierOrderEvent.SendCancel(context.Now), stopping)
            is not { } sent
        )
        {
            return null;
        }

        var done = await supplier.CancelAsync(context.Account, order.Number!, stopping);
        if (done.Failure is null || done.Failure.EffectOf() == Effect.Unknown)
        {
            return sent;
        }

        await context.ThenAsync(
            sent,
            new SupplierOrderEvent.CancelFailed(
                done.Failure,
                context.Settings.Settle,
                context.Now,
                context.Again
            ),
            stopping
        );
        return null;
    }

    private async Task LookAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadOrderAsync(context.Account, order.Number!, stopping);
        if (read.Value is { Status: { } status } reading && Settles(reading, status))
        {
            await noting.NoteAsync(context, order, reading, status, stopping);
        }
        else if (context.Now - order.Cancellation!.SentAt >= context.Settings.Settle)
        {
            await EndAsync(
                context,
                order,
                "cancel-unknown",
                $"The supplier was asked to cancel it; {context.Settings.Settle} later {(read.Failure is { } unread ? $"that cannot be seen: {unread}" : $"it still says {read.Value!.Status?.ToString() ?? "nothing"} ({read.Value.Status?.Meaning ?? "no status"}).")} Look into the supplier's portal, or ask again.",
                stopping
            );
        }
        else if (read.Failure is { } failure)
        {
            await context.ThenAsync(
                order,
                new SupplierOrderEvent.Waits(
                    failure.Code,
                    $"Cancelling: {failure}",
                    context.Now,
                    context.Again
                ),
                stopping
            );
        }
        else
        {
            await context.ThenAsync(
                order,
                new SupplierOrderEvent.LooksAgain(context.Again),
                stopping
            );
        }
    }

    // Merged without a word into which one says nothing.
    private static bool Settles(OrderReading reading, SupplierStatus status) =>
        status.IsCancelled
        || status.IsShipped
        || (status.IsMerged && reading.MergedWith is not null);

    private static Task<StoredSupplierOrder?> EndAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        string code,
        string why,
        CancellationToken stopping
    ) =>
        context.ThenAsync(
            order,
            new SupplierOrderEvent.NotCancelled(code, why, context.Now),
            stopping
        );
}
