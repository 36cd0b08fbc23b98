using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Core.Offers;

/// <summary>Where an offer stands. Stored as a number: never renumber.</summary>
public enum OfferState : byte
{
    /// <summary>Never published; <see cref="Offer.Reason"/> says why.</summary>
    NotOffered = 0,

    /// <summary>In the price list and for sale.</summary>
    OnSale = 1,

    /// <summary>In the price list as not available: Kaspi wants what was once listed to stay listed.</summary>
    OffSale = 2,
}

/// <summary>What happened to a price on its way.</summary>
[Flags]
public enum PriceSteps : byte
{
    /// <summary>Only the mark-up.</summary>
    None = 0,

    /// <summary>Rounding moved it.</summary>
    Rounded = 1,

    /// <summary>The recommended price's limit moved it.</summary>
    LimitedByRrp = 2,

    /// <summary>The floor raised it.</summary>
    RaisedToFloor = 4,
}

/// <summary>
/// What a shop sells, with the rules that made it so: positions in the rule lists of version <see cref="RulesVersion"/>, -1 for none.
/// </summary>
public record struct Offer
{
    /// <summary>The supplier's code of the good.</summary>
    public int Article { get; set; }

    /// <summary>The shop's code; empty when the good gets none.</summary>
    public Text Sku { get; set; }

    /// <summary>Where it stands.</summary>
    public OfferState State { get; set; }

    /// <summary>Why it is not on sale.</summary>
    public Reason Reason { get; set; }

    /// <summary>What the price went through.</summary>
    public PriceSteps Steps { get; set; }

    /// <summary>Days before hand-over, 0 to 30.</summary>
    public byte PreOrderDays { get; set; }

    /// <summary>How many are offered over all points.</summary>
    public int Stock { get; set; }

    /// <summary>Pieces that open orders reserved when it was decided.</summary>
    public int Reserved { get; set; }

    /// <summary>Kept back by the cancellation guard when it was decided, on top of the rule's buffer.</summary>
    public byte GuardBuffer { get; set; }

    /// <summary>Tenge with VAT; of an offer off sale the last one.</summary>
    public long Price { get; set; }

    /// <summary>The lowest price that covers everything, tenge.</summary>
    public long Floor { get; set; }

    /// <summary>The assortment rule.</summary>
    public short AssortmentRule { get; set; }

    /// <summary>The price rule.</summary>
    public short PriceRule { get; set; }

    /// <summary>The commission rule.</summary>
    public short CommissionRule { get; set; }

    /// <summary>The stock rule.</summary>
    public short StockRule { get; set; }

    /// <summary>The version of the rules that decided.</summary>
    public int RulesVersion { get; set; }

    /// <summary>Whether it is for sale.</summary>
    public readonly bool IsOnSale => State == OfferState.OnSale;
}
