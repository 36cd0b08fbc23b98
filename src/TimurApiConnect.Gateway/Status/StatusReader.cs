using System.Data.Common;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Gateway.Guard;
using TimurApiConnect.Gateway.Orders;
using TimurApiConnect.Gateway.PriceLists;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Processes;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.Gateway.Status;

/// <summary>Reads how everything is. With the database away it says so instead of failing: then it is wanted most.</summary>
internal sealed class StatusReader(
    ShopDirectory shops,
    PriceListStore lists,
    PriceListCache cache,
    PullStore pulls,
    RunStore runs,
    OfferCounts counts,
    GoodStore goods,
    VendorQueries vendors,
    ProcessStore processes,
    OrderQueries orders,
    OrderPollStore polls,
    GuardReader guard,
    CommandQueries commands,
    ForeignOrders foreign,
    OrderAttention orderAttention,
    SupplierOrderAttention supplierAttention,
    IOptionsMonitor<OrderOptions> orderOptions,
    IOptionsMonitor<StockAgeOptions> limits,
    HealthCheckService health,
    IConfiguration configuration,
    TimeProvider clock
)
{
    private const int MaxPulls = 3;
    private const int MaxParked = 20;
    private const int LooksMissed = 5;
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);
    private static readonly TimeSpan MinStockLimit = TimeSpan.FromMinutes(10);

    public async Task<StatusView> ReadAsync(CancellationToken stopping)
    {
        var report = await health.CheckHealthAsync(c => c.Name is "database" or "cache", stopping);
        var status = new StatusView(
            "ok",
            [],
            ProductInfo.InformationalVersion,
            clock.GetUtcNow(),
            null,
            null,
            null,
            Part(report, "database"),
            Part(report, "cache")
        );
        try
        {
            status = await ReadStoredAsync(status, stopping);
        }
        catch (DbException e)
        {
            status = status with
            {
                Shops = null,
                Accounts = null,
                Vendors = null,
                SupplierOrderAttention = [],
                Database =
                    status.Database.State == PartStatusStates.Healthy
                        ? new PartStatus(
                            "unhealthy",
                            $"{e.GetType().Name} while reading the status."
                        )
                        : status.Database,
            };
        }

        var attention = Attention.To(status, StockLimit);
        return status with
        {
            Promises = PromiseStatus.Of(status, limits.CurrentValue.AllStopsAfter),
            State = attention.Count == 0 ? "ok" : "attention",
            Attention = attention,
        };
    }

    // The cadence is the worker's setting; under one AppHost both have it, and its default is a minute.
    private TimeSpan StockLimit =>
        configuration.GetValue("Schedule:FastEvery", TimeSpan.FromSeconds(60)) * 3 is var three
        && three > MinStockLimit
            ? three
            : MinStockLimit;

    private async Task<StatusView> ReadStoredAsync(StatusView status, CancellationToken stopping)
    {
        var list = new List<ShopStatus>();
        var others = await foreign.ReadAsync(stopping);
        foreach (var shop in shops.All)
        {
            var read = await ReadShopAsync(shop, status.Now, stopping);
            list.Add(
                others.TryGetValue(shop.Key, out var why)
                    ? read with
                    {
                        Orders = null,
                        Cancellations = null,
                        OrderAttention = [why],
                        ParkedCommands = [],
                    }
                    : read
            );
        }

        return status with
        {
            Shops = list,
            Accounts = await ReadAccountsAsync(status.Now, stopping),
            Vendors = await ReadVendorsAsync(status.Now, stopping),
            SupplierOrderAttention = await supplierAttention.ReadAsync(stopping),
            Processes =
            [
                .. (await processes.ListAsync(status.Now - Day, stopping)).Select(p =>
                    ProcessStatus.Of(p, status.Now)
                ),
            ],
        };
    }

    /// <summary>The stored accounts, and those that shops name but that were never read.</summary>
    private async Task<IReadOnlyList<AccountStatus>> ReadAccountsAsync(
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        var ages = await goods.AgesAsync(stopping);
        return
        [
            .. shops
                .All.Select(s => s.Options.Supplier)
                .Except(ages.Select(a => a.Account), StringComparer.Ordinal)
                .Select(account => new AccountAge(account, null, null))
                .Concat(ages)
                .Select(a => new AccountStatus(
                    a.Account,
                    a.CatalogueAt,
                    a.StockAt,
                    Age(a.StockAt, now)
                )),
        ];
    }

    /// <summary>The vendors in the accounts that the settings still name.</summary>
    private async Task<IReadOnlyList<VendorStatus>> ReadVendorsAsync(
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        var calls = (await vendors.CallsAsync(stopping)).ToLookup(c => (c.Vendor, c.Account));
        return
        [
            .. (await vendors.AccountsAsync(stopping))
                .Where(a =>
                    shops.AccountsAt(a.Vendor).Contains(a.Account, StringComparer.OrdinalIgnoreCase)
                )
                .Select(a => VendorStatus.Of(a, [.. calls[(a.Vendor, a.Account)]], now)),
        ];
    }

    private async Task<ShopStatus> ReadShopAsync(
        Shop shop,
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        var state = await lists.StateAsync(shop.Key, stopping);
        var last = await pulls.ListAsync(shop.Key, MaxPulls, stopping);
        var newest = (await runs.ListAsync(shop.Key, null, 2, stopping)).LastOrDefault(r =>
            !r.IsOver
        );
        var read = await ReadOrdersAsync(shop.Key, now, stopping);
        return new ShopStatus(
            shop.Key,
            shop.Options.Name,
            shop.Options.Supplier,
            await ReadListAsync(shop, state, now, stopping),
            state.Hold is { } hold
                ? new HoldStatus(
                    hold.Code,
                    hold.Text,
                    state.HoldSince,
                    hold.OnSaleBefore,
                    hold.OnSaleAfter,
                    hold.Lost
                )
                : null,
            RunStatus.Of(newest),
            RunStatus.Of(await runs.LastEndedAsync(shop.Key, RunKind.Fast, stopping)),
            RunStatus.Of(await runs.LastEndedAsync(shop.Key, RunKind.Full, stopping)),
            last,
            last is [var pull, ..] ? Age(pull.At, now) : null,
            await counts.CountAsync(shop.Key, state.OffersVersion, stopping)
        )
        {
            Orders = read,
            Cancellations = read is null ? null : await guard.ReadAsync(shop.Key, stopping),
            OrderAttention = read is null
                ? []
                : await orderAttention.ReadAsync(shop.Key, read.Stages, now, stopping),
            ParkedCommands =
            [
                .. (
                    await commands.ListAsync(
                        new(shop.Key) { State = CommandState.Parked, Size = MaxParked },
                        stopping
                    )
                ).Select(CommandView.Of),
            ],
        };
    }

    private async Task<OrdersStatus?> ReadOrdersAsync(
        string shop,
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        if (await polls.FindAsync(shop, stopping) is not { } poll)
        {
            return null;
        }

        // One look that fails is no reason to worry; several are.
        var limit = orderOptions.CurrentValue.PollEvery * LooksMissed;
        var stages = await orders.CountOpenAsync(shop, stopping);
        return new(
            poll.ReadAt,
            Age(poll.ReadAt, now),
            now - (poll.ReadAt ?? poll.FirstAskedAt) > limit,
            stages.Values.Sum(),
            stages,
            poll.Failure,
            poll.Unread
        );
    }

    private async Task<ListStatus?> ReadListAsync(
        Shop shop,
        ShopState state,
        DateTimeOffset now,
        CancellationToken stopping
    ) =>
        state.ListVersion > 0 && (await lists.ListAsync(shop.Key, 1, stopping)) is [var version]
            ? new ListStatus(
                version.Version,
                cache.Find(shop.Key)?.Version.Version,
                version.CreatedAt,
                Age(version.CreatedAt, now) ?? 0,
                state.ListCheckedAt,
                version.Offers,
                version.OnSale,
                shop.FeedPath,
                cache.Find(shop.Key)?.IsStopped == true
            )
            {
                NotServed = cache.WhyForeign(shop.Key),
            }
            : null;

    private static long? Age(DateTimeOffset? at, DateTimeOffset now) =>
        at is { } then ? Math.Max(0, (long)(now - then).TotalSeconds) : null;

    private static PartStatus Part(HealthReport report, string name) =>
        report.Entries.TryGetValue(name, out var entry)
            ? new PartStatus(
                QueryReader.Spelled(entry.Status),
                entry.Status == HealthStatus.Unhealthy ? "See GET /health." : entry.Description
            )
            : new PartStatus(PartStatusStates.Healthy, null);
}
