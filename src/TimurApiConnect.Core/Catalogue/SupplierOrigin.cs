namespace TimurApiConnect.Core.Catalogue;

/// <summary>Where an account's goods come from. Goods of another origin are never published: a demonstration's would be sold in a real shop.</summary>
/// <param name="Address">The supplier's address.</param>
/// <param name="Token">The account's token, a secret; stored only as a salted hash.</param>
public sealed record SupplierOrigin(string Address, string Token)
{
    /// <summary>Without the token.</summary>
    public override string ToString() => Address;
}
