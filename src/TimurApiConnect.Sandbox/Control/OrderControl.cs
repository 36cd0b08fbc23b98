using TimurApiConnect.Sandbox.Kaspi.Orders;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>Turns what the shop cannot: buyers, the bank, Kaspi's courier, and time.</summary>
internal static class OrderControl
{
    private const int MaxShown = 10_000;
    private static readonly TimeSpan MaxAdvance = TimeSpan.FromDays(400);

    public static object Orders(OrderBook book, string? state = null, int last = 50) =>
        book.With(
            (orders, now) =>
                new
                {
                    now,
                    total = orders.Count,
                    orders = orders
                        .Where(o => state is null || o.State == state)
                        .OrderByDescending(o => o.CreatedAt)
                        .Take(Math.Clamp(last, 0, MaxShown))
                        .Select(Show)
                        .ToList(),
                }
        );

    public static object One(OrderBook book, string code) =>
        book.With(code, (order, _) => Show(order)) ?? throw Unknown(code);

    public static async Task<object> PlaceAsync(HttpContext context, OrderBook book)
    {
        var request = await Body.ReadAsync<PlaceRequest>(context);
        if (request.Problem() is { } problem)
        {
            throw ControlException.Bad(problem);
        }

        var codes = new List<string>();
        for (var i = 0; i < request.Count; i++)
        {
            codes.Add(
                book.Place(request.ToWish())
                    ?? throw new ControlException(
                        StatusCodes.Status409Conflict,
                        request.Sku is { } sku
                            ? $"The SKU '{sku}' is not on sale, or fewer than {request.Quantity}. GET /control/kaspi/on-sale lists what is."
                            : $"Nothing of which there are {request.Quantity} is on sale. POST /control/kaspi/pull first."
                    )
            );
        }

        return new { codes };
    }

    public static object Happen(
        OrderBook book,
        Live<Kaspi.KaspiSettings> live,
        string code,
        string happening
    )
    {
        if (!OrderEvents.ByName.TryGetValue(happening, out var happen))
        {
            throw ControlException.Bad(
                $"'{happening}' is not known. Use {string.Join(", ", OrderEvents.ByName.Keys)}."
            );
        }

        var refused = book.With(code, (order, now) => happen(order, live.Current, now) ?? "");
        return refused switch
        {
            null => throw Unknown(code),
            "" => One(book, code),
            _ => throw new ControlException(StatusCodes.Status409Conflict, refused),
        };
    }

    public static async Task<object> AdvanceAsync(
        HttpContext context,
        MarketTime time,
        OrderBook book
    )
    {
        var by = (await Body.ReadAsync<AdvanceRequest>(context)).By;
        if (by <= TimeSpan.Zero || by > MaxAdvance)
        {
            throw ControlException.Bad(
                $"by '{by}' is not between 0 and {MaxAdvance.TotalDays} days. Send {{\"by\":\"03:00:00\"}}."
            );
        }

        time.Advance(by);
        return book.With((_, now) => new { now, ahead = time.Ahead });
    }

    private static ControlException Unknown(string code) =>
        new(
            StatusCodes.Status404NotFound,
            $"There is no order '{code}'. GET /control/kaspi/orders lists them."
        );

    private static object Show(MarketOrder order) =>
        new
        {
            order.Code,
            order.Id,
            order.State,
            order.Status,
            order.CreatedAt,
            order.Delivery,
            order.Express,
            order.PreOrder,
            order.SignatureRequired,
            order.AcceptBy,
            order.PackBy,
            order.AcceptedAt,
            order.Assembled,
            order.Places,
            order.HandOverBy,
            order.HandedOverAt,
            order.CancellationReason,
            order.SecurityCode,
            order.Total,
            lines = order
                .Lines.Select(l => new
                {
                    id = order.LineId(l),
                    l.Sku,
                    l.Quantity,
                    l.Grams,
                    l.Price,
                    l.Imei,
                })
                .ToList(),
            effects = order.Effects.ToList(),
        };
}

/// <summary>How far the marketplace's clock is moved.</summary>
internal sealed record AdvanceRequest
{
    public TimeSpan By { get; init; }
}

/// <summary>Who buys what.</summary>
internal sealed record PlaceRequest
{
    public int Count { get; init; } = 1;
    public string? Sku { get; init; }
    public int Quantity { get; init; } = 1;
    public int Lines { get; init; } = 1;
    public DeliveryKind Delivery { get; init; }
    public bool Express { get; init; }
    public bool PreOrder { get; init; }
    public int? Credit { get; init; }
    public bool NeedsImei { get; init; }
    public int? Grams { get; init; }
    public WaybillShape Waybill { get; init; }
    public TimeSpan Ago { get; init; }

    public Wish ToWish() =>
        new()
        {
            Sku = Sku,
            Quantity = Quantity,
            NoFewer = true,
            Lines = Lines,
            Delivery = Delivery,
            Express = Express,
            PreOrder = PreOrder,
            Credit = Credit,
            NeedsImei = NeedsImei,
            Grams = Grams,
            Waybill = Waybill,
            Ago = Ago,
        };

    public string? Problem() =>
        Count is < 1 or > 10_000 ? $"count {Count} is not 1 to 10000."
        : Quantity is < 1 or > 1000 ? $"quantity {Quantity} is not 1 to 1000."
        : Lines is < 1 or > 20 ? $"lines {Lines} is not 1 to 20."
        : Credit is < 1 or > 36 ? $"credit {Credit} is not 1 to 36 months."
        : Grams is < 1 or > 100_000 ? $"grams {Grams} is not 1 to 100000."
        : Ago < TimeSpan.Zero || Ago > TimeSpan.FromDays(400) ? $"ago '{Ago}' is not 0 to 400 days."
        : null;
}
