using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Guard;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Guard;

/// <summary>Looks at a shop's cancellations and takes measures before Kaspi's line is reached; the next run publishes by them.</summary>
internal sealed partial class CancellationReview(
    CancellationQueries cancellations,
    MeasureStore measures,
    IOptionsMonitor<GuardOptions> options,
    TimeProvider clock,
    ILogger<CancellationReview> logger
)
{
    /// <summary>Looks once.</summary>
    public async Task ReviewAsync(string key, Lease lease, CancellationToken stopping)
    {
        var (now, current) = (clock.GetUtcNow(), options.CurrentValue);
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
