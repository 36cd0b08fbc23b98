using System.Collections.Concurrent;
using System.Data.Common;
using System.Diagnostics;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Schedules;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>Takes waiting runs, one a shop at a time over all workers, and sees each through to a stored end.</summary>
internal sealed partial class RunLoop(
    RunStore runs,
    ScheduleStore schedule,
    LeaseStore leases,
    INotifier notifier,
    ShopRun shopRun,
    RunLoopHealth health,
    IOptionsMonitor<ShopsOptions> shops,
    IOptionsMonitor<ScheduleOptions> options,
    ISecretMask mask,
    TimeProvider clock,
    ILogger<RunLoop> logger
) : BackgroundService
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromMilliseconds(500);
    private readonly string _worker =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("N")[..6]}";
    private readonly ConcurrentDictionary<string, Task> _atWork = new(
        StringComparer.OrdinalIgnoreCase
    );

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                health.Beat();
                await notifier.WaitAsync(Topics.Runs, LookAgain, stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                break;
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                Log.Waiting(logger, e);
                await Task.Delay(LookAgain, clock, stoppingToken)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }

        // Runs hear the same token; they are given the time to store how they ended.
        await Task.WhenAll(_atWork.Values);
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        foreach (var shop in await runs.WaitingShopsAsync(stopping))
        {
            if (
                _atWork.Count >= options.CurrentValue.ParallelRuns
                || _atWork.ContainsKey(shop)
                || shops.CurrentValue.Find(shop) is not { } settings
            )
            {
                continue;
            }

            if (
                await leases.TryTakeAsync(
                    $"shop:{shop}",
                    _worker,
                    options.CurrentValue.LeaseFor,
                    stopping
                )
                is not { } lease
            )
            {
                continue;
            }

            if (await runs.TryStartAsync(lease, shop, stopping) is not { } run)
            {
                await leases.ReleaseAsync(lease, stopping);
                continue;
            }

            // The entry stands before the run begins, so that its end can remove it.
            var begun = new TaskCompletionSource(
                TaskCreationOptions.RunContinuationsAsynchronously
            );
            _atWork[shop] = begun.Task;
            _ = WorkAsync(run, settings, lease, begun, stopping);
        }
    }

    private async Task WorkAsync(
        Run run,
        ShopOptions settings,
        Lease lease,
        TaskCompletionSource ended,
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
        var started = clock.GetTimestamp();
        try
        {
            await using var progress = new RunProgress(
                run,
                lease,
                runs,
                leases,
                notifier,
                clock,
                options.CurrentValue.LeaseFor,
                stopping
            );
            var (state, code, text) = await ResultAsync(progress, settings);
            // An exception's text may stand in it.
            var message = mask.Mask(text);
            await progress.FinishAsync(state, code, message);
            if (run.Kind == RunKind.Full && state is (RunState.Failed or RunState.Succeeded))
            {
                await schedule.SetAsync(
                    run.Shop,
                    RunKind.Full,
                    NextRun.AfterFull(
                        state == RunState.Failed,
                        clock.GetUtcNow(),
                        options.CurrentValue
                    ),
                    CancellationToken.None
                );
            }

            var took = clock.GetElapsedTime(started);
            WorkerTelemetry.Ended(run.Shop, run.Kind, state, took);
            activity?.SetTag("outcome", state.ToString());
            if (state is RunState.Failed or RunState.Abandoned)
            {
                activity?.SetStatus(ActivityStatusCode.Error, code);
            }

            Log.Ended(logger, run.Kind, run.Id, run.Shop, state, took.TotalSeconds, message);
        }
        catch (Exception e)
        {
            // Storing the end failed: the lease runs out, another worker closes the run and does it again.
            activity?.SetStatus(ActivityStatusCode.Error, "not-stored");
            Log.NotStored(logger, e, run.Id, run.Shop);
        }
        finally
        {
            // What the run before left behind is collected now (50 ns a good), so that the next run works in memory that is warm: fresh
            // pages from the kernel cost it a third of its time.
            GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
            _atWork.TryRemove(run.Shop, out _);
            ended.SetResult();
            await notifier.PublishAsync(Topics.Runs);
        }
    }

    private async Task<(RunState State, string? Code, string Message)> ResultAsync(
        RunProgress progress,
        ShopOptions settings
    )
    {
        try
        {
            return await shopRun.ExecuteAsync(progress, settings);
        }
        catch (Exception e) when (progress.LeaseLost || e is LeaseLostException)
        {
            return (
                RunState.Abandoned,
                "lease-lost",
                "The lease went to another worker; nothing was written after that."
            );
        }
        catch (OperationCanceledException) when (progress.Stopping.IsCancellationRequested)
        {
            return (
                RunState.Cancelled,
                "cancelled",
                progress.CancelRequested
                    ? "Stopped on request."
                    : "Stopped because the worker shuts down."
            );
        }
        catch (Storage.Rules.RulesUnusableException e)
        {
            return (RunState.Failed, "rules-unusable", e.Message);
        }
        catch (Exception e) when (e is DbException or TimeoutException)
        {
            Log.Failed(logger, e, progress.Run.Id);
            return (
                RunState.Failed,
                "database-unavailable",
                "The database did not answer. Nothing half-done was stored; the next run tries again."
            );
        }
        catch (Exception e)
        {
            Log.Failed(logger, e, progress.Run.Id);
            return (
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
            Level = LogLevel.Warning,
            Message = "The database does not answer; waiting runs wait for it."
        )]
        public static partial void Waiting(ILogger logger, Exception error);

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Error,
            Message = "The end of run {Run} of {Shop} could not be stored; it will be closed when its lease runs out."
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
