using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Cancels placed orders that a person wants cancelled. The supplier is asked once for each wish; whether it did, the order's status tells and not
/// the answer. What does not come of it is said, and a person may ask again.
/// </summary>
internal sealed class Cancelling(ISupplierOrdering supplier, Noting noting)
{
    /// <summary>The wish, once it is known what became of it.</summary>
    public static Cancellation? Ended(Cancellation? wish, DateTimeOffset at) =>
        wish is null ? null : wish with { EndedAt = wish.EndedAt ?? at };

    /// <summary>Takes a wish a step further.</summary>
    public async Task GoOnAsync(Round round, StoredSupplierOrder order, CancellationToken stopping)
    {
        if (order.MergedFrom is not null)
        {
            await EndAsync(
                round,
                order,
                "cancel-merged",
                $"The supplier has merged it into {order.Number} meanwhile, which holds other goods too: cancel what is too much in the supplier's portal.",
                stopping
            );
        }
        else if (order.Cancellation!.SentAt is not null)
        {
            await LookAsync(round, order, stopping);
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
            case { } none when none.LeftNoEffect() && round.Now - wish.At >= round.Settings.Settle:
                await EndAsync(
                    round,
                    sent with
                    {
                        Cancellation = wish,
                    },
                    "cancel-unknown",
                    $"The supplier could not be asked to cancel it: {none} Ask again.",
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
        if (read.Value is { Status: { } status } reading && Settles(reading, status))
        {
            await noting.NoteAsync(round, order, reading, status, stopping);
        }
        else if (round.Now - order.Cancellation!.SentAt >= round.Settings.Settle)
        {
            await EndAsync(
                round,
                order,
                "cancel-unknown",
                $"The supplier was asked to cancel it; {round.Settings.Settle} later {(read.Failure is { } unread ? $"that cannot be seen: {unread}" : $"it still says {read.Value!.Status?.ToString() ?? "nothing"} ({read.Value.Status?.Meaning ?? "no status"}).")} Look into the supplier's portal, or ask again.",
                stopping
            );
        }
        else if (read.Failure is { } failure)
        {
            await round.WaitAsync(order, failure.Code, $"Cancelling: {failure}", stopping);
        }
        else
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
    }

    // Merged without a word into which one says nothing.
    private static bool Settles(OrderReading reading, SupplierStatus status) =>
        status.IsCancelled
        || status.IsShipped
        || (status.IsMerged && reading.MergedWith is not null);

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
