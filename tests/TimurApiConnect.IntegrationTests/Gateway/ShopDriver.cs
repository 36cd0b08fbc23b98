using System.IO.Compression;
using System.Text.Json.Nodes;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.PriceLists;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Core.Stock;
using TimurApiConnect.Kaspi.PriceLists;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Offers;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Gateway;

/// <summary>Does to a shop what the sync worker would, through the stores.</summary>
internal sealed class ShopDriver(GatewayServer server, string shop = "demo")
{
    private static readonly TimeSpan LeaseFor = TimeSpan.FromMinutes(1);
    private readonly Brands _brands = new();
    private long _snapshotVersion;

    public static Good Good(
        int article,
        long dealerPrice = 10_000,
        string quantity = ">50",
        string name = "Адаптер",
        int brand = 0,
        long rrp = 0,
        int category = 1,
        int multiplicity = 1
    ) =>
        new()
        {
            Article = article,
            Texts = GoodTexts.From($"{name} {article}", $"PN-{article}"),
            DealerPrice = dealerPrice,
            RetailPrice = dealerPrice + 500,
            Rrp = rrp,
            Brand = brand,
            Category = category,
            Multiplicity = multiplicity,
            Quantity = Quantity.Parse(System.Text.Encoding.UTF8.GetBytes(quantity)),
        };

    /// <summary>How old the stock data are when goods are stored.</summary>
    public TimeSpan StockAge { get; set; }

    /// <summary>Where the goods of the next list were read; null: nobody knows.</summary>
    public string? GoodsAddress { get; set; }

    /// <summary>From now on the account's goods are read there.</summary>
    public Task ReadAtAsync(string address) =>
        UnderLeaseAsync(lease =>
            server
                .Get<AccountOrigins>()
                .ClaimAsync("main", new SupplierOrigin(address, "token"), lease, default)
        );

    public int Brand(string name) => _brands.Add(name);

    /// <summary>The shipped rules with a change.</summary>
    public static string Rules(Action<JsonNode>? change = null)
    {
        var rules = JsonNode.Parse(RulesDocument.Default)!;
        change?.Invoke(rules);
        return rules.ToJsonString();
    }

    /// <summary>Puts rules in force without the API.</summary>
    public async Task SetRulesAsync(string document)
    {
        var current = await server.Get<ShopRulesSource>().DocumentAsync(shop, default);
        Assert.Empty(RulesDocument.Read(document).Errors);
        Assert.NotNull(
            await server
                .Get<RulesStore>()
                .AddAsync(shop, current.Version, document, "test", default)
        );
    }

    /// <summary>Stores the goods, decides, and publishes what comes of it.</summary>
    /// <returns>The price list's version; 0 when nothing changed.</returns>
    public async Task<long> PublishAsync(params Good[] goods)
    {
        var snapshot = await StoreAsync(goods);
        var rules = await server.Get<ShopRulesSource>().LoadAsync(shop, default);
        var published = await server.Get<OfferStore>().LoadAsync(shop, default);
        var changes = Comparison.Compare(
            snapshot,
            new Decider(rules.Rules, rules.Version.Version, snapshot, rules.SkuMapping),
            new PublishCheck(rules.Rules, snapshot, StockClaims.None),
            published
        );
        using var bytes = new MemoryStream();
        PriceListSummary summary;
        using (var gzip = new GZipStream(bytes, CompressionLevel.Fastest, leaveOpen: true))
        {
            summary = new PriceListWriter(rules.Rules, _brands).Write(
                gzip,
                new PriceListHead("Demo", "30000001"),
                TimeProvider.System.GetUtcNow(),
                changes.Next,
                snapshot,
                default
            );
        }

        return await PublishAsync(
            changes,
            new NewPriceList(
                summary.Hash,
                summary.Offers,
                summary.OnSale,
                summary.Size,
                bytes.ToArray()
            )
        );
    }

    /// <summary>Publishes this very list, whatever it is.</summary>
    public async Task<long> PublishAsync(ChangeSet changes, NewPriceList list)
    {
        var version = await UnderLeaseAsync(lease =>
            server
                .Get<PriceListStore>()
                .PublishAsync(
                    shop,
                    1,
                    lease,
                    changes,
                    list,
                    GoodsAddress,
                    TimeProvider.System.GetUtcNow(),
                    default
                )
        );
        await server.Get<INotifier>().PublishAsync(Topics.PriceLists);
        return version;
    }

    public Task HoldAsync(Hold hold) =>
        UnderLeaseAsync(async lease =>
        {
            await server
                .Get<PriceListStore>()
                .PublishAsync(
                    shop,
                    1,
                    lease,
                    new()
                    {
                        Published = new(),
                        Next = new(),
                        Hold = hold,
                    },
                    null,
                    null,
                    TimeProvider.System.GetUtcNow(),
                    default
                );
            return true;
        });

    /// <summary>Stores the supplier's goods.</summary>
    public async Task<Snapshot> StoreAsync(params Good[] goods)
    {
        var table = new Table<Good>();
        foreach (var good in goods.OrderBy(g => g.Article))
        {
            table.Add(good);
        }

        var now = TimeProvider.System.GetUtcNow();
        var snapshot = new Snapshot
        {
            Goods = table,
            Brands = _brands,
            Categories = new CategoryTree([new Category(1, "Кабели", 1, 2, 1)]),
            CatalogueAt = now,
            StockAt = now - StockAge,
            Version = _snapshotVersion,
        };
        await UnderLeaseAsync(async lease =>
        {
            await server
                .Get<GoodStore>()
                .SaveAsync("main", snapshot, null, true, lease, now, default);
            return true;
        });
        _snapshotVersion = snapshot.Version;
        return snapshot;
    }

    /// <summary>Takes the waiting run as a worker would.</summary>
    public Task<Run> StartRunAsync() =>
        UnderLeaseAsync(async lease =>
            (await server.Get<RunStore>().TryStartAsync(lease, shop, default))!
        );

    /// <summary>A run that has ended so.</summary>
    public async Task<Run> EndedRunAsync(
        RunKind kind,
        RunState state,
        string message,
        string? code = null
    )
    {
        var runs = server.Get<RunStore>();
        await runs.EnqueueAsync(
            shop,
            kind,
            "schedule",
            false,
            TimeProvider.System.GetUtcNow(),
            default
        );
        var run = await StartRunAsync();
        await runs.FinishAsync(
            run with
            {
                State = state,
                Message = message,
                FailureCode = code,
            },
            default
        );
        await server.Get<INotifier>().PublishAsync(Topics.Progress);
        return run;
    }

    /// <summary>Waits until the gateway serves this version.</summary>
    public Task ServedAsync(long version) =>
        GatewayServer.UntilAsync(
            async () =>
            {
                var status = await server.JsonAsync("/api/status");
                var list = status.GetProperty("shops")[0].GetProperty("priceList");
                return list.ValueKind == System.Text.Json.JsonValueKind.Object
                    && list.GetProperty("servedVersion")
                        is { ValueKind: System.Text.Json.JsonValueKind.Number } served
                    && served.GetInt64() == version;
            },
            $"version {version} is served"
        );

    private async Task<T> UnderLeaseAsync<T>(Func<Lease, Task<T>> work)
    {
        var leases = server.Get<LeaseStore>();
        var lease = await leases.TryTakeAsync($"shop:{shop}", "test", LeaseFor, default);
        Assert.NotNull(lease);
        var result = await work(lease);
        await leases.ReleaseAsync(lease, default);
        return result;
    }
}
