using System.Collections.Concurrent;
using System.Data.Common;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Hints;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.Storage.SupplierOrders;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Orders at the suppliers what the shops have sold. Of several workers one orders for an account, since its basket is one; whoever takes over
/// goes on from what is stored.
/// </summary>
internal sealed partial class Purchasing(
    SupplierOrderStore store,
    SupplierOrderQueries queries,
    Proposing proposing,
    Terms terms,
    Placing placing,
    LostAnswers lost,
    Following following,
    LeaseStore leases,
    IHints hints,
    IOptionsMonitor<ShopsOptions> shops,
    IOptionsMonitor<SupplierOrderOptions> options,
    TimeProvider clock,
    ILogger<Purchasing> logger
) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(20);
    private static readonly SupplierOrderState[] Open =
    [
        SupplierOrderState.Proposed,
        SupplierOrderState.Approved,
        SupplierOrderState.Placing,
        SupplierOrderState.Placed,
    ];

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
            while (!stoppingToken.IsCancellationRequested)
            {
                // An account that hangs must not keep the others waiting.
                foreach (var account in shops.CurrentValue.BySupplier())
                {
                    if (!_underWay.TryGetValue(account.Key, out var look) || look.IsCompleted)
                    {
                        _underWay[account.Key] = LookAsync(
                            account.Key,
                            [.. account],
                            stoppingToken
                        );
                    }
                }

                await hints.WaitAsync(HintTopics.SupplierOrders, LookAgain, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker shuts down.
        }

        await Task.WhenAll(_underWay.Values);
    }

    private async Task LookAsync(
        string account,
        IReadOnlyCollection<string> served,
        CancellationToken stopping
    )
    {
        try
        {
            var settings = options.CurrentValue;
            // With ordering off what was begun is still brought to its end.
            if (
                settings.Mode == OrderingMode.Off && (await OpenAsync(account, stopping)).Count == 0
                || await leases.TryTakeAsync($"purchase:{account}", _holder, LeaseFor, stopping)
                    is not { } lease
            )
            {
                return;
            }

            await using var kept = new KeptLease(leases, lease, LeaseFor, clock);
            await WorkAsync(new(account, served, settings, lease, store, clock), stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The worker shuts down; what was being sent is looked for after the next start.
        }
        catch (Exception e) when (e is DbException or TimeoutException or LeaseLostException)
        {
            Log.NotStored(logger, account, e.Message);
        }
        catch (Exception e)
        {
            // A defect of ours: it is said, and the next look tries again.
            Log.Defect(logger, e, account);
        }
    }

    private async Task WorkAsync(Round round, CancellationToken stopping)
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["Account"] = round.Account }
        );
        await proposing.WithdrawAsync(round, await OpenAsync(round.Account, stopping), stopping);
        await proposing.ProposeAsync(round, stopping);
        await terms.KeepAsync(round, stopping);
        var open = await OpenAsync(round.Account, stopping);
        var due = open.Where(o => o.NextAt <= round.Now).ToList();
        foreach (
            var order in due.Where(o =>
                o is { State: SupplierOrderState.Placed, CancelBy: not null }
            )
        )
        {
            await following.CancelAsync(round, order, stopping);
        }

        // Until it is known what became of one, its lines may lie in the basket: no other is begun.
        if (open.FirstOrDefault(o => o.State == SupplierOrderState.Placing) is { } sent)
        {
            if (sent.NextAt <= round.Now)
            {
                using var span = WorkerTelemetry.StartWork(
                    "look for supplier order",
                    VendorName.AlStyle.Key,
                    round.Account
                );
                await lost.FindAsync(round, sent, stopping);
            }
        }
        else if (due.FirstOrDefault(o => o.State == SupplierOrderState.Approved) is { } approved)
        {
            using var span = WorkerTelemetry.StartWork(
                "place supplier order",
                VendorName.AlStyle.Key,
                round.Account
            );
            await placing.PlaceAsync(round, approved, stopping);
        }

        await following.KeepAsync(
            round,
            [.. open.Where(o => o is { State: SupplierOrderState.Placed, CancelBy: null })],
            stopping
        );
    }

    /// <summary>The oldest first.</summary>
    private async Task<IReadOnlyList<StoredSupplierOrder>> OpenAsync(
        string account,
        CancellationToken stopping
    ) =>
        [
            .. (
                await queries.FindAsync(new SupplierOrderFilter(account, Open), stopping)
            ).Orders.Reverse(),
        ];

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "Supplier orders of {Account} could not be stored: {Reason} They are looked at again."
        )]
        public static partial void NotStored(ILogger logger, string account, string reason);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Error,
            Message = "Ordering for {Account} failed."
        )]
        public static partial void Defect(ILogger logger, Exception error, string account);
    }
}
