namespace TimurApiConnect.Core.Orders;

/// <summary>Why an order was cancelled, or is to be. An open set.</summary>
/// <param name="Text">As Kaspi writes it.</param>
public readonly record struct CancellationReason(string Text)
{
    /// <summary>The buyer asked the merchant to cancel.</summary>
    public static CancellationReason BuyerAskedMerchant { get; } =
        new("BUYER_CANCELLATION_BY_MERCHANT");

    /// <summary>The buyer does not answer.</summary>
    public static CancellationReason BuyerNotReachable { get; } = new("BUYER_NOT_REACHABLE");

    /// <summary>The goods are not there. Counts against the shop.</summary>
    public static CancellationReason OutOfStock { get; } = new("MERCHANT_OUT_OF_STOCK");

    /// <summary>A weighed good came out lighter; for lines only.</summary>
    public static CancellationReason Underweight { get; } = new("PRODUCT_UNDERWEIGHT");

    /// <summary>Those that a merchant may give for a whole order.</summary>
    public static IReadOnlyList<CancellationReason> OfMerchants { get; } =
    [OutOfStock, BuyerAskedMerchant, BuyerNotReachable];

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}
