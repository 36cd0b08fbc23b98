using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.PriceLists;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Core.Stock;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Offers;
using TimurApiConnect.Storage.Owners;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteStorageTests() : StorageSuite(postgres: false);

public sealed class PostgresStorageTests() : StorageSuite(postgres: true);

/// <summary>What storage promises, the same for both databases.</summary>
public abstract class StorageSuite(bool postgres) : IAsyncLifetime
{
    private readonly FakeTimeProvider _clock = new(
        new DateTimeOffset(2026, 11, 24, 5, 0, 0, TimeSpan.Zero)
    );
    private TestDatabase _test = null!;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private Database Database => _test.Database;

    private LeaseStore Leases => new(Database, _clock);

    private RunStore Runs => new(Database, _clock);

    private PriceListStore Lists => new(Database);

    public async ValueTask InitializeAsync() => _test = await TestDatabase.CreateAsync(postgres);

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    private async Task<Lease> LeaseAsync(string name, string holder = "w1") =>
        await Leases.TryTakeAsync(name, holder, TimeSpan.FromSeconds(15), Stopping)
        ?? throw new InvalidOperationException("The lease is taken.");

    private static Good Good(
        Brands brands,
        int article,
        int stock = 20,
        long dealer = 10_000,
        string name = "Адаптер «D-Link» 'x'"
    ) =>
        new()
        {
            Article = article,
            Texts = GoodTexts.From(name, "DWA-131", "4600"),
            Brand = brands.Add("D-Link"),
            Category = 3,
            Multiplicity = 2,
            DealerPrice = dealer,
            RetailPrice = dealer + 1,
            Rrp = 15_000,
            Quantity = new Quantity(QuantityKind.MoreThan, stock),
            Marks = article % 2 == 0 ? GoodMarks.MarkedDown : GoodMarks.None,
        };

    private static Snapshot Snapshot(int count, int stock = 20)
    {
        var snapshot = new Snapshot
        {
            Goods = new(),
            Brands = new(),
            Categories = new CategoryTree([new Category(3, "Сети", 1, 2, 1)]),
            CatalogueAt = new DateTimeOffset(2026, 11, 24, 1, 0, 0, TimeSpan.Zero),
            StockAt = new DateTimeOffset(2026, 11, 24, 2, 0, 0, TimeSpan.Zero),
        };
        for (var i = 1; i <= count; i++)
        {
            snapshot.Goods.Add(Good(snapshot.Brands, i, stock));
        }

        return snapshot;
    }

    private static ChangeSet Changes(Snapshot snapshot, Table<Offer>? published = null)
    {
        var rules = RulesDocument.Read(RulesDocument.Default).Rules!;
        return Comparison.Compare(
            snapshot,
            new Decider(rules, 1, snapshot, new Dictionary<int, string>()),
            new PublishCheck(rules, snapshot, StockClaims.None),
            published ?? new()
        );
    }

    private static NewPriceList List(string content) =>
        new(content, 2, 1, 10, Encoding.UTF8.GetBytes(content));

    [Fact]
    public async Task Several_services_may_bring_the_schema_up_to_date_at_once()
    {
        await using var fresh = await TestDatabase.CreateAsync(postgres, migrated: false);

        await Task.WhenAll(
            Enumerable
                .Range(0, 4)
                .Select(_ =>
                    Task.Run(
                        () =>
                            Migrator.MigrateAsync(
                                fresh.Database,
                                TimeProvider.System,
                                NullLogger.Instance,
                                Stopping
                            ),
                        Stopping
                    )
                )
        );
        await Migrator.MigrateAsync(
            fresh.Database,
            TimeProvider.System,
            NullLogger.Instance,
            Stopping
        );

        Assert.Empty(await new PriceListStore(fresh.Database).CurrentAsync(Stopping));
    }

    [Fact]
    public async Task Goods_belong_to_the_supplier_and_the_token_that_they_were_read_with()
    {
        var (store, origins) = (new GoodStore(Database), new AccountOrigins(Database));
        var lease = await LeaseAsync("account:main");
        SupplierOrigin first = new("http://sandbox/api/", "token-of-the-demonstration");
        var renewed = first with { Token = "token-of-the-next-year" };
        SupplierOrigin real = new("https://api.al-style.kz/api/", "token-of-the-demonstration");

        Assert.Null(await origins.VersionAsync("main", first, Stopping));
        var claimed = await origins.ClaimAsync("main", first, lease, Stopping);
        var snapshot = Snapshot(10) with { Version = claimed };
        await store.SaveAsync("main", snapshot, null, true, lease, _clock.GetUtcNow(), Stopping);
        var own = await store.LoadAsync("main", Stopping);
        Assert.Equal(own.Version, await origins.VersionAsync("main", first, Stopping));
        Assert.Equal(own.Version, await origins.ClaimAsync("main", first, lease, Stopping));
        Assert.True(own.IsConfirmed);

        // Another token at the same address: the goods stay, to be read again before anything is published.
        Assert.Null(await origins.VersionAsync("main", renewed, Stopping));
        await origins.ClaimAsync("main", renewed, lease, Stopping);
        var unconfirmed = await store.LoadAsync("main", Stopping);
        Assert.Equal(
            (10, false, own.StockAt),
            (unconfirmed.Goods.Count, unconfirmed.IsConfirmed, unconfirmed.StockAt)
        );
        Assert.True(unconfirmed.Version > own.Version);

        // Another address: nothing of them is left.
        Assert.Null(await origins.VersionAsync("main", real, Stopping));
        await origins.ClaimAsync("main", real, lease, Stopping);
        var forgotten = await store.LoadAsync("main", Stopping);
        Assert.Equal((0, 0), (forgotten.Goods.Count, forgotten.Categories.All.Count));
        await Leases.ReleaseAsync(lease, Stopping);
        await LeaseAsync("account:main", "w2");
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            origins.ClaimAsync("main", first, lease, Stopping)
        );
    }

    [Fact]
    public async Task Goods_come_back_as_they_were_stored_and_only_the_changed_are_written_again()
    {
        var store = new GoodStore(Database);
        var snapshot = Snapshot(12_345);
        var lease = await LeaseAsync("account:main");

        snapshot = await store.SaveAsync(
            "main",
            snapshot,
            null,
            true,
            lease,
            _clock.GetUtcNow(),
            Stopping
        );
        snapshot.Goods.Change(7).Quantity = Quantity.Exactly(3);
        snapshot.Goods.Change(8).DealerPrice = 5;
        await store.SaveAsync("main", snapshot, [7], false, lease, _clock.GetUtcNow(), Stopping);
        var loaded = await store.LoadAsync("main", Stopping);

        Assert.Equal(2, loaded.Version);
        Assert.Equal(
            (snapshot.CatalogueAt, snapshot.StockAt),
            (loaded.CatalogueAt, loaded.StockAt)
        );
        Assert.Equal(["Сети"], loaded.Categories.All.Select(c => c.Name));
        Assert.Equal([8], SnapshotUpdate.Differences(loaded, snapshot));
        Assert.Equal(0, (await store.LoadAsync("other", Stopping)).Goods.Count);
    }

    [Fact]
    public async Task A_lease_is_held_by_one_and_its_number_rises()
    {
        var first = await LeaseAsync("shop:demo");

        Assert.Null(
            await Leases.TryTakeAsync("shop:demo", "w2", TimeSpan.FromSeconds(15), Stopping)
        );
        Assert.True(await Leases.ExtendAsync(first, TimeSpan.FromSeconds(15), Stopping));

        _clock.Advance(TimeSpan.FromSeconds(16));
        var second = await LeaseAsync("shop:demo", "w2");
        Assert.Equal(first.Fence + 1, second.Fence);
        Assert.False(await Leases.ExtendAsync(first, TimeSpan.FromSeconds(15), Stopping));

        await Leases.ReleaseAsync(first, Stopping);
        Assert.True(await Leases.ExtendAsync(second, TimeSpan.FromSeconds(15), Stopping));
        await Leases.ReleaseAsync(second, Stopping);
        Assert.Equal(second.Fence + 1, (await LeaseAsync("shop:demo")).Fence);
    }

    [Fact]
    public async Task Of_many_that_want_a_lease_one_gets_it()
    {
        var taken = await Task.WhenAll(
            Enumerable
                .Range(0, 8)
                .Select(i =>
                    Task.Run(
                        () =>
                            Leases.TryTakeAsync(
                                "shop:demo",
                                $"w{i}",
                                TimeSpan.FromSeconds(15),
                                Stopping
                            ),
                        Stopping
                    )
                )
        );

        Assert.Single(taken, l => l is not null);
    }

    [Fact]
    public async Task A_worker_that_lost_its_lease_cannot_write_any_more()
    {
        var old = await LeaseAsync("shop:demo");
        var account = await LeaseAsync("account:main");
        _clock.Advance(TimeSpan.FromSeconds(16));
        await LeaseAsync("shop:demo", "w2");
        await LeaseAsync("account:main", "w2");
        var changes = Changes(Snapshot(3));

        await Assert.ThrowsAsync<LeaseLostException>(() =>
            Lists.PublishAsync(
                "demo",
                1,
                old,
                changes,
                List("a"),
                null,
                _clock.GetUtcNow(),
                Stopping
            )
        );
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            new GoodStore(Database).SaveAsync(
                "main",
                Snapshot(3),
                null,
                true,
                account,
                _clock.GetUtcNow(),
                Stopping
            )
        );

        Assert.Equal(new ShopState(), await Lists.StateAsync("demo", Stopping));
        Assert.Equal(0, (await new OfferStore(Database).LoadAsync("demo", Stopping)).Count);
        Assert.Equal(0, (await new GoodStore(Database).LoadAsync("main", Stopping)).Goods.Count);
    }

    [Fact]
    public async Task A_waiting_run_takes_up_those_asked_for_after_it()
    {
        var first = await Runs.EnqueueAsync(
            "demo",
            RunKind.Fast,
            "schedule",
            false,
            _clock.GetUtcNow(),
            Stopping
        );
        var second = await Runs.EnqueueAsync(
            "demo",
            RunKind.Full,
            "api",
            true,
            _clock.GetUtcNow(),
            Stopping
        );
        var third = await Runs.EnqueueAsync(
            "demo",
            RunKind.Fast,
            "schedule",
            false,
            _clock.GetUtcNow(),
            Stopping
        );
        await Runs.EnqueueAsync(
            "other",
            RunKind.Fast,
            "schedule",
            false,
            _clock.GetUtcNow(),
            Stopping
        );

        Assert.Equal((first, first), (second, third));
        var run = await Runs.FindAsync(first, Stopping);
        Assert.Equal((RunKind.Full, true, RunState.Queued), (run!.Kind, run.AcceptLoss, run.State));
        // What a person asks for is read anew, also when the schedule asked first.
        Assert.Equal("api", run.AskedBy);
        Assert.Equal(["demo", "other"], await WaitingAsync());
    }

    [Fact]
    public async Task A_run_goes_from_queued_to_its_end_and_keeps_its_numbers()
    {
        var id = await Runs.EnqueueAsync(
            "demo",
            RunKind.Fast,
            "api",
            false,
            _clock.GetUtcNow(),
            Stopping
        );
        var lease = await LeaseAsync("shop:demo");
        var run = await Runs.TryStartAsync(lease, "demo", Stopping);
        Assert.Equal(
            (id, RunState.Running, "w1", lease.Fence),
            (run!.Id, run.State, run.Worker, run.Fence)
        );
        Assert.Null(
            await Runs.TryStartAsync(lease, "demo", Stopping) is { State: RunState.Running } other
            && other.Id == id
                ? other
                : null
        );
    }

    [Fact]
    public async Task Whoever_takes_the_next_run_of_a_dead_worker_takes_up_what_it_was_to_do()
    {
        await EnqueueAsync(RunKind.Full, "schedule", acceptLoss: true);
        var dead = await Runs.TryStartAsync(await LeaseAsync("shop:demo"), "demo", Stopping);
        _clock.Advance(TimeSpan.FromMinutes(5));
        await EnqueueAsync(RunKind.Fast, "schedule");

        var owner = await Leases.TakeOverAsync("shop:demo", "w2", Stopping);
        Assert.Equal(1, await Runs.RecoverAsync(owner, "demo", Stopping));
        var next = await Runs.TryStartAsync(owner, "demo", Stopping);

        Assert.Equal((RunKind.Full, true, "recovery"), (next!.Kind, next.AcceptLoss, next.AskedBy));
        Assert.Equal(RunState.Abandoned, (await Runs.FindAsync(dead!.Id, Stopping))!.State);
        Assert.Empty(await WaitingAsync());
    }

    private Task<IReadOnlyList<string>> WaitingAsync() =>
        new WorkStore(Database).ShopsWithRunsAsync(Stopping);

    private Task<long> EnqueueAsync(RunKind kind, string askedBy, bool acceptLoss = false) =>
        Runs.EnqueueAsync("demo", kind, askedBy, acceptLoss, _clock.GetUtcNow(), Stopping);

    [Fact]
    public async Task A_heartbeat_stores_progress_and_hears_of_a_request_to_stop()
    {
        var id = await Runs.EnqueueAsync(
            "demo",
            RunKind.Fast,
            "api",
            false,
            _clock.GetUtcNow(),
            Stopping
        );
        var run = await Runs.TryStartAsync(await LeaseAsync("shop:demo"), "demo", Stopping);
        run!.Counts.Goods = 7;

        Assert.False(
            await Runs.BeatAsync(run with { Stage = "stock", Done = 3, Total = 9 }, Stopping)
        );
        Assert.True(await Runs.CancelAsync(id, Stopping));
        Assert.True(
            await Runs.BeatAsync(run with { Stage = "stock", Done = 4, Total = 9 }, Stopping)
        );
        Assert.Null(await Runs.BeatAsync(run with { Fence = run.Fence - 1 }, Stopping));

        var stored = await Runs.FindAsync(id, Stopping);
        Assert.Equal(
            ("stock", 4, 9, 7, true),
            (stored!.Stage, stored.Done, stored.Total, stored.Counts.Goods, stored.CancelRequested)
        );

        await Runs.FinishAsync(
            run with
            {
                State = RunState.Cancelled,
                Message = "Stopped on request.",
            },
            Stopping
        );
        Assert.False(await Runs.CancelAsync(id, Stopping));
        Assert.Equal((RunState.Cancelled, "Stopped on request."), await Ended(id));
    }

    [Fact]
    public async Task A_waiting_run_is_cancelled_at_once()
    {
        var id = await Runs.EnqueueAsync(
            "demo",
            RunKind.Fast,
            "api",
            false,
            _clock.GetUtcNow(),
            Stopping
        );

        Assert.True(await Runs.CancelAsync(id, Stopping));
        Assert.Equal(RunState.Cancelled, (await Runs.FindAsync(id, Stopping))!.State);
        Assert.Null(await Runs.TryStartAsync(await LeaseAsync("shop:demo"), "demo", Stopping));
    }

    [Fact]
    public async Task The_run_of_a_dead_worker_is_closed_and_asked_for_again()
    {
        var id = await Runs.EnqueueAsync(
            "demo",
            RunKind.Full,
            "schedule",
            false,
            _clock.GetUtcNow(),
            Stopping
        );
        var run = await Runs.TryStartAsync(await LeaseAsync("shop:demo"), "demo", Stopping);
        var next = await Leases.TakeOverAsync("shop:demo", "w2", Stopping);
        Assert.Equal(1, await Runs.RecoverAsync(next, "demo", Stopping));
        Assert.Equal(0, await Runs.RecoverAsync(next, "demo", Stopping));

        Assert.Equal(RunState.Abandoned, (await Runs.FindAsync(id, Stopping))!.State);
        var again = await Runs.TryStartAsync(next, "demo", Stopping);
        Assert.Equal((RunKind.Full, "recovery"), (again!.Kind, again.AskedBy));

        await Runs.FinishAsync(
            run! with
            {
                State = RunState.Succeeded,
                Message = "too late",
            },
            Stopping
        );
        Assert.Equal(RunState.Abandoned, (await Runs.FindAsync(id, Stopping))!.State);
    }

    [Fact]
    public async Task Runs_are_listed_newest_first_page_by_page()
    {
        var ids = new List<long>();
        foreach (var shop in new[] { "a", "b", "c" })
        {
            ids.Add(
                await Runs.EnqueueAsync(
                    shop,
                    RunKind.Fast,
                    "api",
                    false,
                    _clock.GetUtcNow(),
                    Stopping
                )
            );
        }

        Assert.Equal(
            [ids[2], ids[1]],
            (await Runs.ListAsync(null, null, 2, Stopping)).Select(r => r.Id)
        );
        Assert.Equal([ids[0]], (await Runs.ListAsync(null, ids[1], 2, Stopping)).Select(r => r.Id));
        Assert.Equal([ids[1]], (await Runs.ListAsync("b", null, 2, Stopping)).Select(r => r.Id));
    }

    [Fact]
    public async Task Publishing_switches_offers_history_and_list_together()
    {
        var lease = await LeaseAsync("shop:demo");
        var first = Changes(Snapshot(5));

        Assert.Equal(
            1,
            await Lists.PublishAsync(
                "demo",
                11,
                lease,
                first,
                List("a"),
                null,
                _clock.GetUtcNow(),
                Stopping
            )
        );
        var offers = await new OfferStore(Database).LoadAsync("demo", Stopping);
        Assert.Equal(
            Enumerable.Range(0, first.Next.Count).Select(i => first.Next[i]),
            Enumerable.Range(0, offers.Count).Select(i => offers[i])
        );

        var sold = Snapshot(5);
        sold.Goods.Change(0).Quantity = Quantity.Exactly(0);
        var second = Changes(sold, offers);
        Assert.Equal(
            2,
            await Lists.PublishAsync(
                "demo",
                12,
                lease,
                second,
                List("b"),
                null,
                _clock.GetUtcNow(),
                Stopping
            )
        );

        Assert.Equal((2L, 2L), await Versions());
        Assert.Equal(
            "b",
            Encoding.UTF8.GetString((await Lists.LoadAsync("demo", 2, Stopping))!.Value.Gzip)
        );
        Assert.Equal(
            "a",
            Encoding.UTF8.GetString((await Lists.LoadAsync("demo", 1, Stopping))!.Value.Gzip)
        );
        var history = await new OfferQueries(Database).HistoryAsync("demo", 1, 10, Stopping);
        Assert.Equal(
            [(12L, ChangeKind.Withdrawn), (11L, ChangeKind.Added)],
            history.Select(h => (h.Run, h.Kind))
        );
        Assert.Equal(2, (await new JournalStore(Database).ListAsync("demo", 10, Stopping)).Count);
        Assert.Equal(
            new Dictionary<string, CurrentList> { ["demo"] = new(2, "") },
            await Lists.CurrentAsync(Stopping)
        );
    }

    [Fact]
    public async Task A_list_with_the_published_content_makes_no_version_but_is_confirmed()
    {
        var lease = await LeaseAsync("shop:demo");
        var changes = Changes(Snapshot(5));
        await Lists.PublishAsync(
            "demo",
            1,
            lease,
            changes,
            List("a"),
            null,
            _clock.GetUtcNow(),
            Stopping
        );
        _clock.Advance(TimeSpan.FromSeconds(10));

        var nothing = Changes(Snapshot(5), changes.Next);
        Assert.Equal(
            0,
            await Lists.PublishAsync(
                "demo",
                2,
                lease,
                nothing,
                List("a"),
                null,
                _clock.GetUtcNow(),
                Stopping
            )
        );
        Assert.Equal(
            0,
            await Lists.PublishAsync(
                "demo",
                3,
                lease,
                nothing,
                null,
                null,
                _clock.GetUtcNow(),
                Stopping
            )
        );

        Assert.Equal((1L, 1L), await Versions());
        Assert.Equal(_clock.GetUtcNow(), (await Lists.StateAsync("demo", Stopping)).ListCheckedAt);
    }

    [Fact]
    public async Task A_hold_keeps_what_is_published_and_ends_with_the_next_publication()
    {
        var lease = await LeaseAsync("shop:demo");
        var changes = Changes(Snapshot(5));
        await Lists.PublishAsync(
            "demo",
            1,
            lease,
            changes,
            List("a"),
            null,
            _clock.GetUtcNow(),
            Stopping
        );
        var hold = new Hold("too-many-lost", 5, 1, 4, "Held.");
        var checkedAt = _clock.GetUtcNow();
        _clock.Advance(TimeSpan.FromSeconds(10));
        await HoldAsync(2, Snapshot(5), null);
        _clock.Advance(TimeSpan.FromSeconds(10));
        var state = await HoldAsync(3, Snapshot(5), null);
        Assert.Equal(
            (hold, checkedAt.AddSeconds(10), checkedAt, 1L, 1L),
            (
                state.Hold,
                state.HoldSince,
                state.ListCheckedAt,
                state.ListVersion,
                state.OffersVersion
            )
        );

        // What only lowers is published, and held it is still.
        var fewer = Snapshot(5);
        fewer.Goods.Change(0).Quantity = Quantity.Exactly(10);
        state = await HoldAsync(4, fewer, List("b"));
        Assert.Equal(
            (hold, checkedAt.AddSeconds(10), checkedAt, 2L, 2L),
            (
                state.Hold,
                state.HoldSince,
                state.ListCheckedAt,
                state.ListVersion,
                state.OffersVersion
            )
        );

        await Lists.PublishAsync(
            "demo",
            5,
            lease,
            Changes(Snapshot(5), await new OfferStore(Database).LoadAsync("demo", Stopping)),
            null,
            null,
            _clock.GetUtcNow(),
            Stopping
        );
        state = await Lists.StateAsync("demo", Stopping);
        Assert.Equal(
            (null, null, _clock.GetUtcNow()),
            (state.Hold, state.HoldSince, state.ListCheckedAt)
        );

        async Task<ShopState> HoldAsync(long run, Snapshot goods, NewPriceList? list)
        {
            var published = await new OfferStore(Database).LoadAsync("demo", Stopping);
            await Lists.PublishAsync(
                "demo",
                run,
                lease,
                DecreaseOnlyFilter.Of(Changes(goods, published), new Dictionary<int, int>(), hold),
                list,
                null,
                _clock.GetUtcNow(),
                Stopping
            );
            return await Lists.StateAsync("demo", Stopping);
        }
    }

    [Fact]
    public async Task Old_versions_lose_their_bytes_but_one_an_hour_and_later_one_a_day_stays()
    {
        var lease = await LeaseAsync("shop:demo");
        var none = Changes(Snapshot(0));
        var start = _clock.GetUtcNow().AddDays(-10).AddHours(-5);
        for (var i = 0; i < 12; i++)
        {
            await Lists.PublishAsync(
                "demo",
                i,
                lease,
                none,
                List($"old {i}"),
                null,
                start.AddMinutes(20 * i),
                Stopping
            );
        }

        for (var i = 0; i < 6; i++)
        {
            await Lists.PublishAsync(
                "demo",
                i,
                lease,
                none,
                List($"recent {i}"),
                null,
                _clock.GetUtcNow().AddDays(-2).AddMinutes(20 * i),
                Stopping
            );
        }

        await Lists.PublishAsync(
            "demo",
            99,
            lease,
            none,
            List("now"),
            null,
            _clock.GetUtcNow(),
            Stopping
        );

        Assert.Equal(11 + 4, await Lists.PruneAsync("demo", _clock.GetUtcNow(), Stopping));
        Assert.NotNull(await Lists.LoadAsync("demo", 1, Stopping));
        Assert.Null(await Lists.LoadAsync("demo", 2, Stopping));
        Assert.NotNull(await Lists.LoadAsync("demo", 19, Stopping));
        Assert.Equal(19, (await Lists.ListAsync("demo", 100, Stopping)).Count);
    }

    [Fact]
    public async Task Offers_are_found_by_every_filter_and_in_every_order()
    {
        var snapshot = Snapshot(0);
        snapshot.Goods.Add(Good(snapshot.Brands, 1, dealer: 10_000, name: "Кабель 100% HDMI"));
        snapshot.Goods.Add(Good(snapshot.Brands, 3, dealer: 20_000, name: "Мышь", stock: 5));
        snapshot.Goods.Add(
            Good(snapshot.Brands, 5, dealer: 30_000, name: "Мышь", stock: 0) with
            {
                Brand = snapshot.Brands.Add("HP"),
            }
        );
        await new GoodStore(Database).SaveAsync(
            "main",
            snapshot,
            null,
            true,
            await LeaseAsync("account:main"),
            _clock.GetUtcNow(),
            Stopping
        );
        await Lists.PublishAsync(
            "demo",
            1,
            await LeaseAsync("shop:demo"),
            Changes(snapshot),
            List("a"),
            null,
            _clock.GetUtcNow(),
            Stopping
        );
        var filter = new OfferFilter { Shop = "demo", Account = "main" };

        Assert.Equal("1 3 5", await Find(filter));
        Assert.Equal("5 3 1", await Find(filter with { Sort = "-article" }));
        Assert.Equal("5 3 1", await Find(filter with { Sort = "stock" }));
        Assert.Equal("3", await Find(filter with { Page = 1, Size = 1 }));
        Assert.Equal("1 3", await Find(filter with { State = OfferState.OnSale }));
        Assert.Equal("5", await Find(filter with { Reason = Reason.OutOfStock }));
        Assert.Equal("5", await Find(filter with { Brand = "hp" }));
        Assert.Equal("3 5", await Find(filter with { Search = "мышь" }));
        Assert.Equal("1", await Find(filter with { Search = "100%" }));
        Assert.Empty(await Find(filter with { Search = "100_" }));
        Assert.Equal("1 3 5", await Find(filter with { Search = "dwa" }));
        Assert.Equal("3", await Find(filter with { PriceFrom = 14_000, PriceTo = 30_000 }));
        Assert.Empty(await Find(filter with { Search = "'; DROP TABLE offer; --" }));
        Assert.Empty(await Find(filter with { Shop = "other" }));
        Assert.Equal(
            "HP",
            Assert
                .Single(
                    await new OfferQueries(Database).FindBySkuAsync("demo", "main", "5", Stopping)
                )
                .Brand
        );
        Assert.Empty(
            await new OfferQueries(Database).FindBySkuAsync("demo", "main", "x", Stopping)
        );
        Assert.Equal(
            [(OfferState.NotOffered, Reason.OutOfStock, 1), (OfferState.OnSale, Reason.None, 2)],
            await new OfferQueries(Database).CountAsync("demo", Stopping)
        );
    }

    [Fact]
    public async Task Of_two_that_change_the_rules_at_once_one_is_told_to_look_again()
    {
        var store = new RulesStore(Database, _clock);

        Assert.Equal(1, (await store.AddAsync("demo", 0, "{}", "a", Stopping))?.Version);
        var both = await Task.WhenAll(
            Task.Run(() => store.AddAsync("demo", 1, "{\"a\":1}", "a", Stopping), Stopping),
            Task.Run(() => store.AddAsync("demo", 1, "{\"b\":1}", "b", Stopping), Stopping)
        );

        Assert.Single(both, r => r is not null);
        Assert.Equal(2, (await store.LoadAsync("demo", null, Stopping))?.Version);
        Assert.Equal("{}", (await store.LoadAsync("demo", 1, Stopping))?.Document);
        Assert.Null(await store.LoadAsync("demo", 3, Stopping));
    }

    [Fact]
    public async Task Pulls_are_kept_for_thirty_days()
    {
        var store = new PullStore(Database);
        var pull = new Pull(
            "demo",
            _clock.GetUtcNow(),
            "GET",
            200,
            1,
            5,
            true,
            "Kaspi",
            "127.0.0.1"
        );
        await store.AddAsync(
            [pull with { At = pull.At.AddDays(-31) }, pull, pull with { Status = 304 }],
            Stopping
        );

        await store.PruneAsync(_clock.GetUtcNow(), Stopping);

        Assert.Equal(
            [pull with { Status = 304 }, pull],
            await store.ListAsync("demo", 10, Stopping)
        );
    }

    [Fact]
    public async Task Of_many_workers_one_moves_a_due_date()
    {
        var store = new ScheduleStore(Database);
        var (due, next) = (_clock.GetUtcNow(), _clock.GetUtcNow().AddMinutes(1));

        Assert.Null(await store.NextAsync("demo", RunKind.Fast, Stopping));
        Assert.True(await store.MoveAsync("demo", RunKind.Fast, null, due, Stopping));
        Assert.False(await store.MoveAsync("demo", RunKind.Fast, null, due, Stopping));
        var moved = await Task.WhenAll(
            Enumerable
                .Range(0, 6)
                .Select(_ =>
                    Task.Run(
                        () => store.MoveAsync("demo", RunKind.Fast, due, next, Stopping),
                        Stopping
                    )
                )
        );

        Assert.Single(moved, m => m);
        Assert.Equal(next, await store.NextAsync("demo", RunKind.Fast, Stopping));
    }

    private async Task<(RunState, string?)> Ended(long id)
    {
        var run = await Runs.FindAsync(id, Stopping);
        return (run!.State, run.Message);
    }

    private async Task<(long Offers, long List)> Versions()
    {
        var state = await Lists.StateAsync("demo", Stopping);
        return (state.OffersVersion, state.ListVersion);
    }

    private async Task<string> Find(OfferFilter filter)
    {
        var (rows, total) = await new OfferQueries(Database).FindAsync(filter, Stopping);
        Assert.True(total >= rows.Count);
        return string.Join(' ', rows.Select(r => r.Offer.Article));
    }
}
