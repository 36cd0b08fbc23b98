using System.Data.Common;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;

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
    LeaseStore leases,
    IOptionsMonitor<OrderOptions> options,
    TimeProvider clock,
    ILogger<OrderInbox> logger
) : BackgroundService
{
    private const int MostReadAgain = 50;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(5);
    private readonly string _holder = $"{Environment.MachineName}/{Environment.ProcessId}";

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // SQLite works on the caller's thread: the host must not wait for it.
        await Task.Yield();
        using var timer = new PeriodicTimer(LookAgain, clock);
        try
        {
            do
            {
                // Side by side: a shop whose Kaspi hangs must not keep the others' orders waiting.
                await Task.WhenAll(
                    shops.CurrentValue.Shops.Select(shop => LookAsync(shop, stoppingToken))
                );
            } while (await timer.WaitForNextTickAsync(stoppingToken));
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker shuts down.
        }
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

            using var reading = CancellationTokenSource.CreateLinkedTokenSource(stopping);
            var keeping = KeepAsync(lease, reading);
            try
            {
                await ReadAsync(shop, last, lease, now, reading.Token);
            }
            finally
            {
                await reading.CancelAsync();
                await keeping;
                await leases.ReleaseAsync(lease, CancellationToken.None);
            }
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            Log.NotStored(logger, shop, "another worker reads them now.");
        }
        catch (Exception e) when (e is DbException or TimeoutException or LeaseLostException)
        {
            // What was stored stays; the next look asks for everything again.
            Log.NotStored(logger, shop, e.Message);
        }
    }

    /// <summary>Keeps the lease while the look lasts, and ends the look when the lease is no longer ours.</summary>
    private async Task KeepAsync(Lease lease, CancellationTokenSource reading)
    {
        try
        {
            using var timer = new PeriodicTimer(KeepEvery, clock);
            while (await timer.WaitForNextTickAsync(reading.Token))
            {
                if (!await leases.ExtendAsync(lease, LeaseFor, reading.Token))
                {
                    await reading.CancelAsync();
                }
            }
        }
        catch (OperationCanceledException) when (reading.IsCancellationRequested)
        {
            // The look is over.
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            // Without the database nothing can be stored either: the look ends by itself, and every write checks the lease.
            Log.NotStored(logger, lease.Name, e.Message);
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
        // Finished orders are found one by one when they leave the other lists; this finds what was never seen open, and returns.
        var withArchive = !(now - last?.ArchiveAt < options.CurrentValue.ArchiveEvery);
        var look = new OrderLook(shop, lease, now);
        foreach (var state in OrderState.All.Where(s => withArchive || s != OrderState.Archive))
        {
            await ReadAsync(look, state, stopping);
            if (look.Failure is not null)
            {
                break;
            }
        }

        if (look.Failure is null)
        {
            await ReadAgainAsync(look, stopping);
        }

        stopping.ThrowIfCancellationRequested();
        await polls.NoteAsync(shop, now, withArchive, look.Failure, look.Unread, stopping);
        if (look.Failure is { } failure)
        {
            Log.NotRead(logger, failure.ToString());
        }
        else if (look.Saved is { New: > 0 } or { Changed: > 0 })
        {
            Log.Read(logger, look.Saved.New, look.Saved.Changed);
        }
    }

    private async Task ReadAsync(OrderLook look, OrderState state, CancellationToken stopping)
    {
        // A little ahead: Kaspi's clock may be.
        var query = new OrderQuery(
            look.At - OrderQuery.LongestWindow + TimeSpan.FromHours(1),
            look.At + TimeSpan.FromMinutes(30)
        )
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

    /// <summary>Open orders that no list showed: finished since, or older than the lists reach.</summary>
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
