using TimurApiConnect.Core.Orders;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Reads a shop's older orders, the newest first, window by window between the looks at new ones. What was read is noted after each window, so that
/// a worker that is killed costs one window at most.
/// </summary>
internal sealed partial class OrderHistory(
    KaspiOrders kaspi,
    OrderStore store,
    OrderImportStore imports,
    TimeProvider clock,
    ILogger<OrderHistory> logger
)
{
    // New orders wait meanwhile, so that a look stays short.
    private static readonly TimeSpan MostOfALook = TimeSpan.FromSeconds(20);

    /// <summary>
    /// The first time that a shop's orders are read, its last months are read too: the share of cancellations looks back 90 days.
    /// </summary>
    public Task BeginAsync(OrderLook look, TimeSpan back, CancellationToken stopping) =>
        back <= TimeSpan.Zero
            ? Task.CompletedTask
            : imports.AskAsync(look.Shop, look.At - back, look.At, "first look", look.At, stopping);

    /// <summary>Goes on with the shop's import for a while, when there is one.</summary>
    public async Task ContinueAsync(OrderLook look, CancellationToken stopping)
    {
        var begun = clock.GetTimestamp();
        while (
            clock.GetElapsedTime(begun) < MostOfALook
            && await imports.FindAsync(look.Shop, stopping)
                is { State: OrderImportState.Running } import
        )
        {
            if (!await ReadWindowAsync(look, import, stopping))
            {
                return;
            }
        }
    }

    private async Task<bool> ReadWindowAsync(
        OrderLook look,
        OrderImport import,
        CancellationToken stopping
    )
    {
        var windowFrom = import.NextTo - OrderQuery.LongestWindow + TimeSpan.FromMilliseconds(1);
        var from = windowFrom > import.From ? windowFrom : import.From;
        var (found, added) = (0, 0);
        // By state: without one some shops saw no finished orders (field report).
        foreach (var state in OrderState.All)
        {
            var query = new OrderQuery(from, import.NextTo) { State = state };
            await foreach (var page in kaspi.ListAsync(look.Shop, query, stopping))
            {
                if (page.Failure is { } failure)
                {
                    await imports.NoteAsync(import, import.NextTo, found: 0, failure, stopping);
                    Log.Waits(logger, look.Shop, failure.ToString());
                    return false;
                }

                look.NoteUnread(page.Value!.Unread);
                var saved = await store.SaveAsync(
                    look.Shop,
                    page.Value.Orders,
                    look.Lease,
                    clock.GetUtcNow(),
                    stopping
                );
                (found, added) = (found + page.Value.Orders.Count, added + saved.New);
            }
        }

        await imports.NoteAsync(import, from, found, null, stopping);
        Log.Window(logger, look.Shop, from, import.NextTo, found, added);
        return true;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "History of {Shop}: orders of {From} to {To} read, {Found} found, {New} new."
        )]
        public static partial void Window(
            ILogger logger,
            string shop,
            DateTimeOffset from,
            DateTimeOffset to,
            int found,
            int @new
        );

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "The history of {Shop} waits for the next look. {Failure}"
        )]
        public static partial void Waits(ILogger logger, string shop, string failure);
    }
}
