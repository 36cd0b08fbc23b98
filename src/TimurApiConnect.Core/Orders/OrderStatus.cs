namespace TimurApiConnect.Core.Orders;

/// <summary>How far an order is (guide: attribute <c>status</c>). An open set: a value never seen before is kept as it came.</summary>
/// <param name="Text">As Kaspi writes it.</param>
public readonly record struct OrderStatus(string Text)
{
    /// <summary>Paid; the merchant must accept it or cancel it.</summary>
    public static OrderStatus ApprovedByBank { get; } = new("APPROVED_BY_BANK");

    /// <summary>Accepted. Packed and handed over are told by other fields: <see cref="Order.Stage"/>.</summary>
    public static OrderStatus Accepted { get; } = new("ACCEPTED_BY_MERCHANT");

    /// <summary>The buyer has it.</summary>
    public static OrderStatus Completed { get; } = new("COMPLETED");

    /// <summary>Cancelled on the way; the goods are coming back.</summary>
    public static OrderStatus Cancelling { get; } = new("CANCELLING");

    /// <summary>Cancelled.</summary>
    public static OrderStatus Cancelled { get; } = new("CANCELLED");

    /// <summary>The buyer wants to give it back.</summary>
    public static OrderStatus ReturnRequested { get; } = new("KASPI_DELIVERY_RETURN_REQUESTED");

    /// <summary>The return waits for the merchant's decision. Older documents only.</summary>
    public static OrderStatus ReturnAccepted { get; } = new("RETURN_ACCEPTED_BY_MERCHANT");

    /// <summary>Given back.</summary>
    public static OrderStatus Returned { get; } = new("RETURNED");

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}
