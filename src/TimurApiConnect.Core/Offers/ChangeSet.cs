using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.PriceLists;

namespace TimurApiConnect.Core.Offers;

/// <summary>What happened to an offer, as a buyer would notice it. Stored as a number: never renumber.</summary>
public enum ChangeKind : byte
{
    /// <summary>For sale for the first time.</summary>
    Added = 1,

    /// <summary>For sale again.</summary>
    Returned = 2,

    /// <summary>Taken off sale.</summary>
    Withdrawn = 3,

    /// <summary>Price, stock or preorder days are different.</summary>
    Changed = 4,
}

/// <summary>One offer before and after; either can be missing (no row before, row dropped).</summary>
/// <param name="Before">Position in the published table, or -1.</param>
/// <param name="After">Position in the next table, or -1.</param>
public readonly record struct OfferChange(int Before, int After);

/// <summary>The difference between what is published and what is decided now.</summary>
public sealed class ChangeSet
{
    /// <summary>What is published.</summary>
    public required Table<Offer> Published { get; init; }

    /// <summary>What is decided.</summary>
    public required Table<Offer> Next { get; init; }

    /// <summary>Rows that differ, ascending by article; also those that no buyer notices (another reason, another rule).</summary>
    public List<OfferChange> Rows { get; } = [];

    /// <summary>Why the rest of what was decided is held; null when nothing is.</summary>
    public Hold? Hold { get; init; }

    /// <summary>Offers for sale before.</summary>
    public int OnSaleBefore { get; set; }

    /// <summary>Offers for sale after.</summary>
    public int OnSaleAfter { get; set; }

    /// <summary>Goods offered for the first time.</summary>
    public int Added { get; set; }

    /// <summary>Offers back on sale.</summary>
    public int Returned { get; set; }

    /// <summary>Offers taken off sale.</summary>
    public int Withdrawn { get; set; }

    /// <summary>Those of them that open orders or the cancellation guard took off: meant so, and no sign of a half answer.</summary>
    public int WithdrawnOnPurpose { get; set; }

    /// <summary>Offers that would be for sale, but for open orders or the cancellation guard.</summary>
    public int KeptBack { get; set; }

    /// <summary>Offers with another price.</summary>
    public int Prices { get; set; }

    /// <summary>Offers with another stock.</summary>
    public int Stocks { get; set; }

    /// <summary>Offers that the check before publishing stopped.</summary>
    public int Refused { get; set; }

    /// <summary>Price times stock of everything on sale before, tenge.</summary>
    public long ValueBefore { get; set; }

    /// <summary>Price times stock of everything on sale after, tenge.</summary>
    public long ValueAfter { get; set; }

    /// <summary>Whether a buyer would notice anything.</summary>
    public bool IsVisible => Added + Returned + Withdrawn + Prices + Stocks + Others > 0;

    /// <summary>Offers with another difference that the price list shows (preorder days).</summary>
    public int Others { get; set; }

    /// <summary>What a buyer notices of a row, or null.</summary>
    public ChangeKind? KindOf(OfferChange row)
    {
        var wasOn = row.Before >= 0 && Published[row.Before].IsOnSale;
        var isOn = row.After >= 0 && Next[row.After].IsOnSale;
        return (wasOn, isOn) switch
        {
            (false, true) => row.Before >= 0 && Published[row.Before].State == OfferState.OffSale
                ? ChangeKind.Returned
                : ChangeKind.Added,
            (true, false) => ChangeKind.Withdrawn,
            (true, true) when LooksDifferent(Published[row.Before], Next[row.After]) =>
                ChangeKind.Changed,
            _ => null,
        };
    }

    /// <summary>Adds an offer to <see cref="Next"/> and counts what a buyer notices of it.</summary>
    /// <param name="before">Its position in the published table, or -1.</param>
    /// <param name="after">As it is to be.</param>
    internal void Put(int before, in Offer after)
    {
        Next.Add(after);
        if (after.IsOnSale)
        {
            OnSaleAfter++;
            ValueAfter += after.Price * after.Stock;
        }

        KeptBack += after.Reason.IsKeptBack() ? 1 : 0;
        if (before >= 0 && Published[before].IsOnSale)
        {
            OnSaleBefore++;
            ValueBefore += Published[before].Price * Published[before].Stock;
        }

        if (before >= 0 && Published[before] == after)
        {
            return;
        }

        var row = new OfferChange(before, Next.Count - 1);
        Rows.Add(row);
        Count(row);
    }

    private void Count(OfferChange row)
    {
        switch (KindOf(row))
        {
            case ChangeKind.Added:
                Added++;
                break;
            case ChangeKind.Returned:
                Returned++;
                break;
            case ChangeKind.Withdrawn:
                Withdrawn++;
                WithdrawnOnPurpose += row.After >= 0 && Next[row.After].Reason.IsKeptBack() ? 1 : 0;
                break;
            case ChangeKind.Changed:
                ref readonly var before = ref Published[row.Before];
                ref readonly var after = ref Next[row.After];
                Prices += before.Price != after.Price ? 1 : 0;
                Stocks += before.Stock != after.Stock ? 1 : 0;
                Others += before.PreOrderDays != after.PreOrderDays ? 1 : 0;
                break;
        }
    }

    private static bool LooksDifferent(in Offer before, in Offer after) =>
        before.Price != after.Price
        || before.Stock != after.Stock
        || before.PreOrderDays != after.PreOrderDays;
}
