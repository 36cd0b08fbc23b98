using Microsoft.Extensions.Options;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>What the settings say that needs an owner.</summary>
internal sealed class OwnerList(IOptionsMonitor<ShopsOptions> shops)
{
    /// <summary>All of it: two for each account, two for each shop.</summary>
    public IReadOnlyList<OwnerKey> All()
    {
        var keys = new List<OwnerKey>();
        foreach (var account in shops.CurrentValue.BySupplier())
        {
            keys.Add(new(account.Key, OwnerKind.Account, account.Key));
            keys.Add(new(account.Key, OwnerKind.SupplierOrders, account.Key));
            foreach (var shop in account)
            {
                keys.Add(new(account.Key, OwnerKind.Shop, shop));
                keys.Add(new(account.Key, OwnerKind.ShopOrders, shop));
            }
        }

        return keys;
    }

    /// <summary>The shops of an account.</summary>
    public IEnumerable<string> ShopsOf(string account) => shops.CurrentValue.BySupplier()[account];
}
