namespace TimurApiConnect.Core.Offers;

/// <summary>Why a good is not on sale. Stored as a number: never renumber.</summary>
public enum Reason : byte
{
    /// <summary>It is on sale.</summary>
    None = 0,

    /// <summary>An assortment rule says so.</summary>
    Excluded = 1,

    /// <summary>A marked-down good is never sold as new.</summary>
    MarkedDown = 2,

    /// <summary>The supplier gives no price (0 or 1 stands for "ask us").</summary>
    PriceOnRequest = 3,

    /// <summary>The SKU scheme has none for it.</summary>
    NoSku = 4,

    /// <summary>Its SKU is longer than 20 characters or has characters that Kaspi does not take.</summary>
    SkuInvalid = 5,

    /// <summary>Other goods would get the same SKU.</summary>
    SkuCollision = 6,

    /// <summary>No price rule applies.</summary>
    NoPriceRule = 7,

    /// <summary>No commission is known, so no floor.</summary>
    NoCommission = 8,

    /// <summary>The floor lies above the highest price that the recommended price allows.</summary>
    FloorAboveRrp = 9,

    /// <summary>No stock rule applies.</summary>
    NoStockRule = 10,

    /// <summary>The supplier's stock figure was never understood.</summary>
    StockUnknown = 11,

    /// <summary>The supplier has none.</summary>
    OutOfStock = 12,

    /// <summary>The supplier has some, but not more than what the stock rule keeps back.</summary>
    UnderStockRule = 13,

    /// <summary>The supplier no longer lists it.</summary>
    Gone = 14,

    /// <summary>The check before publishing found the price under the floor.</summary>
    UnderFloor = 15,

    /// <summary>The good has no name.</summary>
    NoName = 16,

    /// <summary>The good's SKU is another now; this one is withdrawn.</summary>
    SkuChanged = 17,

    /// <summary>The stock data are too old to sell it by.</summary>
    DataTooOld = 18,

    /// <summary>Open orders reserve all that the stock rule would offer.</summary>
    ReservedByOrders = 19,

    /// <summary>The cancellation guard has taken it off sale.</summary>
    Guarded = 20,
}

/// <summary>What reasons have in common.</summary>
public static class Reasons
{
    /// <summary>Whether the good would be for sale, but for open orders or the cancellation guard: meant so, and no loss.</summary>
    public static bool IsKeptBack(this Reason reason) =>
        reason is Reason.ReservedByOrders or Reason.Guarded;
}
