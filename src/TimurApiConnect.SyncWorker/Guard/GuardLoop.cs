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
) : LeasedLooks("guard", TimeSpan.FromSeconds(20), leases, clock, logger)
{
    protected override IEnumerable<string> Keys => shops.CurrentValue.Shops.Keys;

    protected override Task PauseAsync(CancellationToken stopping) =>
        Task.Delay(options.CurrentValue.ReviewEvery, Clock, stopping);

    protected override Task<bool> IsDueAsync(string key, CancellationToken stopping) =>
        Task.FromResult(true);

    protected override async Task LookAsync(string key, Lease lease, CancellationToken stopping)
    {
        var (now, current) = (Clock.GetUtcNow(), options.CurrentValue);
        var outlook = await cancellations.OutlookAsync(key, now, stopping);
        var wanted = CancellationGuard.Decide(
            outlook,
            await cancellations.RiskyAsync(key, now, stopping),
            current.Limits
        );
        var (taken, ended) = await measures.ApplyAsync(
            key,
            wanted,
            current.RestAfterEnd,
            lease,
            stopping
        );
        if (taken + ended > 0)
        {
            Log.Changed(
                logger,
                key,
                taken,
                ended,
                outlook.Quarter.Cancelled,
                outlook.Quarter.Orders
            );
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
    }
}
