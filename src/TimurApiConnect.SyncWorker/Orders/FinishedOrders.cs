using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Reads the finished orders of 14 days now and then, a piece a look. Those that were open are found one by one when they leave the other lists; this
/// finds what was never seen open, and returns.
/// </summary>
internal sealed class FinishedOrders(
    OrderWindows windows,
    OrderPollStore polls,
    IOptionsMonitor<OrderOptions> options
)
{
    /// <summary>Goes on with the reading that is under way, or begins one when it is time to.</summary>
    public async Task<Failure?> ContinueAsync(
        OrderLook look,
        OrderPoll? last,
        long begun,
        CancellationToken stopping
    )
    {
        if (
            last is not { ArchiveNext: not null }
            && look.At - last?.ArchiveAt < options.CurrentValue.ArchiveEvery
        )
        {
            return null;
        }

        var (began, next) = last is { ArchiveBegan: { } then, ArchiveNext: { } there }
            ? (then, there)
            : (look.At, look.At);
        var from = began - OrderLook.ListsReach;
        return await windows.ReadBackAsync(
            look,
            new([OrderState.Archive], from, next),
            begun,
            async window =>
            {
                await polls.NoteArchiveAsync(
                    look.Shop,
                    began,
                    window.From > from ? window.From : null,
                    stopping
                );
                return true;
            },
            stopping
        );
    }
}
