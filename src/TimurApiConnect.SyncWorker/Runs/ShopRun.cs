using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Publishing;
using TimurApiConnect.SyncWorker.Schedules;
using TimurApiConnect.SyncWorker.Suppliers;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// What a run does, from a change at the supplier to the shop's list:
/// 1. The catalogue, when it is a full run or the supplier has not named its goods yet. All shops of the account share the reading; when stock is read
///    between two of its pages, the shop publishes by it and does not wait for names.
/// 2. Stock and prices: what another shop of the account has read a moment ago counts too.
/// 3. Decide, compare, brake, write, check, switch: <see cref="Publisher"/>.
/// 4. What is new at the supplier is asked for; the next run sells it.
/// </summary>
internal sealed partial class ShopRun(
    Publisher publisher,
    ShopRulesSource rulesSource,
    IOptionsMonitor<ScheduleOptions> schedule,
    TimeProvider clock,
    ILogger<ShopRun> logger
)
{
    private static readonly TimeSpan MaxShared = TimeSpan.FromSeconds(15);
    private static readonly TimeSpan MaxSharedCatalogue = TimeSpan.FromMinutes(10);
    private static readonly TimeSpan LookForStock = TimeSpan.FromMilliseconds(250);

    /// <summary>Does the run; the result is what gets stored.</summary>
    public async Task<RunEnd> ExecuteAsync(
        RunProgress progress,
        ShopOptions shop,
        AccountCatalogue account
    )
    {
        var run = progress.Run;
        // Nothing is published of goods that this supplier has not named itself, with this token.
        var full =
            run.Kind == RunKind.Full
            || !(await account.CurrentAsync(progress.Stopping)).IsConfirmed;
        if (full && await ReadCatalogueAsync(progress, shop, account) is { } failure)
        {
            return await FailedAsync(progress, shop, account, failure);
        }

        var wanted = full
            ? DateTimeOffset.MinValue
            : Wanted(run.StartedAt ?? clock.GetUtcNow(), run.AskedBy);
        return await StockAndPublishAsync(progress, shop, account, wanted, full);
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

    private async Task<Failure?> ReadCatalogueAsync(
        RunProgress progress,
        ShopOptions shop,
        AccountCatalogue account
    )
    {
        var run = progress.Run;
        var wanted = run.AskedBy == "schedule" ? run.PlannedAt - MaxSharedCatalogue : run.PlannedAt;
        var decidedBy = (await account.CurrentAsync(progress.Stopping)).StockAt;
        var reading = account.ReadCatalogueAsync(wanted, progress.Stage, progress.Stopping);
        while (
            await Task.WhenAny(reading, Task.Delay(LookForStock, clock, progress.Stopping))
            != reading
        )
        {
            progress.Stopping.ThrowIfCancellationRequested();
            var current = await account.CurrentAsync(progress.Stopping);
            if (current.IsConfirmed && current.StockAt > decidedBy)
            {
                decidedBy = current.StockAt;
                var rules = await rulesSource.LoadAsync(run.Shop, progress.Stopping);
                var end = await PublishAsync(progress, shop, rules, current, false);
                Log.Between(logger, end.State, end.Code ?? "", end.Message);
            }
        }

        var read = await reading;
        if (read.Worked)
        {
            Count(progress.Counts, read.Value);
        }

        return read.Failure;
    }

    private async Task<RunEnd> StockAndPublishAsync(
        RunProgress progress,
        ShopOptions shop,
        AccountCatalogue account,
        DateTimeOffset wanted,
        bool namesMayDiffer
    )
    {
        var rules = await rulesSource.LoadAsync(progress.Run.Shop, progress.Stopping);
        var stock = await account.ReadStockAsync(wanted, progress.Stage, progress.Stopping);
        if (!stock.Worked)
        {
            return await FailedAsync(progress, shop, account, stock.Failure);
        }

        Count(progress.Counts, stock.Value);
        var end = await PublishAsync(
            progress,
            shop,
            rules,
            await account.CurrentAsync(progress.Stopping),
            namesMayDiffer
        );
        // Only now: what is new can wait until what is sold is right.
        var news = stock.Value.Unknown;
        if (news.Count > 0)
        {
            var read = await account.ReadNewGoodsAsync(news, progress.Stage, progress.Stopping);
            if (!read.Worked)
            {
                Log.NewGoodsWait(logger, news.Count, read.Failure.ToString());
            }
        }

        return end;
    }

    private async Task<RunEnd> PublishAsync(
        RunProgress progress,
        ShopOptions shop,
        CurrentRules rules,
        Snapshot goods,
        bool namesMayDiffer
    )
    {
        var (state, message) = await publisher.PublishAsync(
            progress,
            shop,
            rules,
            goods,
            namesMayDiffer
        );
        return new(state, state == RunState.Held ? "held" : null, message);
    }

    /// <summary>The supplier does not answer: what may not be sold by data as old as these stops.</summary>
    private async Task<RunEnd> FailedAsync(
        RunProgress progress,
        ShopOptions shop,
        AccountCatalogue account,
        Failure failure
    )
    {
        // A call that we broke off ourselves is no failure of the vendor: the run's end says who wanted it.
        progress.Stopping.ThrowIfCancellationRequested();
        var stopped = await publisher.PublishKnownAsync(
            progress,
            shop,
            await rulesSource.LoadAsync(progress.Run.Shop, progress.Stopping),
            await account.CurrentAsync(progress.Stopping)
        );
        return new(
            RunState.Failed,
            failure.Code,
            stopped is null ? failure.ToString() : $"{failure} {stopped}"
        );
    }

    private static void Count(RunCounts counts, CatalogueRead read)
    {
        if (read != CatalogueRead.Nothing)
        {
            Count(counts, read.Stock);
            (counts.GoodsNew, counts.GoodsChanged, counts.Doubled) = (
                read.New,
                read.Changed,
                read.Doubled
            );
        }
    }

    private static void Count(RunCounts counts, StockRead read)
    {
        if (read != StockRead.Nothing)
        {
            (counts.Goods, counts.GoodsGone) = (read.Goods, read.Gone);
            (counts.Unreadable, counts.Rejected) = (read.Unreadable, read.Rejected);
            counts.GoodsChanged += read.Changed;
        }
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
