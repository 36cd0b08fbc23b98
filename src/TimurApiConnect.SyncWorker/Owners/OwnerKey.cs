namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>What has an owner.</summary>
internal enum OwnerKind
{
    /// <summary>A supplier account: its catalogue and its readings.</summary>
    Account,

    /// <summary>A shop: its runs and its price list.</summary>
    Shop,

    /// <summary>A shop's orders: read, decided, acted on.</summary>
    ShopOrders,

    /// <summary>An account's orders at the supplier: its basket is one.</summary>
    SupplierOrders,
}

/// <summary>Which thing of which kind. The account is part of it, since all that belongs to one account is owned in one process.</summary>
/// <param name="Account">The supplier account.</param>
/// <param name="Kind">The kind.</param>
/// <param name="Name">The shop's key, or the account's.</param>
internal sealed record OwnerKey(string Account, OwnerKind Kind, string Name)
{
    /// <summary>The lease whose fencing number the owner's writes carry.</summary>
    public string LeaseName =>
        Kind switch
        {
            OwnerKind.Account => $"account:{Name}",
            OwnerKind.Shop => $"shop:{Name}",
            OwnerKind.ShopOrders => $"orders:{Name}",
            OwnerKind.SupplierOrders => $"supplier-orders:{Name}",
            _ => throw new InvalidOperationException($"{Kind} has no lease."),
        };

    /// <summary>As a grain's key: <c>main/Shop/demo</c>, each part escaped.</summary>
    public override string ToString() =>
        $"{Uri.EscapeDataString(Account)}/{Kind}/{Uri.EscapeDataString(Name)}";

    /// <summary>The key from a grain's.</summary>
    /// <exception cref="FormatException">It is none.</exception>
    public static OwnerKey Parse(string text) =>
        text.Split('/') is [var account, var kind, var name]
        && Enum.TryParse<OwnerKind>(kind, out var known)
            ? new OwnerKey(Uri.UnescapeDataString(account), known, Uri.UnescapeDataString(name))
            : throw new FormatException($"'{text}' is no owner's key.");
}
