namespace TimurApiConnect.Storage.Orders;

/// <summary>Whose a shop's orders are.</summary>
/// <param name="Merchant">The merchant's number in the settings.</param>
/// <param name="Uid">The shop's number, where one cabinet holds several; empty when none is set.</param>
/// <param name="Host">The host that is asked: a simulated Kaspi's orders are not those of the real one.</param>
public sealed record OrderOrigin(string Merchant, string Uid, string Host)
{
    /// <summary>
    /// Whether both are the same merchant's. A token is renewed and says nothing; a shop's number may be set later, when the cabinet gets a second shop.
    /// </summary>
    public bool IsSameAs(OrderOrigin other) =>
        Merchant == other.Merchant
        && string.Equals(Host, other.Host, StringComparison.OrdinalIgnoreCase)
        && (Uid == other.Uid || Uid.Length == 0 || other.Uid.Length == 0);

    /// <summary>Under which shop's name these orders are kept apart. No key has an @ in it.</summary>
    public string ApartFrom(string shop) =>
        $"{shop}@{Merchant}@{Host}{(Uid.Length == 0 || Uid == Merchant ? "" : $"@{Uid}")}";
}

/// <summary>What a claim changed.</summary>
/// <param name="SetApart">Under which name another merchant's orders are kept now; null when there were none.</param>
/// <param name="CameBack">Whether orders that had been kept apart are the shop's again.</param>
public sealed record OrderClaim(string? SetApart, bool CameBack);
