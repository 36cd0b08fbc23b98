using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
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
    LeaseStore leases,
    IOptionsMonitor<ScheduleOptions> schedule,
    TimeProvider clock,
    ILogger<ShopRun> logger
)
{
    private static readonly TimeSpan MaxShared = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxSharedCatalogue = TimeSpan.FromMinutes(10);

    /// <summary>Does the run; the result is what gets stored.</summary>
    public async Task<(RunState State, string? Code, string Message)> ExecuteAsync(
        RunProgress progress,
        ShopOptions shop
    )
    {
        var run = progress.Run;
        var full = run.Kind == RunKind.Full || await MustReadCatalogueAsync(shop, progress);
        if (full && await ReadCatalogueAsync(progress, shop) is { } failure)
        {
            using var account = await accounts.OpenAsync(shop.Supplier, progress.Stopping);
            return await FailedAsync(
                progress,
                shop,
                await rulesSource.LoadAsync(run.Shop, progress.Stopping),
                account.Snapshot,
                failure
            );
        }

        var wanted = full
            ? DateTimeOffset.MinValue
            : Wanted(run.StartedAt ?? clock.GetUtcNow(), run.AskedBy);
        return await StockAndPublishAsync(progress, shop, wanted, full);
    }

    /// <summary>
    /// How young the stock must be. What a person asks for is read anew; a scheduled run also takes what another shop of the account has read a
    /// moment ago, since all of them share one request in five seconds.
    /// </summary>
    private DateTimeOffset Wanted(DateTimeOffset now, string askedBy)
    {
        var shared = schedule.CurrentValue.FastEvery / 4;
        return askedBy == "schedule" ? now - (shared < MaxShared ? shared : MaxShared) : now;
    }

    // Nothing is published of goods that this supplier has not named itself, with this token.
    private async Task<bool> MustReadCatalogueAsync(ShopOptions shop, RunProgress progress)
    {
        using var account = await accounts.OpenAsync(shop.Supplier, progress.Stopping);
        return !account.Snapshot.IsConfirmed;
    }

    /// <summary>
    /// Reads the catalogue, one run at a time for an account over all workers. A run that finds it read after it was asked for takes that;
    /// while another run reads, this one goes on with its fast ticks.
    /// </summary>
    private async Task<Failure?> ReadCatalogueAsync(RunProgress progress, ShopOptions shop)
    {
        var ticks = new FastTicks(clock, schedule.CurrentValue.FastEvery);
        async Task BetweenAsync()
        {
            using (var account = await accounts.OpenAsync(shop.Supplier, progress.Stopping))
            {
                if (!account.Snapshot.IsConfirmed || !ticks.IsDue(account.Snapshot.StockAt))
                {
                    return;
                }
            }

            var (state, code, message) = await StockAndPublishAsync(
                progress,
                shop,
                Wanted(clock.GetUtcNow(), "schedule"),
                false
            );
            Log.Between(logger, state, code ?? "", message);
            ticks.Done();
        }

        while (!await IsCatalogueFreshAsync(progress, shop))
        {
            progress.Crawl = await leases.TryTakeAsync(
                $"crawl:{shop.Supplier}",
                progress.Lease.Holder,
                schedule.CurrentValue.LeaseFor,
                progress.Stopping
            );
            if (progress.Crawl is not { } lease)
            {
                progress.Stage("waiting for the catalogue that another run reads");
                await BetweenAsync();
                await Task.Delay(TimeSpan.FromMilliseconds(500), clock, progress.Stopping);
                continue;
            }

            try
            {
                return await reading.ReadCatalogueAsync(
                    accounts,
                    shop.Supplier,
                    progress,
                    BetweenAsync
                );
            }
            finally
            {
                progress.Crawl = null;
                await leases.ReleaseAsync(lease, CancellationToken.None);
            }
        }

        return null;
    }

    private async Task<bool> IsCatalogueFreshAsync(RunProgress progress, ShopOptions shop)
    {
        using var account = await accounts.OpenAsync(shop.Supplier, progress.Stopping);
        var wanted =
            progress.Run.AskedBy == "schedule"
                ? progress.Run.PlannedAt - MaxSharedCatalogue
                : progress.Run.PlannedAt;
        return account.Snapshot.IsConfirmed && account.Snapshot.CatalogueAt >= wanted;
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
                return await FailedAsync(progress, shop, rules, account.Snapshot, stock.Failure);
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

    /// <summary>The supplier does not answer: what may not be sold by data as old as these stops.</summary>
    private async Task<(RunState State, string? Code, string Message)> FailedAsync(
        RunProgress progress,
        ShopOptions shop,
        CurrentRules rules,
        Snapshot goods,
        Failure failure
    )
    {
        var failed = Failed(progress, failure);
        return await publisher.PublishKnownAsync(progress, shop, rules, goods) is { } stopped
            ? failed with
            {
                Message = $"{failed.Message} {stopped}",
            }
            : failed;
    }

    private static (RunState State, string? Code, string Message) Failed(
        RunProgress progress,
        Failure failure
    )
    {
        // A call that we broke off ourselves is no failure of the vendor: the run loop says who wanted it.
        progress.Stopping.ThrowIfCancellationRequested();
        return (RunState.Failed, failure.Code, failure.ToString());
    }

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
