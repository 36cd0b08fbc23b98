using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Reads a shop's orders and stores what Kaspi shows, before anything else is done with it. Whoever owns the orders next goes on from what is
/// stored.
/// </summary>
internal sealed partial class OrderInbox(
    OrderPollStore polls,
    UnreadStore unread,
    LatestOrders latest,
    MissingLines missing,
    OpenOrders open,
    UnseenOrders unseen,
    FinishedOrders finished,
    OrderHistory history,
    OrderPolicy policy,
    Waybills waybills,
    OrderMerchants merchants,
    IOptionsMonitor<OrderOptions> options,
    TimeProvider clock,
    ILogger<OrderInbox> logger
)
{
    /// <summary>When the shop was read last, UTC; null when never.</summary>
    public async Task<DateTimeOffset?> ReadAtAsync(string shop, CancellationToken stopping) =>
        (await polls.FindAsync(shop, stopping))?.AskedAt;

    /// <summary>Reads a shop's orders once.</summary>
    public async Task ReadAsync(string key, Lease lease, CancellationToken stopping)
    {
        if (!await merchants.OwnsAsync(key, stopping))
        {
            return;
        }

        var look = new OrderLook(key, lease, clock.GetUtcNow());
        using var scope = logger.BeginScope(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["Shop"] = key }
        );
        using var span = WorkerTelemetry.StartWork("read orders", VendorName.Kaspi.Key, key);
        var last = await polls.FindAsync(key, stopping);
        await latest.ReadNewAsync(look, stopping);
        await GoOnAsync(look, () => missing.FindAsync(look, stopping));
        stopping.ThrowIfCancellationRequested();
        // Before all that may wait: who orders now does not wait for what was long ago.
        await DecideAsync(look, stopping);
        await GoOnAsync(look, () => latest.ReadFinishedAsync(look, stopping));
        await GoOnAsync(look, () => open.ContinueAsync(look, last, clock.GetTimestamp(), stopping));
        await GoOnAsync(look, () => unseen.ReadAsync(look, stopping));
        if (last is null)
        {
            await history.BeginAsync(
                look,
                TimeSpan.FromDays(options.CurrentValue.HistoryDays),
                stopping
            );
        }

        await NoteAsync(look, stopping);
        if (!look.HasEnded)
        {
            await waybills.FetchAsync(look, stopping);
            await ReadLongListsAsync(look, last, stopping);
        }

        if (look.Failure is { } failure)
        {
            Log.NotRead(logger, failure.ToString());
        }

        if (look.Saved is { New: > 0 } or { Changed: > 0 })
        {
            Log.Read(logger, look.Saved.New, look.Saved.Changed);
        }
    }

    /// <summary>The next part of the look, unless a failure has ended it.</summary>
    private static async Task GoOnAsync(OrderLook look, Func<Task<Failure?>> readAsync)
    {
        if (!look.HasEnded && await readAsync() is { } failure)
        {
            look.Fail(failure);
        }
    }

    private async Task ReadLongListsAsync(
        OrderLook look,
        OrderPoll? last,
        CancellationToken stopping
    )
    {
        var before = (look.Unread, look.Failure);
        var begun = clock.GetTimestamp();
        await GoOnAsync(look, () => finished.ContinueAsync(look, last, begun, stopping));
        if (!look.HasEnded)
        {
            await history.ContinueAsync(look, begun, stopping);
        }

        if ((look.Unread, look.Failure) != before)
        {
            await NoteAsync(look, stopping);
        }
    }

    private async Task NoteAsync(OrderLook look, CancellationToken stopping)
    {
        stopping.ThrowIfCancellationRequested();
        look.NoteUnread(await unread.NotesAsync(look.Shop, stopping));
        await polls.NoteAsync(look.Shop, look.At, look.Failure, look.Unread, stopping);
    }

    /// <summary>What is stored is decided, also when a part could not be read.</summary>
    private async Task DecideAsync(OrderLook look, CancellationToken stopping)
    {
        try
        {
            await policy.DecideAsync(look.Shop, look.Lease, stopping);
        }
        catch (RulesUnusableException e)
        {
            Log.NotDecided(logger, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "Orders read: {New} new, {Changed} changed."
        )]
        public static partial void Read(ILogger logger, int @new, int changed);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "Orders could not be read. {Failure}"
        )]
        public static partial void NotRead(ILogger logger, string failure);

        [LoggerMessage(
            EventId = 5,
            Level = LogLevel.Warning,
            Message = "New orders were not decided. {Reason}"
        )]
        public static partial void NotDecided(ILogger logger, string reason);
    }
}
