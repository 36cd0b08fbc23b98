using System.Text;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>How an order reaches its buyer.</summary>
internal enum DeliveryKind
{
    /// <summary>Kaspi's courier or postomat.</summary>
    Kaspi,

    /// <summary>The buyer comes.</summary>
    Pickup,

    /// <summary>The merchant's own courier.</summary>
    Own,
}

/// <summary>A line of an order.</summary>
internal sealed class MarketLine
{
    public required int Number { get; init; }

    public required string Sku { get; init; }

    public required string Name { get; init; }

    public required long Price { get; init; }

    public required string StoreId { get; init; }

    public bool NeedsImei { get; init; }

    public int Quantity { get; set; }

    /// <summary>What was ordered of a good by weight; null of one by the piece. The price is for so much.</summary>
    public int? OrderedGrams { get; init; }

    /// <summary>What is to be given out of it now.</summary>
    public int? Grams { get; set; }

    /// <summary>The least that may be given out: nine tenths. Where Kaspi draws that line nobody has written down.</summary>
    public int? MinGrams => OrderedGrams * 9 / 10;

    /// <summary>Tenge; less weight costs less.</summary>
    public long Total =>
        Grams is { } grams && OrderedGrams is { } ordered
            ? Price * Quantity * grams / ordered
            : Price * Quantity;

    /// <summary>What is to remain once the asynchronous change is carried out, and when that is.</summary>
    public Remaining? Change { get; set; }

    public List<IReadOnlyList<string>> Imei { get; } = [];
}

/// <summary>What is to remain of a line.</summary>
/// <param name="Quantity">Pieces.</param>
/// <param name="Grams">The weight; null of a good by the piece.</param>
/// <param name="At">When that is carried out.</param>
internal sealed record Remaining(int Quantity, int? Grams, DateTimeOffset At);

/// <summary>An order as the marketplace holds it. Read and changed under the book's lock.</summary>
internal sealed class MarketOrder
{
    public required string Code { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    public required DeliveryKind Delivery { get; init; }

    public required List<MarketLine> Lines { get; init; }

    public required Buyer Buyer { get; init; }

    public bool Express { get; init; }

    public int? CreditMonths { get; init; }

    /// <summary>The goods come later.</summary>
    public bool PreOrder { get; init; }

    /// <summary>The goods of a pre-order are there.</summary>
    public bool Arrived { get; set; }

    /// <summary>The goods are not there yet.</summary>
    public bool WaitsForGoods => PreOrder && !Arrived;

    /// <summary>The goods of a pre-order must have arrived by then.</summary>
    public DateTimeOffset? ReservedUntil { get; set; }

    public DateTimeOffset? ApprovedAt { get; set; }

    public bool SignatureRequired { get; set; }

    public string State { get; set; } = "NEW";

    public string Status { get; set; } = "APPROVED_BY_BANK";

    public string? CancellationReason { get; set; }

    public DateTimeOffset? AcceptBy { get; set; }

    /// <summary>An express order must be packed by then.</summary>
    public DateTimeOffset? PackBy { get; set; }

    public DateTimeOffset? AcceptedAt { get; set; }

    public bool Assembled { get; set; }

    public int Places { get; set; }

    public DateTimeOffset? WaybillAt { get; set; }

    /// <summary>What its waybill will be like.</summary>
    public WaybillShape Waybill { get; init; }

    public DateTimeOffset? HandOverBy { get; set; }

    public DateTimeOffset? HandedOverAt { get; set; }

    /// <summary>Since when it is on its way back.</summary>
    public DateTimeOffset? ComesBackSince { get; set; }

    public bool ReturnedToWarehouse { get; set; }

    /// <summary>When the merchant has taken a return back.</summary>
    public DateTimeOffset? ReturnAcceptedAt { get; set; }

    public DateTimeOffset? CompletedAt { get; set; }

    /// <summary>The code that the buyer was sent.</summary>
    public string? SecurityCode { get; set; }

    /// <summary>Commands that took effect, in order: what a test compares with what a client believes.</summary>
    public List<string> Effects { get; } = [];

    public string Id => Encode(Code);

    public long Total => Lines.Sum(l => l.Total);

    /// <summary>Whether Kaspi's courier comes within the hour.</summary>
    public bool IsExpress => Express && Delivery == DeliveryKind.Kaspi;

    public bool IsAccepted => Status == "ACCEPTED_BY_MERCHANT";

    public bool IsOver => State == "ARCHIVE";

    public bool HasWaybill(DateTimeOffset now) => WaybillAt <= now;

    /// <summary>Ids are Base64 of what they name, without padding in newer answers.</summary>
    public static string Encode(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text)).TrimEnd('=');

    /// <summary>What an id names, with padding or without; null for what is none.</summary>
    public static string? Decode(string id)
    {
        var text = id.TrimEnd('=');
        var bytes = new byte[text.Length + 3];
        return Convert.TryFromBase64String(
            text.PadRight((text.Length + 3) / 4 * 4, '='),
            bytes,
            out var length
        )
            ? Encoding.UTF8.GetString(bytes, 0, length)
            : null;
    }

    public string LineId(MarketLine line) => Encode($"{Code}##{line.Number}");

    public MarketLine? Line(string id) => Lines.Find(l => LineId(l) == id.TrimEnd('='));
}

/// <summary>Who buys.</summary>
internal sealed record Buyer(string FirstName, string LastName, string Phone, string Town);
