using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Pricing;

/// <summary>
/// Keeps a price within a share of the recommended retail price. Some brands watch it: their goods may lose the discount when sold
/// cheaper, and do not sell when dearer. Goods without such a price (the supplier sends 1) are not touched.
/// </summary>
/// <param name="Least">Lowest share, or null for none.</param>
/// <param name="Most">Highest share, or null for none.</param>
public sealed record RrpLimit(BasisPoints? Least, BasisPoints? Most)
{
    /// <summary>The price moved inside the limits.</summary>
    public long Apply(long price, long rrp)
    {
        if (rrp <= 1)
        {
            return price;
        }

        price = Least is { } least ? Math.Max(price, least.UpOf(rrp)) : price;
        return Math.Min(price, Highest(rrp));
    }

    /// <summary>The highest price allowed, tenge.</summary>
    public long Highest(long rrp) =>
        rrp > 1 && Most is { } most ? rrp * most.Value / BasisPoints.Whole : long.MaxValue;
}
