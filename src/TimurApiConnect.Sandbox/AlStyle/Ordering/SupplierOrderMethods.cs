using System.Globalization;
using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle.Ordering;

/// <summary><c>/orders</c> and <c>/order</c>.</summary>
internal static class SupplierOrderMethods
{
    private const int PageSize = 20;

    // GET /orders?type=current&page=1&date_from=24.11.2026&date_to=25.11.2026
    public static async Task OrdersAsync(
        HttpContext context,
        OrderDesk desk,
        Live<AlStyleSettings> live,
        TimeProvider time
    )
    {
        var asked = await Asked.ReadAsync(context);
        var type = asked["type"] is { Length: > 0 } given ? given : "index";
        var (from, to) = (Day(asked["date_from"]), Day(asked["date_to"]));
        var found = desk.Orders(CartMethods.Token(context))
            .Where(o => OrderStatuses.IsIn(type, o.Status, live.Current.IndexHoldsAll))
            .Where(o => Day(o.PlacedAt) is var day && day >= (from ?? day) && day <= (to ?? day))
            .ToList();
        var pages = (found.Count + PageSize - 1) / PageSize;
        // Yii answers a page beyond the last with the last.
        var page = Math.Clamp(asked.Number("page", 1), 1, Math.Max(1, pages));
        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteStartArray("elements");
        foreach (var order in found.Skip((page - 1) * PageSize).Take(PageSize))
        {
            json.WriteStartObject();
            Write(json, order, live.Current, time.GetUtcNow());
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartObject("pagination");
        json.WriteNumber("totalCount", found.Count);
        json.WriteNumber("totalPages", pages);
        json.WriteNumber("pageSize", PageSize);
        json.WriteNumber("currentPage", page);
        json.WriteEndObject();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // GET /order?id=1900001 → {"data":{…,"cart":[{"article":601,"price":10120,"quantity":2}]}}
    public static async Task OrderAsync(
        HttpContext context,
        OrderDesk desk,
        Live<AlStyleSettings> live,
        TimeProvider time
    )
    {
        var asked = await Asked.ReadAsync(context);
        if (desk.Find(asked.Number("id", 0), CartMethods.Token(context)) is not { } order)
        {
            await Answer.ErrorAsync(
                context,
                StatusCodes.Status404NotFound,
                "Not Found",
                "Заказ не найден"
            );
            return;
        }

        await using var json = Answer.Begin(context);
        json.WriteStartObject();
        json.WriteStartObject("data");
        Write(json, order, live.Current, time.GetUtcNow());
        json.WriteStartArray("cart");
        foreach (var line in order.Lines)
        {
            json.WriteStartObject();
            json.WriteNumber("article", line.Article);
            json.WriteNumber("price", line.Price);
            json.WriteNumber("quantity", line.Quantity);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
        json.WriteEndObject();
        await Answer.EndAsync(json, context);
    }

    // {"id":"1900001","date":"24.11.2026 14:05:00","date_status":"…","date_payment":null,"sum":20240,"bin":"…","user_id":1234,"status":"N","merge_with":null}
    private static void Write(
        Utf8JsonWriter json,
        SupplierOrder order,
        AlStyleSettings settings,
        DateTimeOffset now
    )
    {
        json.WriteString("id", $"{order.Id}");
        json.WriteString("date", Text(order.PlacedAt));
        json.WriteString("date_status", Text(order.StatusAt));
        json.WriteString("date_payment", order.PaidAt is { } paid ? Text(paid) : null);
        json.WriteNumber("sum", order.Sum);
        json.WriteString("bin", order.Bin);
        json.WriteNumber("user_id", 1234);
        json.WriteString(
            "status",
            now < order.PlacedAt + settings.NullStatusFor ? null : order.Status
        );
        json.WriteString("merge_with", order.MergedWith is { } other ? $"{other}" : null);
        if (settings.OrdersShowExternalId)
        {
            json.WriteString("external_id", order.ExternalId);
        }
    }

    private static string Text(DateTimeOffset at) =>
        $"{at.ToOffset(AlmatyTime.Offset):dd.MM.yyyy HH:mm:ss}";

    private static DateOnly Day(DateTimeOffset at) =>
        DateOnly.FromDateTime(at.ToOffset(AlmatyTime.Offset).Date);

    private static DateOnly? Day(string? text) =>
        DateOnly.TryParseExact(
            text,
            "dd.MM.yyyy",
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var day
        )
            ? day
            : null;
}
