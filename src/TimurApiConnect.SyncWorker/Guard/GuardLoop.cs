using System.Data.Common;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Guard;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.Guard;

/// <summary>Looks at every shop's cancellations and takes measures before Kaspi's line is reached; the next run publishes by them.</summary>
internal sealed partial class GuardLoop(
    IOptionsMonitor<ShopsOptions> shops,
    CancellationQueries cancellations,
    MeasureStore measures,
    LeaseStore leases,
    IOptionsMonitor<GuardOptions> options,
    TimeProvider clock,
    ILogger<GuardLoop> logger
) : BackgroundService
{
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(20);
    private readonly string _holder = Guid.NewGuid().ToString("N");

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        try
        {
            while (true)
            {
                foreach (var shop in shops.CurrentValue.Shops.Keys)
                {
                    await ReviewAsync(shop, stoppingToken);
                }

                await Task.Delay(options.CurrentValue.ReviewEvery, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker shuts down.
        }
    }

    private async Task ReviewAsync(string shop, CancellationToken stopping)
    {
        try
        {
            if (
                await leases.TryTakeAsync($"guard:{shop}", _holder, LeaseFor, stopping)
                is not { } lease
            )
            {
                return;
            }

            await using var kept = new KeptLease(leases, lease, LeaseFor, clock);
            var (now, current) = (clock.GetUtcNow(), options.CurrentValue);
            var outlook = await cancellations.OutlookAsync(shop, now, stopping);
            var wanted = CancellationGuard.Decide(
                outlook,
                await cancellations.RiskyAsync(shop, now, stopping),
                current.Limits
            );
            var (taken, ended) = await measures.ApplyAsync(
                shop,
                wanted,
                current.RestAfterEnd,
                lease,
                stopping
            );
            if (taken + ended > 0)
            {
                Log.Changed(
                    logger,
                    shop,
                    taken,
                    ended,
                    outlook.Quarter.Cancelled,
                    outlook.Quarter.Orders
                );
            }
        }
        catch (Exception e) when (e is DbException or TimeoutException or LeaseLostException)
        {
            // The measures in force stay; the next look decides anew.
            Log.NotReviewed(logger, shop, e.Message);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "Cancellation guard of {Shop}: {Taken} measures taken, {Ended} ended; {Cancelled} of {Orders} orders of 90 days cancelled. GET /api/guard shows them."
        )]
        public static partial void Changed(
            ILogger logger,
            string shop,
            int taken,
            int ended,
            int cancelled,
            int orders
        );

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "The cancellations of {Shop} could not be looked at: {Reason} It is tried again."
        )]
        public static partial void NotReviewed(ILogger logger, string shop, string reason);
    }
}
