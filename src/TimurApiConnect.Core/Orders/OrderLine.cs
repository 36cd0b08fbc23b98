namespace TimurApiConnect.Core.Orders;

/// <summary>One line of an order. Money is whole tenge.</summary>
/// <param name="Id">Kaspi's id for addresses; never built by us.</param>
/// <param name="Number">Its place in the order, from 0.</param>
/// <param name="Quantity">How many; 1 for goods by weight.</param>
/// <param name="Total">For all of the line, tenge.</param>
public sealed record OrderLine(string Id, int Number, int Quantity, long Total)
{
    /// <summary>The shop's own code, as in its price list; null when Kaspi names only its own product.</summary>
    public string? Sku { get; init; }

    /// <summary>The shop's own name for it.</summary>
    public string? Name { get; init; }

    /// <summary>For one, tenge.</summary>
    public long? Price { get; init; }

    /// <summary>The line's share of what the buyer pays for delivery, tenge.</summary>
    public long? DeliveryCost { get; init; }

    /// <summary><c>PIECES</c>, <c>MEASURABLE</c>, <c>MEASURABLE_PIECES</c> or another word of Kaspi's.</summary>
    public string? Unit { get; init; }

    /// <summary>Grams; null for goods by the piece.</summary>
    public double? Weight { get; init; }

    /// <summary>The least that may be given out of a weighed good, grams.</summary>
    public double? MinWeight { get; init; }

    /// <summary>Kaspi's category, <c>Master - Smartphones</c>.</summary>
    public string? CategoryCode { get; init; }

    /// <summary>Its title.</summary>
    public string? Category { get; init; }

    /// <summary>IMEI codes are wanted before it is handed over (smartphones).</summary>
    public bool NeedsImei { get; init; }
}
