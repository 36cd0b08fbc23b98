using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>Brings an account's goods up to date: the catalogue page by page, or stock and prices in one answer.</summary>
internal sealed class CatalogueReading(ISupplier supplier, GoodStore store, TimeProvider clock)
{
    private const int GoodsPerRequest = 200;
    private const int MinCompletePercent = 98;

    /// <summary>
    /// Reads stock and prices unless they were read after <paramref name="wanted"/> (another shop of the account may just have done it).
    /// </summary>
    /// <returns>The failure, or the articles that the catalogue does not know yet.</returns>
    public async Task<Outcome<IReadOnlyList<int>>> ReadStockAsync(
        SupplierAccounts.OpenAccount account,
        string name,
        DateTimeOffset wanted,
        RunProgress progress
    )
    {
        if (account.Snapshot.StockAt >= wanted)
        {
            return Array.Empty<int>();
        }

        using var span = WorkerTelemetry.StartStage("read stock");
        return await account.ChangeAsync<Outcome<IReadOnlyList<int>>>(
            async (snapshot, lease) =>
            {
                if (snapshot.StockAt >= wanted)
                {
                    return Array.Empty<int>();
                }

                progress.Stage("stock");
                var asked = clock.GetUtcNow();
                var stock = await supplier.ReadStockAsync(name, progress.Stopping);
                if (!stock.Worked)
                {
                    // Nothing of the snapshot was touched.
                    account.Replace(snapshot);
                    return stock.Failure;
                }

                // The age counts from the question: what changed while the answer was on its way is not in it.
                var changes = SnapshotUpdate.Apply(snapshot, stock.Value, asked);
                Count(progress, stock.Value, changes);
                await store.SaveAsync(
                    name,
                    snapshot,
                    changes.Changed,
                    false,
                    lease,
                    clock.GetUtcNow(),
                    progress.Stopping
                );
                return changes.Unknown.ToArray();
            },
            progress.Stopping
        );
    }

    /// <summary>
    /// Reads the whole catalogue. It takes one request per 250 goods, so <paramref name="betweenPages"/> is called after each: stock must not
    /// wait for names.
    /// </summary>
    public async Task<Failure?> ReadCatalogueAsync(
        SupplierAccounts accounts,
        string name,
        RunProgress progress,
        Func<Task> betweenPages
    )
    {
        using var span = WorkerTelemetry.StartStage("read catalogue");
        var crawl = new CatalogueBuilder();
        progress.Stage("categories");
        var categories = await supplier.ReadCategoriesAsync(name, progress.Stopping);
        if (!categories.Worked)
        {
            return categories.Failure;
        }

        await betweenPages();
        progress.Stage("brands");
        var brands = await supplier.ReadBrandsAsync(name, progress.Stopping);
        foreach (var brand in brands.Value ?? [])
        {
            crawl.Brands.Add(brand);
        }

        await betweenPages();
        var at = new CrawlProgress(0, 1);
        while (at.Received < at.Total)
        {
            progress.Stage("catalogue", at.Received, at.Total);
            var page = await supplier.ReadCataloguePageAsync(
                name,
                crawl,
                at.Received,
                progress.Stopping
            );
            if (!page.Worked)
            {
                return page.Failure;
            }

            // A page without rows ends the list, whatever the total says; the completeness check decides below.
            if (page.Value.Received == at.Received)
            {
                break;
            }

            at = page.Value;
            await betweenPages();
        }

        return await FinishAsync(accounts, name, crawl, categories.Value, at, progress);
    }

    /// <summary>Asks for goods that the pages skipped or that are new since: one request, the first few hundred.</summary>
    public async Task<Failure?> ReadNewGoodsAsync(
        SupplierAccounts accounts,
        string name,
        IReadOnlyList<int> articles,
        RunProgress progress
    )
    {
        using var span = WorkerTelemetry.StartStage("read new goods");
        var crawl = new CatalogueBuilder();
        progress.Stage("new goods", 0, articles.Count);
        var read = await supplier.ReadGoodsAsync(
            name,
            crawl,
            [.. articles.Take(GoodsPerRequest)],
            progress.Stopping
        );
        if (!read.Worked)
        {
            return read.Failure;
        }

        using var account = await accounts.OpenAsync(name, progress.Stopping);
        await account.ChangeAsync(
            async (before, lease) =>
            {
                for (var i = 0; i < before.Goods.Count; i++)
                {
                    if (!crawl.Has(before.Goods[i].Article))
                    {
                        crawl.Goods.Add(
                            before.Goods[i] with
                            {
                                Brand = crawl.Brands.Add(before.Brands[before.Goods[i].Brand].Utf8),
                            }
                        );
                    }
                }

                var after = crawl.Finish(before.Categories, Snapshot.Empty(), before.CatalogueAt);
                (after.StockAt, after.Version) = (before.StockAt, before.Version);
                await store.SaveAsync(
                    name,
                    after,
                    SnapshotUpdate.Differences(before, after),
                    false,
                    lease,
                    clock.GetUtcNow(),
                    progress.Stopping
                );
                account.Replace(after);
                return true;
            },
            progress.Stopping
        );
        return null;
    }

    private async Task<Failure?> FinishAsync(
        SupplierAccounts accounts,
        string name,
        CatalogueBuilder crawl,
        CategoryTree categories,
        CrawlProgress at,
        RunProgress progress
    )
    {
        progress.Stage("stock");
        var asked = clock.GetUtcNow();
        var stock = await supplier.ReadStockAsync(name, progress.Stopping);
        if (!stock.Worked)
        {
            return stock.Failure;
        }

        if (await FillGapsAsync(name, crawl, stock.Value, progress) is { } failure)
        {
            return failure;
        }

        if ((long)crawl.Goods.Count * 100 < (long)at.Total * MinCompletePercent)
        {
            return new Failure(
                FailureKind.Unreadable,
                "Al-Style",
                "elements-pagination",
                $"The catalogue came incomplete: {crawl.Goods.Count} of {at.Total} goods.",
                "Nothing was changed; it is tried again. If it repeats, the supplier's paging has changed."
            );
        }

        using var account = await accounts.OpenAsync(name, progress.Stopping);
        await account.ChangeAsync(
            async (before, lease) =>
            {
                progress.Stage("storing");
                var after = crawl.Finish(categories, before, clock.GetUtcNow());
                var changes = SnapshotUpdate.Apply(after, stock.Value, asked);
                var different = SnapshotUpdate.Differences(before, after);
                Count(progress, stock.Value, changes);
                progress.Counts.GoodsNew = after.Goods.Count - before.Goods.Count;
                (progress.Counts.GoodsChanged, progress.Counts.Doubled) = (
                    different.Count,
                    crawl.Doubled
                );
                progress.Counts.Rejected += crawl.Rejected;
                progress.Counts.Unreadable += crawl.Unreadable;
                await store.SaveAsync(
                    name,
                    after,
                    different,
                    true,
                    lease,
                    clock.GetUtcNow(),
                    progress.Stopping
                );
                account.Replace(after);
                return true;
            },
            progress.Stopping
        );
        return null;
    }

    /// <summary>Pages shift while goods come and go: what the stock names and no page had is asked for by article.</summary>
    private async Task<Failure?> FillGapsAsync(
        string name,
        CatalogueBuilder crawl,
        StockReading stock,
        RunProgress progress
    )
    {
        var missing = new List<int>();
        for (var i = 0; i < stock.Lines.Count; i++)
        {
            if (!crawl.Has(stock.Lines[i].Article))
            {
                missing.Add(stock.Lines[i].Article);
            }
        }

        for (var done = 0; done < missing.Count; done += GoodsPerRequest)
        {
            progress.Stage("gaps", done, missing.Count);
            var read = await supplier.ReadGoodsAsync(
                name,
                crawl,
                [.. missing.Skip(done).Take(GoodsPerRequest)],
                progress.Stopping
            );
            if (!read.Worked)
            {
                return read.Failure;
            }
        }

        return null;
    }

    private static void Count(RunProgress progress, StockReading stock, SnapshotChanges changes)
    {
        progress.Counts.Goods = stock.Lines.Count;
        progress.Counts.GoodsChanged += changes.Changed.Count;
        progress.Counts.GoodsGone = changes.Gone;
        progress.Counts.Unreadable = stock.Unreadable;
        progress.Counts.Rejected = stock.Rejected;
    }
}
