namespace TimurApiConnect.Core.Offers;

/// <summary>Reasons in plain words.</summary>
public static class ReasonText
{
    /// <summary>One sentence; empty for <see cref="Reason.None"/>.</summary>
    public static string Of(Reason reason) =>
        reason switch
        {
            Reason.None => "",
            Reason.Excluded => "An assortment rule excludes it.",
            Reason.MarkedDown => "The supplier has marked it down; such goods are not sold as new.",
            Reason.PriceOnRequest => "The supplier gives no price, only \"ask us\".",
            Reason.NoSku => "The SKU scheme has none for it.",
            Reason.SkuInvalid =>
                "Its SKU is longer than 20 characters or has other characters than Latin letters, digits and underscore.",
            Reason.SkuCollision => "Another good would get the same SKU.",
            Reason.NoPriceRule => "No price rule applies to it.",
            Reason.NoCommission => "No commission rule applies to it, so its floor is unknown.",
            Reason.FloorAboveRrp =>
                "Its floor lies above the highest price that the recommended price allows.",
            Reason.NoStockRule => "No stock rule applies to it.",
            Reason.StockUnknown => "The supplier's stock figure was never understood.",
            Reason.OutOfStock => "The supplier has none.",
            Reason.UnderStockRule =>
                "The supplier has no more than what the stock rule keeps back.",
            Reason.Gone => "The supplier no longer lists it.",
            Reason.UnderFloor => "The check before publishing found its price under the floor.",
            Reason.NoName => "It has no name.",
            Reason.SkuChanged => "The good has another SKU now; this one is withdrawn.",
            Reason.DataTooOld =>
                "The supplier's stock was last read too long ago to sell it by; it comes back with the next reading.",
            Reason.ReservedByOrders => "Open orders reserve all that could be offered.",
            Reason.Guarded =>
                "The cancellation guard keeps it off sale, since cancellations come near Kaspi's line.",
            _ => $"Unknown reason {(int)reason}.",
        };
}
