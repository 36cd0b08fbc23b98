using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TimurApiConnect.Kaspi;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Whether the stored orders of a shop are those of the merchant in this worker's settings. The settings that came last count: a worker claims the
/// orders when it starts and when its own settings change; one that runs on with older settings leaves them alone from then on.
/// </summary>
internal sealed partial class OrderMerchants(
    OrderOrigins origins,
    IOptionsMonitor<ShopsOptions> shops,
    IOptionsMonitor<KaspiOptions> kaspi,
    ILogger<OrderMerchants> logger
)
{
    private readonly ConcurrentDictionary<string, OrderOrigin> _claimed = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly ConcurrentDictionary<string, bool> _lost = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Claims the orders of all shops; before anything else is done with them.</summary>
    public Task ClaimAsync(CancellationToken stopping) =>
        OwnAsync([.. shops.CurrentValue.Shops.Keys], stopping);

    /// <summary>Whether a shop's orders may be read, decided and acted on.</summary>
    public async Task<bool> OwnsAsync(string shop, CancellationToken stopping) =>
        (await OwnAsync([shop], stopping)).Count == 1;

    /// <summary>Those of these shops whose orders are of the merchant in the settings.</summary>
    public async Task<IReadOnlyList<string>> OwnAsync(
        IReadOnlyCollection<string> keys,
        CancellationToken stopping
    )
    {
        foreach (var key in keys)
        {
            if (
                OriginOf(key) is { } origin
                && (!_claimed.TryGetValue(key, out var claimed) || claimed != origin)
            )
            {
                var claim = await origins.ClaimAsync(key, origin, stopping);
                _claimed[key] = origin;
                if (claim.SetApart is { } apart)
                {
                    Log.SetApart(logger, key, origin.Merchant, apart, claim.CameBack);
                }
            }
        }

        var stored = await origins.AllAsync(stopping);
        return [.. keys.Where(key => IsOwn(key, stored.GetValueOrDefault(key)))];
    }

    private bool IsOwn(string key, OrderOrigin? stored)
    {
        var own = stored is not null && OriginOf(key)?.IsSameAs(stored) == true;
        if (own)
        {
            _lost.TryRemove(key, out _);
        }
        else if (stored is not null && _lost.TryAdd(key, true))
        {
            Log.Lost(logger, key, stored.Merchant);
        }

        return own;
    }

    private OrderOrigin? OriginOf(string key) =>
        shops.CurrentValue.Find(key) is { } shop
            ? new(
                shop.MerchantId.Trim(),
                shop.KaspiMerchantUid?.Trim() ?? "",
                kaspi.CurrentValue.BaseUrl.Host
            )
            : null;

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "{Shop} has another merchant now, {Merchant}; the orders of the one before are kept as {Apart}. Orders of this merchant were kept before: {CameBack}."
        )]
        public static partial void SetApart(
            ILogger logger,
            string shop,
            string merchant,
            string apart,
            bool cameBack
        );

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Error,
            Message = "Another worker has given the orders of {Shop} to merchant {Merchant}; this one leaves them alone. Start it again with the same settings."
        )]
        public static partial void Lost(ILogger logger, string shop, string merchant);
    }
}
