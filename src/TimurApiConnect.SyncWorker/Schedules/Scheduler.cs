using System.Data.Common;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.SyncWorker.Schedules;

/// <summary>
/// Asks for runs when they are due. Every worker does this; moving the date in the database decides which one asks. It also closes runs
/// of dead workers and asks for them again.
/// </summary>
internal sealed partial class Scheduler(
    ScheduleStore schedule,
    RunStore runs,
    INotifier notifier,
    IOptionsMonitor<ShopsOptions> shops,
    IOptionsMonitor<ScheduleOptions> options,
    TimeProvider clock,
    ILogger<Scheduler> logger
) : BackgroundService
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(250);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Step, clock);
        do
        {
            try
            {
                await TickAsync(stoppingToken);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                // The database is locked or restarting: the ticks wait for it, none is lost.
                Log.Waiting(logger, e);
            }
        } while (await timer.WaitForNextTickAsync(stoppingToken));
    }

    /// <summary>Looks once at all shops.</summary>
    internal async Task TickAsync(CancellationToken stopping)
    {
        var reaped = await runs.ReapAsync(stopping);
        if (reaped > 0)
        {
            Log.Reaped(logger, reaped);
            await notifier.PublishAsync(Topics.Runs);
        }

        foreach (var shop in shops.CurrentValue.Shops.Keys)
        {
            await TickAsync(shop, RunKind.Full, stopping);
            await TickAsync(shop, RunKind.Fast, stopping);
        }
    }

    private async Task TickAsync(string shop, RunKind kind, CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var due = await schedule.NextAsync(shop, kind, stopping);
        if (due is not { } seen)
        {
            // A shop seen for the first time: the full run at once, the fast ones from then on.
            await schedule.MoveAsync(
                shop,
                kind,
                null,
                kind == RunKind.Full ? now : now + options.CurrentValue.FastEvery,
                stopping
            );
            return;
        }

        var next = NextRun.After(kind, seen, now, options.CurrentValue);
        if (seen > now)
        {
            // The cadence was made shorter since: do not wait for the old date.
            if (kind == RunKind.Fast && seen > now + options.CurrentValue.FastEvery)
            {
                await schedule.MoveAsync(
                    shop,
                    kind,
                    seen,
                    now + options.CurrentValue.FastEvery,
                    stopping
                );
            }

            return;
        }

        // A full run at work refreshes the stock itself when a fast tick is due.
        if (
            await schedule.MoveAsync(shop, kind, seen, next, stopping)
            && !(kind == RunKind.Fast && await runs.IsRunningAsync(shop, RunKind.Full, stopping))
        )
        {
            await runs.EnqueueAsync(shop, kind, "schedule", false, seen, stopping);
            await notifier.PublishAsync(Topics.Runs);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The database does not answer; due runs wait for it."
        )]
        public static partial void Waiting(ILogger logger, Exception error);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "{Count} runs of workers that died were closed and asked for again."
        )]
        public static partial void Reaped(ILogger logger, int count);
    }
}
