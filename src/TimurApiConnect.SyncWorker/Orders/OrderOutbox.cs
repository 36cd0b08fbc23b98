using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Options;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Storage.Hints;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Tells Kaspi what the outbox holds. Of several workers one has a shop's outbox; whoever takes over a command that was sent reads the order before
/// anything else. Different orders go side by side, the commands of one order one after the other.
/// </summary>
internal sealed partial class OrderOutbox(
    CommandWork work,
    CommandStore store,
    CommandQueries queries,
    IOptionsMonitor<KaspiOptions> shops,
    LeaseStore leases,
    IHints hints,
    TimeProvider clock,
    ILogger<OrderOutbox> logger
) : BackgroundService
{
    // As many as Kaspi takes at once.
    private const int AtOnce = 4;
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(10);
    private readonly string _holder = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, Task> _underWay = new(
        StringComparer.OrdinalIgnoreCase
    );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // SQLite works on the caller's thread: the host must not wait for it.
        await Task.Yield();
        try
        {
            while (true)
            {
                foreach (var shop in shops.CurrentValue.Shops)
                {
                    if (!_underWay.TryGetValue(shop, out var look) || look.IsCompleted)
                    {
                        _underWay[shop] = LookAsync(shop, stoppingToken);
                    }
                }

                await hints.WaitAsync(HintTopics.Commands, LookAgain, stoppingToken);
            }
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
            var oldest = await queries.OldestOpenAsync(shop, stopping);
            WorkerTelemetry.OldestCommand(
                shop,
                oldest is { } since ? clock.GetUtcNow() - since : TimeSpan.Zero
            );
            if (
                oldest is null
                || (await store.DueAsync(shop, stopping)).Count == 0
                || await leases.TryTakeAsync($"outbox:{shop}", _holder, LeaseFor, stopping)
                    is not { } lease
            )
            {
                return;
            }

            await using var kept = new KeptLease(leases, lease, LeaseFor, clock);
            await WorkAsync(shop, lease, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The worker shuts down; what was sent is read back by whoever comes next.
        }
        catch (Exception e) when (e is DbException or TimeoutException or LeaseLostException)
        {
            Log.NotStored(logger, shop, e.Message);
        }
        catch (Exception e)
        {
            // A defect of ours: it is said, and the next look tries again.
            Log.Defect(logger, e, shop);
        }
    }

    /// <summary>Works until nothing is due. One order that Kaspi does not answer for must not keep the others waiting.</summary>
    private async Task WorkAsync(string shop, Lease lease, CancellationToken stopping)
    {
        var busy = new Dictionary<string, Task>(StringComparer.Ordinal);
        try
        {
            while (true)
            {
                // Read under the lease: another worker may have settled some meanwhile.
                var due = await store.DueAsync(shop, stopping);
                foreach (
                    var command in due.Where(c => !busy.ContainsKey(c.Code))
                        .Take(AtOnce - busy.Count)
                        .ToList()
                )
                {
                    busy[command.Code] = DoAsync(command, lease, stopping);
                }

                if (busy.Count == 0)
                {
                    return;
                }

                await Task.WhenAny([
                    .. busy.Values,
                    hints.WaitAsync(HintTopics.Commands, LookAgain, stopping),
                ]);
                foreach (var (code, done) in busy.Where(b => b.Value.IsCompleted).ToList())
                {
                    busy.Remove(code);
                    await done;
                }
            }
        }
        finally
        {
            await Task.WhenAll(busy.Values).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    /// <summary>One command that cannot be got on with must not keep the others.</summary>
    private async Task DoAsync(StoredCommand command, Lease lease, CancellationToken stopping)
    {
        try
        {
            await work.DoAsync(command, lease, stopping);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            Log.NotStored(logger, command.Shop, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The outbox of {Shop} could not be worked on: {Reason} What was sent is read back at the next look."
        )]
        public static partial void NotStored(ILogger logger, string shop, string reason);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Error,
            Message = "Working on the outbox of {Shop} failed."
        )]
        public static partial void Defect(ILogger logger, Exception error, string shop);
    }
}
