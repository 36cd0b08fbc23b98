using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Reads a shop's older orders, the newest first, window by window between the looks at new ones. What was read is noted after each window, so that
/// a worker that is killed costs one window at most.
/// </summary>
internal sealed partial class OrderHistory(
    OrderWindows windows,
    OrderImportStore imports,
    ILogger<OrderHistory> logger
)
{
    /// <summary>
    /// The first time that a shop's orders are read, its last months are read too: the share of cancellations looks back 90 days.
    /// </summary>
    public Task BeginAsync(OrderLook look, TimeSpan back, CancellationToken stopping) =>
        back <= TimeSpan.Zero
            ? Task.CompletedTask
            : imports.AskAsync(look.Shop, look.At - back, look.At, "first look", look.At, stopping);

    /// <summary>Goes on with the shop's import for a while, when there is one.</summary>
    public async Task ContinueAsync(OrderLook look, long begun, CancellationToken stopping)
    {
        if (
            await imports.FindAsync(look.Shop, stopping)
            is not { State: OrderImportState.Running } import
        )
        {
            return;
        }

        var failure = await windows.ReadBackAsync(
            look,
            new(OrderState.All, import.From, import.NextTo) { IsFinal = true },
            begun,
            async window =>
            {
                await imports.NoteAsync(import, window.From, window.Found, null, stopping);
                Log.Window(logger, look.Shop, window.From, window.To, window.Found, window.New);
                // A person may have stopped it, or asked for another.
                if (
                    await imports.FindAsync(look.Shop, stopping)
                        is not { State: OrderImportState.Running } now
                    || now.AskedAt != import.AskedAt
                )
                {
                    return false;
                }

                import = now;
                return true;
            },
            stopping
        );
        if (failure is not null)
        {
            await imports.NoteAsync(import, import.NextTo, found: 0, failure, stopping);
            Log.Waits(logger, look.Shop, failure.ToString());
        }
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
