using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Publishing;
using TimurApiConnect.SyncWorker.Schedules;
using TimurApiConnect.SyncWorker.Suppliers;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// What a run does: goods from the supplier, then the shop's list.
/// A full run reads the catalogue first, which takes minutes; when a fast tick comes due meanwhile, it reads stock and publishes in between,
/// so that the shop never waits for names.
/// </summary>
internal sealed partial class ShopRun(
    SupplierAccounts accounts,
    CatalogueReading reading,
    Publisher publisher,
    ShopRulesSource rulesSource,
    IOptionsMonitor<ScheduleOptions> schedule,
    TimeProvider clock,
    ILogger<ShopRun> logger
)
{
    /// <summary>Does the run; the result is what gets stored.</summary>
    public async Task<(RunState State, string? Code, string Message)> ExecuteAsync(
        RunProgress progress,
        ShopOptions shop
    )
    {
        var run = progress.Run;
        var full = run.Kind == RunKind.Full || await HasNoGoodsAsync(shop, progress);
        if (full && await ReadCatalogueAsync(progress, shop) is { } failure)
        {
            return Failed(failure);
        }

        // A fast run wants data younger than itself, except when another shop of the account asked a moment ago.
        var wanted = full
            ? DateTimeOffset.MinValue
            : (run.StartedAt ?? clock.GetUtcNow()) - schedule.CurrentValue.FastEvery / 4;
        return await StockAndPublishAsync(progress, shop, wanted, full);
    }

    private async Task<bool> HasNoGoodsAsync(ShopOptions shop, RunProgress progress)
    {
        using var account = await accounts.OpenAsync(shop.Supplier, progress.Stopping);
        return account.Snapshot.Goods.Count == 0;
    }

    private async Task<Failure?> ReadCatalogueAsync(RunProgress progress, ShopOptions shop)
    {
        var lastStock = clock.GetUtcNow();
        return await reading.ReadCatalogueAsync(
            accounts,
            shop.Supplier,
            progress,
            async () =>
            {
                if (
                    clock.GetUtcNow() - lastStock < schedule.CurrentValue.FastEvery
                    || await HasNoGoodsAsync(shop, progress)
                )
                {
                    return;
                }

                lastStock = clock.GetUtcNow();
                var (state, code, message) = await StockAndPublishAsync(
                    progress,
                    shop,
                    lastStock - schedule.CurrentValue.FastEvery / 4,
                    false
                );
                Log.Between(logger, state, code ?? "", message);
            }
        );
    }

    private async Task<(RunState State, string? Code, string Message)> StockAndPublishAsync(
        RunProgress progress,
        ShopOptions shop,
        DateTimeOffset wanted,
        bool namesMayDiffer
    )
    {
        var rules = await rulesSource.LoadAsync(progress.Run.Shop, progress.Stopping);
        IReadOnlyList<int> newGoods;
        (RunState State, string Message) published;
        using (var account = await accounts.OpenAsync(shop.Supplier, progress.Stopping))
        {
            var stock = await reading.ReadStockAsync(account, shop.Supplier, wanted, progress);
            if (!stock.Worked)
            {
                return Failed(stock.Failure);
            }

            newGoods = stock.Value;
            published = await publisher.PublishAsync(
                progress,
                shop,
                rules,
                account.Snapshot,
                namesMayDiffer
            );
        }

        // Only now: what is new can wait until what is sold is right.
        if (
            newGoods.Count > 0
            && await reading.ReadNewGoodsAsync(accounts, shop.Supplier, newGoods, progress)
                is { } failure
        )
        {
            Log.NewGoodsWait(logger, newGoods.Count, failure.ToString());
        }

        return (
            published.State,
            published.State == RunState.Held ? "held" : null,
            published.Message
        );
    }

    private static (RunState, string?, string) Failed(Failure failure) =>
        (
            failure.Kind == FailureKind.Cancelled ? RunState.Cancelled : RunState.Failed,
            failure.Code,
            failure.ToString()
        );

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "Stock and prices between two pages of the catalogue: {State} {Code} {Text}"
        )]
        public static partial void Between(
            ILogger logger,
            RunState state,
            string code,
            string text
        );

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "{Count} new goods wait for the next run: {Failure}"
        )]
        public static partial void NewGoodsWait(ILogger logger, int count, string failure);
    }
}
