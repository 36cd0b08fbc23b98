using System.Data.Common;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Gateway.PriceLists;
using TimurApiConnect.Gateway.Status;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Processes;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.Gateway.Monitoring;

/// <summary>
/// The ages and backlogs by which a watcher sees that a promise is about to break, read from the database every few seconds. They come from the
/// gateway because it is there when the worker is not.
/// </summary>
internal sealed partial class PromiseMetrics(
    ShopDirectory shops,
    PriceListStore lists,
    PriceListCache cache,
    PullStore pulls,
    RunStore runs,
    GoodStore goods,
    ProcessStore processes,
    OrderPollStore orders,
    CancellationQueries cancellations,
    VendorQueries vendors,
    TimeProvider clock,
    ILogger<PromiseMetrics> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // SQLite works on the caller's thread: the host must not wait for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await ReadAsync(clock.GetUtcNow(), stoppingToken);
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                // The gauges keep their last values; that the database is away is said by /health.
                Log.NotRead(logger, e.Message);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }

            await Task.Delay(Every, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private async Task ReadAsync(DateTimeOffset now, CancellationToken stopping)
    {
        foreach (var account in await goods.AgesAsync(stopping))
        {
            if (account.StockAt is { } at)
            {
                GatewayTelemetry.DataAge(account.Account, now - at);
            }
        }

        foreach (var account in await vendors.AccountsAsync(stopping))
        {
            GatewayTelemetry.Vendor(
                account.Vendor,
                account.Account,
                account.Token.State,
                BreakerStatus.Of(account.Breaker, now).State
            );
        }

        foreach (var shop in shops.All)
        {
            await ReadShopAsync(shop.Key, now, stopping);
        }

        var known = await processes.ListAsync(now - Day, stopping);
        foreach (var service in known.GroupBy(p => p.Service, StringComparer.Ordinal))
        {
            GatewayTelemetry.Processes(
                service.Key,
                service.Count(p => p.EndedAt is null && now - p.SeenAt < AliveFor),
                service.Count(p => now - p.StartedAt < Day)
            );
        }
    }

    private async Task ReadShopAsync(string shop, DateTimeOffset now, CancellationToken stopping)
    {
        var state = await lists.StateAsync(shop, stopping);
        if (state.ListCheckedAt is { } checkedAt)
        {
            GatewayTelemetry.ListAge(shop, now - checkedAt);
        }

        if (await pulls.ListAsync(shop, 1, stopping) is [var pull])
        {
            GatewayTelemetry.PullAge(shop, now - pull.At);
        }

        if ((await orders.FindAsync(shop, stopping))?.ReadAt is { } readAt)
        {
            GatewayTelemetry.OrdersAge(shop, now - readAt);
            var outlook = await cancellations.OutlookAsync(shop, now, stopping);
            GatewayTelemetry.Cancelled(
                shop,
                outlook.Quarter.Share.Value / (double)BasisPoints.Whole
            );
        }

        GatewayTelemetry.Held(shop, state.Hold is not null);
        GatewayTelemetry.Stopped(shop, cache.Find(shop)?.IsStopped == true);
        var waiting = (await runs.ListAsync(shop, null, 10, stopping)).Where(r =>
            r.State == RunState.Queued
        );
        GatewayTelemetry.RunsWaiting(shop, waiting.Count());
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Debug,
            Message = "The metrics of the promises were not read: {Reason}"
        )]
        public static partial void NotRead(ILogger logger, string reason);
    }
}
