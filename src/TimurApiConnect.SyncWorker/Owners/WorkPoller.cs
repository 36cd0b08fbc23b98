using System.Data.Common;
using Microsoft.Extensions.Options;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Owners;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>
/// Finds out what people have asked for: when a notification comes, and every second without one. One question for all shops; the owner that has
/// something to do is woken.
/// </summary>
internal sealed partial class WorkPoller(
    WorkStore work,
    Signals signals,
    INotifier notifier,
    IOptionsMonitor<ShopsOptions> shops,
    TimeProvider clock,
    ILogger<WorkPoller> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await Task.Yield();
        await Task.WhenAll(
            PollAsync(Topics.Runs, WakeForRunsAsync, stoppingToken),
            PollAsync(Topics.Commands, WakeForCommandsAsync, stoppingToken)
        );
    }

    private async Task PollAsync(
        string topic,
        Func<CancellationToken, Task> wakeAsync,
        CancellationToken stopping
    )
    {
        var troubled = false;
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await wakeAsync(stopping);
                troubled = false;
                await notifier.WaitAsync(topic, Every, stopping);
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                if (!troubled)
                {
                    Log.Waiting(logger, e.Message);
                }

                troubled = true;
                await Task.Delay(Every, clock, stopping)
                    .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            }
        }
    }

    private async Task WakeForRunsAsync(CancellationToken stopping)
    {
        foreach (var shop in await work.ShopsWithRunsAsync(stopping))
        {
            signals.Of(OwnerKind.Shop, shop).Set();
        }
    }

    private async Task WakeForCommandsAsync(CancellationToken stopping)
    {
        var now = clock.GetUtcNow();
        var open = (await work.OpenCommandsAsync(stopping)).ToDictionary(
            o => o.Shop,
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var shop in shops.CurrentValue.Shops.Keys)
        {
            var commands = open.GetValueOrDefault(shop);
            WorkerTelemetry.OldestCommand(
                shop,
                commands is null ? TimeSpan.Zero : now - commands.OldestAt
            );
            if (commands?.DueAt <= now)
            {
                signals.Of(OwnerKind.ShopOrders, shop).Set();
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The database does not answer; what people ask for waits for it: {Reason}"
        )]
        public static partial void Waiting(ILogger logger, string reason);
    }
}
