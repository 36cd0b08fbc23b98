using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>The basket as the supplier shows it.</summary>
/// <param name="Lines">Its lines.</param>
public sealed record Basket(IReadOnlyList<BasketLine> Lines);

/// <summary>A line of the basket.</summary>
/// <param name="Article">The supplier's code.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Price">For one, tenge: what we pay.</param>
/// <param name="Stock">What the supplier has; unknown when it does not say.</param>
public sealed record BasketLine(int Article, int Quantity, long Price, Quantity Stock);

/// <summary>Which of the supplier's lists of orders.</summary>
public enum OrdersList
{
    /// <summary>The usual one.</summary>
    Index,

    /// <summary>Under way.</summary>
    Current,

    /// <summary>Finished.</summary>
    Archive,

    /// <summary>Cancelled.</summary>
    Canceled,
}

/// <summary>A page of a list of orders.</summary>
/// <param name="List">Which list.</param>
/// <param name="From">From this day on.</param>
/// <param name="Until">Up to this day, included.</param>
/// <param name="Page">From 1.</param>
public sealed record OrdersQuery(OrdersList List, DateOnly From, DateOnly Until, int Page = 1);

/// <summary>A page of orders without their lines.</summary>
/// <param name="Orders">The orders.</param>
/// <param name="Pages">How many pages there are.</param>
public sealed record OrdersPage(IReadOnlyList<OrderReading> Orders, int Pages);

/// <summary>An order as the supplier shows it.</summary>
/// <param name="Number">The supplier's number.</param>
/// <param name="Sum">Tenge.</param>
/// <param name="Status">The supplier's status; null just after creation.</param>
public sealed record OrderReading(string Number, long Sum, SupplierStatus? Status)
{
    /// <summary>When it was placed, by the supplier's clock in Almaty; midnight where only the day is said, null where nothing readable is.</summary>
    public DateTime? Date { get; init; }

    /// <summary>Our number, where the supplier gives it back.</summary>
    public string? OurNumber { get; init; }

    /// <summary>The order that it was merged into.</summary>
    public string? MergedWith { get; init; }

    /// <summary>Its lines, when the answer had them.</summary>
    public IReadOnlyList<Pieces>? Lines { get; init; }
}

/// <summary>How far an order is at the supplier. An open set: a value never seen before is kept as it came.</summary>
/// <param name="Text">As the supplier writes it.</param>
public readonly record struct SupplierStatus(string Text)
{
    /// <summary>Whether the goods have left the supplier: shipping (OK), shipped (P), shipped and paid (F).</summary>
    public bool IsShipped => Text is "OK" or "P" or "F";

    /// <summary>Whether it was cancelled.</summary>
    public bool IsCancelled => Text is "DA";

    /// <summary>Whether it was merged into another one.</summary>
    public bool IsMerged => Text is "Un";

    /// <summary>In plain words.</summary>
    public string Meaning =>
        Text switch
        {
            "N" => "awaits payment",
            "R" => "preliminary reserve",
            "SV" => "ready to ship",
            "OS" => "self-pickup in progress",
            "OK" => "shipping",
            "P" => "shipped, awaits payment",
            "F" => "shipped and paid",
            "Un" => "merged into another order",
            "DA" => "cancelled",
            _ => "not known",
        };

    /// <inheritdoc/>
    public override string ToString() => Text ?? "";
}
