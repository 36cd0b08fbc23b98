using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.Gateway.Api;

/// <summary>A shop by its key.</summary>
/// <param name="Key">The key.</param>
/// <param name="Options">Its settings.</param>
internal sealed record Shop(string Key, ShopOptions Options)
{
    /// <summary>Where its price list is served.</summary>
    public string FeedPath => $"/feeds/{Key}/kaspi.xml";
}

/// <summary>The shops as the settings name them.</summary>
internal sealed class ShopDirectory(IOptionsMonitor<ShopsOptions> options)
{
    public IReadOnlyList<Shop> All =>
        [
            .. options
                .CurrentValue.Shops.OrderBy(s => s.Key, StringComparer.Ordinal)
                .Select(s => new Shop(s.Key, s.Value)),
        ];

    /// <summary>In whose names a vendor is asked: supplier accounts at Al-Style, shops at Kaspi.</summary>
    public IReadOnlyList<string> AccountsAt(string vendor) =>
        vendor == VendorName.AlStyle.Key
            ?
            [
                .. All.Select(s => s.Options.Supplier)
                    .Distinct(StringComparer.OrdinalIgnoreCase)
                    .Order(StringComparer.Ordinal),
            ]
            : [.. All.Select(s => s.Key)];

    public Shop? Find(string key) =>
        options.CurrentValue.Shops.FirstOrDefault(s =>
            string.Equals(s.Key, key, StringComparison.Ordinal)
        )
            is { Key: not null } found
            ? new Shop(found.Key, found.Value)
            : null;
}
