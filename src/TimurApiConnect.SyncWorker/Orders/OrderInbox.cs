using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Kaspi.Orders;
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
    LeaseStore leases,
    IOptionsMonitor<OrderOptions> options,
    TimeProvider clock,
    ILogger<OrderInbox> logger
) : BackgroundService
{
    private const int MostReadAgain = 50;
    private static readonly TimeSpan LatestArchive = TimeSpan.FromHours(3);
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(20);
    private readonly string _holder = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, Task> _underWay = new(
        StringComparer.OrdinalIgnoreCase
    );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // SQLite works on the caller's thread: the host must not wait for it.
        await Task.Yield();
        using var timer = new PeriodicTimer(LookAgain, clock);
        try
        {
            do
            {
                // A shop whose Kaspi hangs must not keep the others' orders waiting.
                foreach (var shop in shops.CurrentValue.Shops)
                {
                    if (!_underWay.TryGetValue(shop, out var look) || look.IsCompleted)
                    {
                        _underWay[shop] = LookAsync(shop, stoppingToken);
                    }
                }
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker shuts down.
        }

        await Task.WhenAll(_underWay.Values);
    }

    private async Task LookAsync(string shop, CancellationToken stopping)
    {
        try
        {
            var now = clock.GetUtcNow();
            var last = await polls.FindAsync(shop, stopping);
            if (
                now - last?.AskedAt < options.CurrentValue.PollEvery
                || await leases.TryTakeAsync($"orders:{shop}", _holder, LeaseFor, stopping)
                    is not { } lease
            )
            {
                return;
            }

            await using var kept = new KeptLease(leases, lease, LeaseFor, clock);
            await ReadAsync(shop, last, lease, now, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The worker shuts down.
        }
        catch (Exception e) when (e is DbException or TimeoutException or LeaseLostException)
        {
            // What was stored stays; the next look asks for everything again.
            Log.NotStored(logger, shop, e.Message);
        }
        catch (Exception e)
        {
            // A defect of ours: it is said, and the next look tries again.
            Log.Defect(logger, e, shop);
        }
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
        // A little ahead: Kaspi's clock may be.
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
    ) => look.Add(await store.SaveAsync(look.Shop, orders, look.Lease, look.At, stopping));

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
            EventId = 3,
            Level = LogLevel.Warning,
            Message = "Orders of {Shop} could not be stored: {Reason} They are asked for again."
        )]
        public static partial void NotStored(ILogger logger, string shop, string reason);

        [LoggerMessage(
            EventId = 5,
            Level = LogLevel.Warning,
            Message = "New orders were not decided. {Reason}"
        )]
        public static partial void NotDecided(ILogger logger, string reason);

        [LoggerMessage(
            EventId = 4,
            Level = LogLevel.Error,
            Message = "Reading the orders of {Shop} failed."
        )]
        public static partial void Defect(ILogger logger, Exception error, string shop);
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
