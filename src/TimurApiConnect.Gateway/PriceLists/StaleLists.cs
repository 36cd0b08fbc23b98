using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Stock;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>
/// The last net of promise P5: when no worker stops old data (it crashed, it cannot reach the database), the gateway serves the list with
/// everything off sale. Only for "all": which offers had little stock, the worker knows.
/// </summary>
internal sealed partial class StaleLists(
    GoodStore goods,
    ShopDirectory shops,
    IOptionsMonitor<StockAgeOptions> options,
    TimeProvider clock,
    ILogger<StaleLists> logger
)
{
    // The worker's turn comes first.
    private static readonly TimeSpan Grace = TimeSpan.FromMinutes(5);
    private FrozenDictionary<string, DateTimeOffset> _stockAt = FrozenDictionary<
        string,
        DateTimeOffset
    >.Empty;

    private IReadOnlyList<AccountAge> _accounts = [];

    /// <summary>Learns how old the stock data of the accounts are, and where they are read.</summary>
    public async Task LookAsync(CancellationToken stopping)
    {
        _accounts = await goods.AgesAsync(stopping);
        _stockAt = _accounts
            .Where(a => a.StockAt is not null)
            .ToFrozenDictionary(a => a.Account, a => a.StockAt!.Value, StringComparer.Ordinal);
    }

    /// <summary>Why a list is not served whose goods were read at another address than the account's are now; null when it is.</summary>
    public string? WhyForeign(string shop, CurrentList list) =>
        shops.All.FirstOrDefault(s => s.Key == shop) is { Options.Supplier: var supplier }
        && _accounts.FirstOrDefault(a => a.Account == supplier) is { Address.Length: > 0 } account
        && list.GoodsAddress.Length > 0
        && list.GoodsAddress != account.Address
            ? $"Price list {list.Version} was made of goods that were read at {list.GoodsAddress}; those of supplier account {supplier} are read at {account.Address} now, so it is not served. The first run that reads them publishes a new one: POST /api/sync, and GET /api/runs says what it does."
            : null;

    /// <summary>The stopped forms of the lists that are too old now; what is stopped already is not made again.</summary>
    public FrozenDictionary<string, ServedList> Stop(
        IReadOnlyDictionary<string, ServedList> lists,
        FrozenDictionary<string, ServedList> stopped
    )
    {
        var old = lists.Where(l => IsTooOld(l.Key) && l.Value.Version.OnSale > 0).ToList();
        if (
            old.Count == stopped.Count
            && old.TrueForAll(l =>
                stopped.TryGetValue(l.Key, out var now)
                && now.Version.Version == l.Value.Version.Version
            )
        )
        {
            return stopped;
        }

        foreach (var shop in stopped.Keys.Except(old.Select(l => l.Key), StringComparer.Ordinal))
        {
            Log.SellsAgain(logger, shop);
        }

        return old.ToFrozenDictionary(
            l => l.Key,
            l =>
            {
                Log.Stopped(logger, l.Key, options.CurrentValue.AllStopsAfter.TotalHours);
                return l.Value.Stopped(clock.GetUtcNow());
            },
            StringComparer.Ordinal
        );
    }

    private bool IsTooOld(string shop) =>
        shops.All.FirstOrDefault(s => s.Key == shop) is { } known
        && _stockAt.TryGetValue(known.Options.Supplier, out var at)
        && options.CurrentValue.Limits.StopsUpTo(clock.GetUtcNow() - at - Grace)
            == AgeLimits.StopsAll;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Error,
            Message = "{Shop}: the stock data are older than {Hours} h and no worker has taken the offers off sale; the list is served with everything off sale. See that the sync worker works."
        )]
        public static partial void Stopped(ILogger logger, string shop, double hours);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Information,
            Message = "{Shop}: the published list is served as it is again."
        )]
        public static partial void SellsAgain(ILogger logger, string shop);
    }
}
