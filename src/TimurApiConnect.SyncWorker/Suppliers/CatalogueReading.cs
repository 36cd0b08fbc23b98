using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>All that a read catalogue is made of, besides its goods.</summary>
/// <param name="Categories">The categories.</param>
/// <param name="Stock">Stock and prices.</param>
/// <param name="StockAskedAt">When they were asked for, UTC.</param>
internal sealed record CataloguePages(
    CategoryTree Categories,
    StockReading Stock,
    DateTimeOffset StockAskedAt
);

/// <summary>Asks the supplier for what a catalogue is made of; changes nothing.</summary>
internal sealed class CatalogueReading(ISupplier supplier, TimeProvider clock)
{
    private const int GoodsPerRequest = 200;
    private const int MinCompletePercent = 98;

    /// <summary>
    /// Reads all pages into the builder, and what they lack. <paramref name="betweenAsync"/> is called after each request: stock must not wait for
    /// names.
    /// </summary>
    public async Task<Outcome<CataloguePages>> ReadPagesAsync(
        string account,
        CatalogueBuilder builder,
        StageListener stage,
        Func<Task> betweenAsync,
        CancellationToken stopping
    )
    {
        stage("categories", 0, 0);
        var categories = await supplier.ReadCategoriesAsync(account, stopping);
        if (!categories.Worked)
        {
            return categories.Failure;
        }

        await betweenAsync();
        var at = new CrawlProgress(0, 1);
        while (at.Received < at.Total)
        {
            stage("catalogue", at.Received, at.Total);
            var page = await supplier.ReadCataloguePageAsync(
                account,
                builder,
                at.Received,
                stopping
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
            await betweenAsync();
        }

        return await FinishAsync(account, builder, categories.Value, at, stage, stopping);
    }

    /// <summary>Goods that are new since: one request, the first few hundred.</summary>
    public Task<Outcome<int>> ReadNewAsync(
        string account,
        CatalogueBuilder builder,
        IReadOnlyList<int> articles,
        CancellationToken stopping
    ) => supplier.ReadGoodsAsync(account, builder, [.. articles.Take(GoodsPerRequest)], stopping);

    /// <summary>The snapshot with the builder's goods in it.</summary>
    public static Snapshot WithNew(Snapshot before, CatalogueBuilder builder)
    {
        for (var i = 0; i < before.Goods.Count; i++)
        {
            if (!builder.Has(before.Goods[i].Article))
            {
                builder.Add(
                    before.Goods[i] with
                    {
                        Brand = builder.Brands.Add(before.Brands[before.Goods[i].Brand].Utf8),
                    }
                );
            }
        }

        return builder.Finish(before.Categories, before, before.CatalogueAt);
    }

    /// <summary>What a stock reading brought, in numbers.</summary>
    public static StockRead Count(StockReading stock, SnapshotChanges changes) =>
        new(
            stock.Lines.Count,
            changes.Changed.Count,
            changes.Gone,
            stock.Unreadable,
            stock.Rejected,
            changes.Unknown
        );

    private async Task<Outcome<CataloguePages>> FinishAsync(
        string account,
        CatalogueBuilder builder,
        CategoryTree categories,
        CrawlProgress at,
        StageListener stage,
        CancellationToken stopping
    )
    {
        stage("stock", 0, 0);
        var asked = clock.GetUtcNow();
        var stock = await supplier.ReadStockAsync(account, stopping);
        if (!stock.Worked)
        {
            return stock.Failure;
        }

        if (await FillGapsAsync(account, builder, stock.Value, stage, stopping) is { } failure)
        {
            return failure;
        }

        return (long)builder.Goods.Count * 100 < (long)at.Total * MinCompletePercent
            ? new Failure(
                FailureKind.Unreadable,
                "Al-Style",
                "elements-pagination",
                $"The catalogue came incomplete: {builder.Goods.Count} of {at.Total} goods.",
                "Nothing was changed; it is tried again. If it repeats, the supplier's paging has changed."
            )
            : new CataloguePages(categories, stock.Value, asked);
    }

    /// <summary>Pages shift while goods come and go: what the stock names and no page had is asked for by article.</summary>
    private async Task<Failure?> FillGapsAsync(
        string account,
        CatalogueBuilder builder,
        StockReading stock,
        StageListener stage,
        CancellationToken stopping
    )
    {
        var missing = new List<int>();
        for (var i = 0; i < stock.Lines.Count; i++)
        {
            if (!builder.Has(stock.Lines[i].Article))
            {
                missing.Add(stock.Lines[i].Article);
            }
        }

        for (var done = 0; done < missing.Count; done += GoodsPerRequest)
        {
            stage("gaps", done, missing.Count);
            var read = await supplier.ReadGoodsAsync(
                account,
                builder,
                [.. missing.Skip(done).Take(GoodsPerRequest)],
                stopping
            );
            if (!read.Worked)
            {
                return read.Failure;
            }
        }

        return null;
    }
}
