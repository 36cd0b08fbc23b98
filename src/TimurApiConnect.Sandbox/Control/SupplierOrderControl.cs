using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Sandbox.AlStyle.Ordering;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>Turns what the customer cannot at the supplier: statuses, powers of attorney, and the person in the portal who uses the same basket.</summary>
internal static class SupplierOrderControl
{
    private const int MaxShown = 1000;

    public static object Orders(OrderDesk desk, int last = 50)
    {
        var orders = desk.Orders(null);
        return new
        {
            total = orders.Count,
            orders = orders.Take(Math.Clamp(last, 0, MaxShown)).Select(Show),
        };
    }

    // {"status":"SV"}, {"status":"DA"}, {"status":"Un","mergedWith":1900002}, {"status":"Un"} without a word into which, {"status":"N","daysOld":3}: and as if placed three days earlier
    public static async Task<object> MoveAsync(HttpContext context, long id, OrderDesk desk)
    {
        var request = await Body.ReadAsync<MoveRequest>(context);
        if (!OrderStatuses.Known.Contains(request.Status, StringComparer.Ordinal))
        {
            throw ControlException.Bad(
                $"status '{request.Status}' is not one of {string.Join(", ", OrderStatuses.Known)}."
            );
        }

        if (request.Status != OrderStatuses.Merged && request.MergedWith.HasValue)
        {
            throw ControlException.Bad("Only Un has mergedWith, the other order's id.");
        }

        if (desk.Find(id) is not { } order)
        {
            throw new ControlException(
                StatusCodes.Status404NotFound,
                $"There is no order {id}. GET /control/al-style/orders lists them."
            );
        }

        if (request.DaysOld is < 0 or > 365)
        {
            throw ControlException.Bad($"daysOld {request.DaysOld} is not 0 to 365.");
        }

        order.PlacedAt = order.PlacedAt.AddDays(-request.DaysOld);
        desk.Move(order, request.Status!, request.MergedWith);
        return Show(order);
    }

    public static object Basket(OrderDesk desk, Live<AlStyleSettings> live) =>
        new { lines = desk.Basket(live.Current.Token) };

    // {"article":601,"quantity":2}: somebody in the portal puts it there
    public static async Task<object> PutAsync(
        HttpContext context,
        OrderDesk desk,
        Live<AlStyleSettings> live
    )
    {
        var request = await Body.ReadAsync<PutRequest>(context);
        return desk.Add(live.Current.Token, request.Article, request.Quantity) is null
            ? throw ControlException.Bad(
                $"article {request.Article} cannot be put into the basket. GET /control/al-style/goods lists the goods; a price of 1 or less cannot be ordered."
            )
            : Basket(desk, live);
    }

    // {"days":-1}: expired yesterday
    public static async Task<object> AttorneyAsync(
        HttpContext context,
        string number,
        OrderDesk desk,
        TimeProvider time
    )
    {
        var request = await Body.ReadAsync<AttorneyRequest>(context);
        var user = desk.User;
        if (user.Attorneys.All(a => a.Number != number) || request.Days is < -3650 or > 3650)
        {
            throw ControlException.Bad(
                $"There is no power of attorney {number}, or days {request.Days} is not -3650 to 3650. There are: {string.Join(", ", user.Attorneys.Select(a => a.Number))}."
            );
        }

        var until = DateOnly
            .FromDateTime(time.GetUtcNow().ToOffset(AlmatyTime.Offset).Date)
            .AddDays(request.Days);
        desk.User = user with
        {
            Attorneys =
            [
                .. user.Attorneys.Select(a => a.Number == number ? a with { Until = until } : a),
            ],
        };
        return new { attorneys = desk.User.Attorneys };
    }

    private static object Show(SupplierOrder order) =>
        new
        {
            order.Id,
            order.PlacedAt,
            order.Status,
            order.StatusAt,
            order.Sum,
            order.ShippingDate,
            order.Attorney,
            order.Delivery,
            order.ExternalId,
            order.Comments,
            order.MergedWith,
            next = OrderStatuses.After(order),
            order.MayBeCancelled,
            lines = order.Lines.Select(l => new
            {
                l.Article,
                l.Quantity,
                l.Price,
            }),
        };
}

/// <summary>The status that an order gets.</summary>
internal sealed record MoveRequest
{
    public string? Status { get; init; }
    public long? MergedWith { get; init; }
    public int DaysOld { get; init; }
}

/// <summary>What a person in the portal puts into the basket.</summary>
internal sealed record PutRequest
{
    public int Article { get; init; }
    public int Quantity { get; init; } = 1;
}

/// <summary>In how many days a power of attorney ends.</summary>
internal sealed record AttorneyRequest
{
    public int Days { get; init; }
}
