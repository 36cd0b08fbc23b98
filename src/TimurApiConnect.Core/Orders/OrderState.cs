namespace TimurApiConnect.Core.Orders;

/// <summary>
/// In which of Kaspi's lists an order is (guide: attribute <c>state</c>). Good for asking, not for deciding: decide by <see cref="OrderStatus"/>.
/// An open set: a value never seen before is kept as it came.
/// </summary>
/// <param name="Text">As Kaspi writes it.</param>
public readonly record struct OrderState(string Text)
{
    /// <summary>Waits for the merchant to accept it. With automatic acceptance in the cabinet no order is ever here.</summary>
    public static OrderState New { get; } = new("NEW");

    /// <summary>The buyer has credit papers to sign.</summary>
    public static OrderState SignRequired { get; } = new("SIGN_REQUIRED");

    /// <summary>Accepted; the buyer comes for it.</summary>
    public static OrderState Pickup { get; } = new("PICKUP");

    /// <summary>Accepted; the merchant's own courier brings it.</summary>
    public static OrderState Delivery { get; } = new("DELIVERY");

    /// <summary>Accepted; Kaspi brings it: to the door, to a postomat or to a pick-up point.</summary>
    public static OrderState KaspiDelivery { get; } = new("KASPI_DELIVERY");

    /// <summary>Over, one way or the other.</summary>
    public static OrderState Archive { get; } = new("ARCHIVE");

    /// <summary>All that can be asked for, the most pressing first. Kaspi takes one at a time.</summary>
    public static IReadOnlyList<OrderState> All { get; } =
    [New, SignRequired, Pickup, Delivery, KaspiDelivery, Archive];

    /// <summary>The lists of orders that are not over; returns may be in none of them.</summary>
    public static IReadOnlyList<OrderState> Open { get; } = [.. All.Where(s => s != Archive)];

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}
