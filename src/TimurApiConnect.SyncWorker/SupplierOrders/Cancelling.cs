using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Cancels placed orders that a person wants cancelled. The supplier is asked once for each wish; whether it did, the order's status tells and not
/// the answer. What does not come of it is said, and a person may ask again.
/// </summary>
internal sealed class Cancelling(ISupplierOrdering supplier)
{
    /// <summary>The wish, once it is known what became of it.</summary>
    public static Cancellation? Ended(Cancellation? wish, DateTimeOffset at) =>
        wish is null ? null : wish with { EndedAt = wish.EndedAt ?? at };

    /// <summary>Takes a wish a step further.</summary>
    public async Task GoOnAsync(Round round, StoredSupplierOrder order, CancellationToken stopping)
    {
        if (order.Cancellation!.SentAt is not null)
        {
            await LookAsync(round, order, stopping);
        }
        else if (order.MergedFrom is not null)
        {
            await EndAsync(
                round,
                order,
                "cancel-merged",
                $"The supplier has merged it into {order.Number} meanwhile, which holds other goods too: cancel what is too much in the supplier's portal.",
                stopping
            );
        }
        else if (await SendAsync(round, order, stopping) is { } sent)
        {
            await LookAsync(round, sent, stopping);
        }
    }

    /// <summary>Asks the supplier; the order when its status tells what came of it.</summary>
    private async Task<StoredSupplierOrder?> SendAsync(
        Round round,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var wish = order.Cancellation!;
        if (
            await round.SaveAsync(
                order with
                {
                    Cancellation = wish with { SentAt = round.Now },
                    NextAt = round.Now,
                },
                "cancellation is sent",
                $"Asked for by {wish.By}.",
                stopping
            )
            is not { } sent
        )
        {
            return null;
        }

        var done = await supplier.CancelAsync(round.Account, order.Number!, stopping);
        switch (done.Failure)
        {
            case { Kind: FailureKind.RequestRefused } no:
                await EndAsync(
                    round,
                    sent,
                    "cancel-refused",
                    $"Cancelling: {no} Call the supplier, or ask again.",
                    stopping
                );
                return null;
            case { } none when none.LeftNoEffect():
                await round.WaitAsync(
                    sent with
                    {
                        Cancellation = wish,
                    },
                    none.Code,
                    $"Cancelling: {none}",
                    stopping
                );
                return null;
            default:
                return sent;
        }
    }

    private async Task LookAsync(Round round, StoredSupplierOrder order, CancellationToken stopping)
    {
        var read = await supplier.ReadOrderAsync(round.Account, order.Number!, stopping);
        if (read.Failure is { } failure)
        {
            await round.WaitAsync(order, failure.Code, $"Cancelling: {failure}", stopping);
        }
        else if (
            read.Value!.Status is { } status
            && (status.IsCancelled || status.IsShipped || status.IsMerged)
        )
        {
            await Following.NoteAsync(round, order, read.Value, status, stopping);
        }
        else if (round.Now - order.Cancellation!.SentAt < round.Settings.Settle)
        {
            await round.SaveAsync(
                order with
                {
                    NextAt = round.Now + round.Settings.RetryEvery,
                },
                null,
                "",
                stopping
            );
        }
        else
        {
            await EndAsync(
                round,
                order,
                "cancel-unknown",
                $"The supplier was asked to cancel it and {round.Settings.Settle} later still says {read.Value.Status?.ToString() ?? "nothing"} ({read.Value.Status?.Meaning ?? "no status"}). Look into the supplier's portal, or ask again.",
                stopping
            );
        }
    }

    private static Task<StoredSupplierOrder?> EndAsync(
        Round round,
        StoredSupplierOrder order,
        string code,
        string why,
        CancellationToken stopping
    ) =>
        round.SaveAsync(
            order with
            {
                Cancellation = Ended(order.Cancellation, round.Now),
                WaitingSince = null,
                FailureCode = code,
                Failure = why,
            },
            "supplier order not cancelled",
            why,
            stopping
        );
}
