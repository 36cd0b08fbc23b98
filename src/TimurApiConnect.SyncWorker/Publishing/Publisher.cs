using System.Collections.Concurrent;
using System.IO.Compression;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.PriceLists;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Core.Stock;
using TimurApiConnect.Kaspi.PriceLists;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Offers;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.Publishing;

/// <summary>From goods to a published list: decide → compare → brake → write → check → switch.</summary>
internal sealed class Publisher(
    OfferStore offers,
    PriceListStore priceLists,
    PullStore pulls,
    StockClaimsSource claimsSource,
    ShopRulesSource rulesSource,
    DecideSlots slots,
    ISupplier supplier,
    INotifier notifier,
    IOptionsMonitor<PublishOptions> options,
    IOptionsMonitor<StockAgeOptions> ages,
    TimeProvider clock
)
{
    private static readonly TimeSpan PruneEvery = TimeSpan.FromHours(1);
    private readonly ConcurrentDictionary<string, Published> _published = new(
        StringComparer.OrdinalIgnoreCase
    );

    private readonly ConcurrentDictionary<string, long> _prunedAt = new(
        StringComparer.OrdinalIgnoreCase
    );

    private sealed record Published(long Version, Table<Offer> Offers);

    /// <summary>The shop is owned elsewhere now: its offers need no room here.</summary>
    public void Forget(string shop)
    {
        _published.TryRemove(shop, out _);
        _prunedAt.TryRemove(shop, out _);
    }

    /// <summary>Publishes what the goods and rules give now, unless the brake holds it.</summary>
    /// <returns>Held with the reason, or succeeded.</returns>
    public Task<(RunState State, string Message)> PublishAsync(
        RunProgress progress,
        ShopOptions shop,
        CurrentRules rules,
        Snapshot snapshot,
        bool namesMayDiffer
    ) => PublishAsync(progress, shop, rules, snapshot, namesMayDiffer, AgeLimits.StopsNothing);

    /// <summary>
    /// The supplier does not answer: stops what may not be sold by data as old as these, which is never held, since nothing new was read that could
    /// be wrong. While they are young enough, orders that came meanwhile still lower what is offered. Of goods that were read with another token
    /// only what is on sale is lowered or stopped.
    /// </summary>
    /// <returns>What was stopped or published; null when nothing was.</returns>
    public async Task<string?> PublishKnownAsync(
        RunProgress progress,
        ShopOptions shop,
        CurrentRules rules,
        Snapshot snapshot
    )
    {
        var age = clock.GetUtcNow() - snapshot.StockAt;
        var stopUpTo = ages.CurrentValue.Limits.StopsUpTo(age);
        if (snapshot.Goods.Count == 0)
        {
            return null;
        }

        var before = progress.Counts.PriceListVersion;
        var (state, published) = await PublishAsync(
            progress,
            shop,
            rules,
            snapshot,
            false,
            stopUpTo
        );
        if (stopUpTo == AgeLimits.StopsNothing)
        {
            return state == RunState.Held || progress.Counts.PriceListVersion != before
                ? published
                : null;
        }

        return $"The stock data are {age.TotalHours:0.#} h old, so {(stopUpTo == AgeLimits.StopsAll ? "nothing is sold" : $"offers with at most {stopUpTo} in stock are not sold")} until they are read again. {published}";
    }

    private async Task<(RunState State, string Message)> PublishAsync(
        RunProgress progress,
        ShopOptions shop,
        CurrentRules rules,
        Snapshot snapshot,
        bool namesMayDiffer,
        int stopUpTo
    )
    {
        var (run, stopping) = (progress.Run, progress.Stopping);
        var state = await priceLists.StateAsync(run.Shop, stopping);
        var published = await PublishedAsync(run.Shop, state.OffersVersion, stopping);

        var claims = await claimsSource.LoadAsync(run.Shop, shop, snapshot.StockAt, stopping);
        var changes = await DecideAsync(progress, rules, snapshot, published, claims, stopUpTo);
        if (!snapshot.IsConfirmed)
        {
            // Nothing is sold anew of goods that this supplier has not named with this token.
            changes = DecreaseOnlyFilter.Stopped(changes);
        }

        Count(progress.Counts, changes);
        if (
            stopUpTo == AgeLimits.StopsNothing
            && new LossBrake(options.CurrentValue.MaxLostPercent).Check(
                changes,
                run.AcceptLoss,
                state.Hold
            )
                is { } hold
        )
        {
            // What stays was decided by the rules of then: by them the list is lowered and written.
            var then = await RulesOfAsync(run.Shop, published, rules, stopping);
            changes = DecreaseOnlyFilter.Of(
                ReferenceEquals(then, rules)
                    ? changes
                    : await DecideAsync(progress, then, snapshot, published, claims, stopUpTo),
                claims.Reserved,
                hold
            );
            rules = then;
        }

        var isNew =
            changes.Hold is null
            && snapshot.IsConfirmed
            && (namesMayDiffer || state.ListVersion == 0);
        NewPriceList? list = null;
        if (changes.Rows.Count > 0 || isNew)
        {
            progress.Stage("write", 0, changes.OnSaleAfter);
            using var writing = WorkerTelemetry.StartStage("write");
            using var slot = await slots.TakeAsync(stopping);
            list = Write(shop, rules, snapshot, changes.Next, stopping);
        }

        var version = await SwitchAsync(
            progress,
            state,
            snapshot,
            changes,
            list,
            snapshot.IsConfirmed ? supplier.OriginOf(shop.Supplier).Address : null
        );
        return changes.Hold is { } held
            ? (
                RunState.Held,
                version == 0
                    ? held.Text
                    : $"{held.Text} Fewer pieces, and what open orders hold, are published all the same: price list {version}."
            )
            : (
                RunState.Succeeded,
                version > 0
                    ? $"Price list {version} published: {changes.OnSaleAfter} offers on sale."
                    : $"Nothing to publish: {changes.OnSaleAfter} offers on sale, as before."
            );
    }

    private async Task<CurrentRules> RulesOfAsync(
        string shop,
        Table<Offer> published,
        CurrentRules rules,
        CancellationToken stopping
    )
    {
        // What was withdrawn long ago keeps the rules of its day; the others have those of the last list.
        var version = 0;
        for (var i = 0; i < published.Count; i++)
        {
            version = Math.Max(version, published[i].RulesVersion);
        }

        return version == 0 || version == rules.Version.Version
            ? rules
            : await rulesSource.LoadAsync(shop, version, stopping) ?? rules;
    }

    private async Task<long> SwitchAsync(
        RunProgress progress,
        ShopState state,
        Snapshot snapshot,
        ChangeSet changes,
        NewPriceList? list,
        string? address
    )
    {
        var (run, stopping) = (progress.Run, progress.Stopping);
        progress.Stage("publish");
        using var publishing = WorkerTelemetry.StartStage("publish");
        var version = await priceLists.PublishAsync(
            run.Shop,
            run.Id,
            progress.Lease,
            changes,
            list,
            address,
            clock.GetUtcNow(),
            stopping
        );
        _published[run.Shop] = new Published(
            state.OffersVersion + (changes.Rows.Count > 0 ? 1 : 0),
            changes.Next
        );
        await notifier.PublishAsync(Topics.PriceLists);
        if (changes.Hold is null)
        {
            WorkerTelemetry.Published(run.Shop, changes, clock.GetUtcNow() - snapshot.StockAt);
        }

        if (version > 0)
        {
            progress.Counts.PriceListVersion = version;
            await PruneAsync(run.Shop, stopping);
        }

        return version;
    }

    private async Task<ChangeSet> DecideAsync(
        RunProgress progress,
        CurrentRules rules,
        Snapshot snapshot,
        Table<Offer> published,
        StockClaims claims,
        int stopUpTo
    )
    {
        progress.Stage("decide", 0, snapshot.Goods.Count);
        using var slot = await slots.TakeAsync(progress.Stopping);
        using var span = WorkerTelemetry.StartStage("decide");
        var decider = new Decider(rules.Rules, rules.Version.Version, snapshot, rules.SkuMapping)
        {
            StopUpTo = stopUpTo,
            Claims = claims,
        };
        return Comparison.Compare(
            snapshot,
            decider,
            new PublishCheck(rules.Rules, snapshot, claims),
            published
        );
    }

    private async Task<Table<Offer>> PublishedAsync(
        string shop,
        long version,
        CancellationToken stopping
    )
    {
        if (_published.TryGetValue(shop, out var known) && known.Version == version)
        {
            return known.Offers;
        }

        return await offers.LoadAsync(shop, stopping);
    }

    private NewPriceList Write(
        ShopOptions shop,
        CurrentRules rules,
        Snapshot snapshot,
        Table<Offer> next,
        CancellationToken stopping
    )
    {
        using var bytes = new MemoryStream();
        PriceListSummary summary;
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            summary = new PriceListWriter(rules.Rules, snapshot.Brands).Write(
                gzip,
                new PriceListHead(shop.Name, shop.MerchantId),
                clock.GetUtcNow(),
                next,
                snapshot,
                stopping
            );
        }

        // Read back what Kaspi will read: a defect in the writer must stop here, not in the shop.
        bytes.Position = 0;
        using var unzipped = new GZipStream(bytes, CompressionMode.Decompress, leaveOpen: true);
        var violations = PriceListValidator.Validate(unzipped);
        return violations.Count == 0
            ? new NewPriceList(
                summary.Hash,
                summary.Offers,
                summary.OnSale,
                summary.Size,
                bytes.ToArray()
            )
            : throw new InvalidOperationException(
                $"The new price list breaks Kaspi's schema and is not published: {string.Join(" ", violations.Take(5).Select(v => $"offer {v.Sku}, {v.Field}, {v.Rule}: {v.Message}"))}"
            );
    }

    private async Task PruneAsync(string shop, CancellationToken stopping)
    {
        if (_prunedAt.TryGetValue(shop, out var last) && clock.GetElapsedTime(last) < PruneEvery)
        {
            return;
        }

        _prunedAt[shop] = clock.GetTimestamp();
        await priceLists.PruneAsync(shop, clock.GetUtcNow(), stopping);
        await pulls.PruneAsync(clock.GetUtcNow(), stopping);
    }

    private static void Count(RunCounts counts, ChangeSet changes)
    {
        // A full run publishes more than once (its fast ticks): the changes add up, the state is the last.
        counts.OnSale = changes.OnSaleAfter;
        counts.Added += changes.Added;
        counts.Returned += changes.Returned;
        counts.Withdrawn += changes.Withdrawn;
        counts.Prices += changes.Prices;
        counts.Stocks += changes.Stocks;
        counts.Refused = changes.Refused;
    }
}
