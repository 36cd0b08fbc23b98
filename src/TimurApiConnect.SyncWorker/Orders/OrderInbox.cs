using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Hints;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Reads every shop's orders on a cadence and stores what Kaspi shows, before anything else is done with it. Of several workers one reads a
/// shop; whoever takes over goes on from what is stored.
/// </summary>
internal sealed partial class OrderInbox(
    KaspiOrders kaspi,
    IOptionsMonitor<KaspiOptions> shops,
    OrderStore store,
    OrderPollStore polls,
    OrderHistory history,
    UnnamedLines unnamed,
    OrderPolicy policy,
    Waybills waybills,
    IHints hints,
    LeaseStore leases,
    IOptionsMonitor<OrderOptions> options,
    TimeProvider clock,
    ILogger<OrderInbox> logger
) : LeasedLooks("orders", TimeSpan.FromSeconds(20), leases, clock, logger)
{
    private const int MostReadAgain = 50;
    private static readonly TimeSpan LatestArchive = TimeSpan.FromHours(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);

    protected override IEnumerable<string> Keys => shops.CurrentValue.Shops;

    protected override Task PauseAsync(CancellationToken stopping) =>
        Task.Delay(LookAgain, Clock, stopping);

    protected override async Task<bool> IsDueAsync(string key, CancellationToken stopping) =>
        !(
            Clock.GetUtcNow() - (await polls.FindAsync(key, stopping))?.AskedAt
            < options.CurrentValue.PollEvery
        );

    protected override async Task LookAsync(string key, Lease lease, CancellationToken stopping)
    {
        // Before anything is asked: what another look stores meanwhile is newer.
        var now = Clock.GetUtcNow();
        await ReadAsync(key, await polls.FindAsync(key, stopping), lease, now, stopping);
    }

    private async Task ReadAsync(
        string shop,
        OrderPoll? last,
        Lease lease,
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["Shop"] = shop }
        );
        using var span = WorkerTelemetry.StartWork("read orders", VendorName.Kaspi.Key, shop);
        // Finished orders are found one by one when they leave the other lists; this finds what was never seen open, and returns. What was placed
        // and cancelled between two looks is among the latest.
        var withArchive = !(now - last?.ArchiveAt < options.CurrentValue.ArchiveEvery);
        var look = new OrderLook(shop, lease, now);
        foreach (var state in OrderState.All)
        {
            await ReadAsync(
                look,
                state,
                withArchive || state != OrderState.Archive
                    ? OrderQuery.LongestWindow - TimeSpan.FromHours(1)
                    : LatestArchive,
                stopping
            );
            if (look.Failure is not null)
            {
                break;
            }
        }

        if (look.Failure is null)
        {
            await ReadAgainAsync(look, stopping);
            look.Failure ??= await unnamed.FindAsync(look, stopping);
        }

        if (last is null)
        {
            await history.BeginAsync(
                look,
                TimeSpan.FromDays(options.CurrentValue.HistoryDays),
                stopping
            );
        }

        stopping.ThrowIfCancellationRequested();
        await polls.NoteAsync(shop, now, withArchive, look.Failure, look.Unread, stopping);
        if (look.Failure is { } failure)
        {
            Log.NotRead(logger, failure.ToString());
        }

        if (look.Saved is { New: > 0 } or { Changed: > 0 })
        {
            Log.Read(logger, look.Saved.New, look.Saved.Changed);
        }

        await DecideAsync(look, stopping);
        if (look.Failure is null)
        {
            await waybills.FetchAsync(look, stopping);
            // Last: whoever has ordered now does not wait for what was long ago.
            await history.ContinueAsync(look, stopping);
        }
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

    private async Task ReadAsync(
        OrderLook look,
        OrderState state,
        TimeSpan back,
        CancellationToken stopping
    )
    {
        // A little ahead: Kaspi's Clock may be.
        var query = new OrderQuery(look.At - back, look.At + TimeSpan.FromMinutes(30))
        {
            State = state,
        };
        await foreach (var page in kaspi.ListAsync(look.Shop, query, stopping))
        {
            if (page.Failure is { } failure)
            {
                look.Failure = failure;
                return;
            }

            look.NoteUnread(page.Value!.Unread);
            await SaveAsync(look, page.Value.Orders, stopping);
        }
    }

    /// <summary>
    /// Open orders that no list showed: finished since, or older than the lists reach. And once a day those that were completed and are older than the
    /// lists: a buyer has 14 days from receipt to return what was bought.
    /// </summary>
    private async Task ReadAgainAsync(OrderLook look, CancellationToken stopping)
    {
        foreach (var code in await store.UnseenAsync(look.Shop, look.At, MostReadAgain, stopping))
        {
            var found = await kaspi.ByCodeAsync(look.Shop, code, stopping);
            if (found.Failure is { } failure)
            {
                look.Failure = failure;
                return;
            }

            if (found.Value!.Value is { } order)
            {
                await SaveAsync(look, [order], stopping);
            }
            else
            {
                look.NoteUnread([$"order {code}: Kaspi does not know it any more"]);
            }
        }
    }

    private async Task SaveAsync(
        OrderLook look,
        IReadOnlyList<Order> orders,
        CancellationToken stopping
    )
    {
        var saved = await store.SaveAsync(look.Shop, orders, look.Lease, look.At, stopping);
        look.Add(saved);
        if (saved is { New: > 0 } or { Changed: > 0 })
        {
            await hints.TellAsync(HintTopics.Orders);
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

/// <summary>One look at a shop's orders, and what came of it.</summary>
internal sealed class OrderLook(string shop, Lease lease, DateTimeOffset at)
{
    private const int MostUnread = 10;
    private readonly List<string> _unread = [];

    public string Shop => shop;

    public Lease Lease => lease;

    public DateTimeOffset At => at;

    public Failure? Failure { get; set; }

    public SavedOrders Saved { get; private set; }

    /// <summary>What could not be read, in a sentence; null when there is nothing.</summary>
    public string? Unread =>
        _unread.Count == 0 ? null
        : _unread.Count <= MostUnread ? string.Join("; ", _unread)
        : $"{string.Join("; ", _unread.Take(MostUnread))}; and {_unread.Count - MostUnread} more";

    public void NoteUnread(IEnumerable<string> rows) => _unread.AddRange(rows);

    public void Add(SavedOrders saved) =>
        Saved = new(Saved.New + saved.New, Saved.Changed + saved.Changed);
}
