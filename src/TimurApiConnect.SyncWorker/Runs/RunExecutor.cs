using System.Data.Common;
using System.Diagnostics;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Suppliers;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>Sees a run through to a stored end, whatever happens.</summary>
internal sealed partial class RunExecutor(
    RunStore runs,
    ShopRun shopRun,
    WarmMemory memory,
    INotifier notifier,
    ISecretMask mask,
    IHostApplicationLifetime lifetime,
    TimeProvider clock,
    ILogger<RunExecutor> logger
)
{
    /// <summary>Does it.</summary>
    /// <returns>How it ended; null when its end is not stored, so that the shop's next owner closes it and does it again.</returns>
    public async Task<RunEnd?> ExecuteAsync(
        Run run,
        Lease lease,
        ShopOptions settings,
        AccountCatalogue account,
        CancellationToken stopping
    )
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object>(StringComparer.Ordinal)
            {
                ["shop"] = run.Shop,
                ["run"] = run.Id,
            }
        );
        using var activity = WorkerTelemetry.StartRun(run);
        using var working = memory.Working();
        var started = clock.GetTimestamp();
        try
        {
            await using var progress = new RunProgress(run, lease, runs, notifier, clock, stopping);
            var end = await EndAsync(progress, settings, account);
            if (end.State == RunState.Abandoned || IsMoved(progress, end, stopping))
            {
                // Not stored as ended: whoever owns the shop now closes it and does it again. That is this owner still when only its account got
                // another.
                Log.Moved(logger, run.Id, run.Shop);
                return null;
            }

            // An exception's text may stand in it.
            end = end with
            {
                Message = mask.Mask(end.Message),
            };
            await progress.FinishAsync(end.State, end.Code, end.Message);
            Note(run, end, clock.GetElapsedTime(started), activity);
            return end;
        }
        catch (Exception e)
        {
            activity?.SetStatus(ActivityStatusCode.Error, "not-stored");
            Log.NotStored(logger, e, run.Id, run.Shop);
            return null;
        }
    }

    /// <summary>The shop goes to another worker while this one goes on: that one takes the run up again.</summary>
    private bool IsMoved(RunProgress progress, RunEnd end, CancellationToken stopping) =>
        end.State == RunState.Cancelled
        && !progress.CancelRequested
        && stopping.IsCancellationRequested
        && !lifetime.ApplicationStopping.IsCancellationRequested;

    private void Note(Run run, RunEnd end, TimeSpan took, Activity? activity)
    {
        WorkerTelemetry.Ended(run.Shop, run.Kind, end.State, took);
        activity?.SetTag("outcome", end.State.ToString());
        if (end.State is RunState.Failed or RunState.Abandoned)
        {
            activity?.SetStatus(ActivityStatusCode.Error, end.Code);
        }

        Log.Ended(logger, run.Kind, run.Id, run.Shop, end.State, took.TotalSeconds, end.Message);
    }

    private async Task<RunEnd> EndAsync(
        RunProgress progress,
        ShopOptions settings,
        AccountCatalogue account
    )
    {
        try
        {
            return await shopRun.ExecuteAsync(progress, settings, account);
        }
        catch (Exception e) when (progress.LeaseLost || e is LeaseLostException)
        {
            return new(
                RunState.Abandoned,
                "lease-lost",
                "The shop went to another worker; nothing was written after that."
            );
        }
        catch (OperationCanceledException) when (progress.Stopping.IsCancellationRequested)
        {
            return new(
                RunState.Cancelled,
                "cancelled",
                progress.CancelRequested
                    ? "Stopped on request."
                    : "Stopped because the worker shuts down."
            );
        }
        catch (RulesUnusableException e)
        {
            return new(RunState.Failed, "rules-unusable", e.Message);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            Log.Failed(logger, e, progress.Run.Id);
            return new(
                RunState.Failed,
                "database-unavailable",
                "The database did not answer. Nothing half-done was stored; the next run tries again."
            );
        }
        catch (Exception e)
        {
            Log.Failed(logger, e, progress.Run.Id);
            return new(
                RunState.Failed,
                "internal-error",
                $"A defect in the worker ({e.GetType().Name}); its log has the details. The published list stays."
            );
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "{Kind} run {Run} of {Shop}: {State} in {Seconds:0.00} s. {Text}"
        )]
        public static partial void Ended(
            ILogger logger,
            RunKind kind,
            long run,
            string shop,
            RunState state,
            double seconds,
            string text
        );

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Information,
            Message = "Run {Run} of {Shop} is left to the next owner of the shop."
        )]
        public static partial void Moved(ILogger logger, long run, string shop);

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Error,
            Message = "The end of run {Run} of {Shop} could not be stored; the shop's next owner closes it and does it again."
        )]
        public static partial void NotStored(
            ILogger logger,
            Exception error,
            long run,
            string shop
        );

        [LoggerMessage(EventId = 4, Level = LogLevel.Error, Message = "Run {Run} failed.")]
        public static partial void Failed(ILogger logger, Exception error, long run);
    }
}
