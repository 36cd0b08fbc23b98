namespace TimurApiConnect.Sandbox.AlStyle.Ordering;

/// <summary>A line of a basket, and of the order that it becomes.</summary>
internal sealed record CartLine(long ItemId, int Article, int Quantity, int Price, string Hash);

/// <summary>An order as the supplier keeps it.</summary>
internal sealed class SupplierOrder
{
    public required long Id { get; init; }
    public required string Token { get; init; }
    public required DateTimeOffset PlacedAt { get; set; }
    public required IReadOnlyList<CartLine> Lines { get; init; }
    public required string ShippingDate { get; init; }
    public required bool IsPickup { get; init; }
    public required string Attorney { get; init; }
    public required string Delivery { get; init; }
    public string? ExternalId { get; init; }
    public string? Comments { get; init; }
    public string? Bin { get; init; }
    public string Status { get; set; } = "N";
    public DateTimeOffset StatusAt { get; set; }

    /// <summary>When the status was reached by the market's clock.</summary>
    public DateTimeOffset MarketAt { get; set; }

    public DateTimeOffset? PaidAt { get; set; }
    public long? MergedWith { get; set; }

    public long Sum => Lines.Sum(l => (long)l.Price * l.Quantity);

    public bool MayBeCancelled => Status is "N" or "R" or "SV";
}

/// <summary>How an order's status goes on by itself.</summary>
internal static class OrderStatuses
{
    public const string Cancelled = "DA";
    public const string Merged = "Un";

    public static readonly string[] Known =
    [
        "N",
        "P",
        "SV",
        "OS",
        "OK",
        "F",
        Merged,
        "R",
        Cancelled,
    ];

    public static string? After(SupplierOrder order) =>
        order.Status switch
        {
            "R" => "N",
            "N" => "SV",
            "SV" => order.IsPickup ? "OS" : "OK",
            "OS" or "OK" => "P",
            "P" => "F",
            _ => null,
        };

    /// <summary>Whether an order is in one of the lists of <c>/orders?type=</c>.</summary>
    public static bool IsIn(string type, string status, bool indexHoldsAll) =>
        type switch
        {
            "index" when indexHoldsAll => true,
            "index" or "current" => status is not ("F" or Cancelled or Merged),
            "archive" => status is "F" or Merged,
            "canceled" => status is Cancelled,
            _ => false,
        };
}
