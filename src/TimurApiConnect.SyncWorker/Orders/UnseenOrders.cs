using TimurApiConnect.Core.Failures;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Asks by their number for open orders that no list showed: finished since, or where the lists do not reach. And once a day for those that were
/// completed: a buyer has 14 days from receipt to return what was bought.
/// </summary>
internal sealed class UnseenOrders(
    KaspiOrders kaspi,
    UnreadStore unread,
    OrderSaving saving,
    TimeProvider clock
)
{
    private const int MaxALook = 50;
    private static readonly TimeSpan MaxOfALook = TimeSpan.FromSeconds(15);

    public async Task<Failure?> ReadAsync(OrderLook look, CancellationToken stopping)
    {
        var begun = clock.GetTimestamp();
        foreach (
            var code in await unread.UnseenAsync(
                look.Shop,
                look.Listed,
                look.At,
                MaxALook,
                stopping
            )
        )
        {
            if (clock.GetElapsedTime(begun) > MaxOfALook)
            {
                break;
            }

            var found = await kaspi.ByCodeAsync(look.Shop, code, stopping);
            stopping.ThrowIfCancellationRequested();
            if (found.Failure is { } failure)
            {
                if (!await saving.SkipAsync(look, code, UnreadPart.Order, failure, stopping))
                {
                    return failure;
                }
            }
            else if (found.Value!.Value is { } order)
            {
                await saving.SaveAsync(look, [order], look.At, stopping);
            }
            else
            {
                await saving.NoteAsync(
                    look,
                    code,
                    UnreadPart.Order,
                    "Kaspi does not know it any more",
                    stopping
                );
            }
        }

        return null;
    }
}
