using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Schedules;

namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>
/// An account's goods in memory, and the only place that changes them. Readings are shared: of all shops that want the same, one begins it. Waiting for
/// the supplier holds nothing: while a catalogue is being read, stock is read and shops decide from the snapshot that there is.
/// </summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design",
    "CA1001",
    Justification = "The semaphore has no handle; a shop may still wait for it when the account's owner has gone."
)]
internal sealed class AccountCatalogue(
    string account,
    Lease lease,
    ISupplier supplier,
    CatalogueReading reading,
    AccountOrigins origins,
    GoodStore store,
    Action<string> tellShops,
    IOptionsMonitor<ScheduleOptions> schedule,
    TimeProvider clock
)
{
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly SharedCall<Outcome<StockRead>> _stock = new();
    private readonly SharedCall<Outcome<CatalogueRead>> _catalogue = new();
    private readonly SharedCall<Outcome<int>> _newGoods = new();
    private SupplierOrigin? _origin;
    private volatile Snapshot _current = Snapshot.Empty();

    /// <summary>The goods as they were known last; nothing is loaded.</summary>
    public Snapshot Known => _current;

    /// <summary>The goods. Loads the stored ones first; what was read elsewhere is given up, what was read with another token counts as never read.</summary>
    public async Task<Snapshot> CurrentAsync(CancellationToken stopping)
    {
        if (supplier.OriginOf(account) == _origin)
        {
            return _current;
        }

        await _changing.WaitAsync(stopping);
        try
        {
            // The token and the address may change while it runs.
            var origin = supplier.OriginOf(account);
            if (origin != _origin)
            {
                await origins.ClaimAsync(account, origin, lease, stopping);
                _current = await store.LoadAsync(account, stopping);
                _origin = origin;
            }

            return _current;
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>Reads stock and prices, unless what is there was asked for at <paramref name="wanted"/> or later.</summary>
    public async Task<Outcome<StockRead>> ReadStockAsync(
        DateTimeOffset wanted,
        StageListener listener,
        CancellationToken stopping
    )
    {
        while ((await CurrentAsync(stopping)).StockAt < wanted)
        {
            var read = await _stock.JoinAsync(ReadStockAsync, listener, stopping);
            if (!read.Worked || _current.StockAt >= wanted)
            {
                return read;
            }
        }

        return StockRead.Nothing;
    }

    /// <summary>
    /// Reads the whole catalogue, unless what is there was read at <paramref name="wanted"/> or later. It takes one request per 250 goods: when the
    /// stock becomes older than the cadence meanwhile, it is read in between, and the shops hear of it.
    /// </summary>
    public async Task<Outcome<CatalogueRead>> ReadCatalogueAsync(
        DateTimeOffset wanted,
        StageListener listener,
        CancellationToken stopping
    )
    {
        while (
            await CurrentAsync(stopping) is var current
            && (!current.IsConfirmed || current.CatalogueAt < wanted)
        )
        {
            var read = await _catalogue.JoinAsync(ReadCatalogueAsync, listener, stopping);
            if (!read.Worked || _current.CatalogueAt >= wanted)
            {
                return read;
            }
        }

        return CatalogueRead.Nothing;
    }

    /// <summary>Asks for goods that are new since the catalogue was read: the first few hundred.</summary>
    public async Task<Outcome<int>> ReadNewGoodsAsync(
        IReadOnlyList<int> articles,
        StageListener listener,
        CancellationToken stopping
    )
    {
        var before = await CurrentAsync(stopping);
        int[] missing = [.. articles.Where(a => before.Find(a) < 0)];
        return missing.Length == 0
            ? 0
            : await _newGoods.JoinAsync(
                (stage, stop) => AddNewGoodsAsync(missing, stage, stop),
                listener,
                stopping
            );
    }

    private async Task<Outcome<StockRead>> ReadStockAsync(
        StageListener stage,
        CancellationToken stopping
    )
    {
        using var span = WorkerTelemetry.StartStage("read stock");
        stage("stock", 0, 0);
        // The age counts from the question: what changed while the answer was on its way is not in it.
        var (asked, origin) = (clock.GetUtcNow(), _origin);
        var stock = await supplier.ReadStockAsync(account, stopping);
        if (!stock.Worked)
        {
            return stock.Failure;
        }

        var read = await ChangeAsync(
            origin,
            async before =>
            {
                if (before.StockAt > asked)
                {
                    // A catalogue with a younger stock has come in between.
                    return (before, StockRead.Nothing);
                }

                var changes = SnapshotUpdate.Apply(before, stock.Value, asked);
                return (
                    await StoreAsync(changes.After, changes.Changed, false, stopping),
                    CatalogueReading.Count(stock.Value, changes)
                );
            },
            stopping
        );
        tellShops(account);
        return read;
    }

    private async Task<Outcome<CatalogueRead>> ReadCatalogueAsync(
        StageListener stage,
        CancellationToken stopping
    )
    {
        using var span = WorkerTelemetry.StartStage("read catalogue");
        var ticks = new StockTicks(clock, schedule.CurrentValue.FastEvery);
        var builder = new CatalogueBuilder();
        var origin = _origin;
        var pages = await reading.ReadPagesAsync(
            account,
            builder,
            stage,
            () => ReadDueStockAsync(ticks, stage, stopping),
            stopping
        );
        if (!pages.Worked)
        {
            return pages.Failure;
        }

        var read = await ChangeAsync(
            origin,
            async before =>
            {
                stage("storing", 0, 0);
                var finished = builder.Finish(pages.Value.Categories, before, clock.GetUtcNow());
                var changes = SnapshotUpdate.Apply(
                    finished,
                    pages.Value.Stock,
                    pages.Value.StockAskedAt
                );
                var different = SnapshotUpdate.Differences(before, changes.After);
                var stock = CatalogueReading.Count(pages.Value.Stock, changes);
                return (
                    await StoreAsync(changes.After, different, true, stopping),
                    new CatalogueRead(
                        stock with
                        {
                            Rejected = stock.Rejected + builder.Rejected,
                            Unreadable = stock.Unreadable + builder.Unreadable,
                        },
                        changes.After.Goods.Count - before.Goods.Count,
                        different.Count,
                        builder.Doubled
                    )
                );
            },
            stopping
        );
        tellShops(account);
        return read;
    }

    private async Task ReadDueStockAsync(
        StockTicks ticks,
        StageListener stage,
        CancellationToken stopping
    )
    {
        if (_current.IsConfirmed && ticks.IsDue(_current.StockAt))
        {
            // A failure is no reason to give the catalogue up: the next page will show it, or the next tick.
            _ = await ReadStockAsync(clock.GetUtcNow(), stage, stopping);
            ticks.Tried();
        }
    }

    private async Task<Outcome<int>> AddNewGoodsAsync(
        IReadOnlyList<int> articles,
        StageListener stage,
        CancellationToken stopping
    )
    {
        using var span = WorkerTelemetry.StartStage("read new goods");
        var builder = new CatalogueBuilder();
        var origin = _origin;
        stage("new goods", 0, articles.Count);
        var read = await reading.ReadNewAsync(account, builder, articles, stopping);
        if (!read.Worked)
        {
            return read.Failure;
        }

        return await ChangeAsync(
            origin,
            async before =>
            {
                var after = CatalogueReading.WithNew(before, builder);
                return (
                    await StoreAsync(
                        after,
                        SnapshotUpdate.Differences(before, after),
                        false,
                        stopping
                    ),
                    read.Value
                );
            },
            stopping
        );
    }

    private Task<Snapshot> StoreAsync(
        Snapshot after,
        IReadOnlyList<int> changed,
        bool withCategories,
        CancellationToken stopping
    ) =>
        store.SaveAsync(
            account,
            after,
            changed,
            withCategories,
            lease,
            clock.GetUtcNow(),
            stopping
        );

    /// <summary>
    /// One change at a time: each is made from the snapshot that the one before has left, and stands in memory once it is stored. What was asked of
    /// another address or with another token than is in force now is not taken.
    /// </summary>
    private async Task<Outcome<T>> ChangeAsync<T>(
        SupplierOrigin? asked,
        Func<Snapshot, Task<(Snapshot After, T Result)>> change,
        CancellationToken stopping
    )
        where T : notnull
    {
        await _changing.WaitAsync(stopping);
        try
        {
            if (asked != _origin || asked != supplier.OriginOf(account))
            {
                return new Failure(
                    FailureKind.Cancelled,
                    "Al-Style",
                    "read",
                    "The account's address or token was changed while it was read.",
                    "What came is not used; the next run reads it anew."
                );
            }

            var (after, result) = await change(_current);
            _current = after;
            return result;
        }
        finally
        {
            _changing.Release();
        }
    }
}
