using System.Text.Json.Nodes;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>The orders API at the path of <c>https://kaspi.kz/shop/api/v2</c>: the reads.</summary>
internal static class KaspiOrderMethods
{
    private static readonly (string Code, string Name)[] Cities =
    [
        ("750000000", "Алматы"),
        ("710000000", "Астана"),
        ("511010000", "Шымкент"),
        ("351010000", "Караганда"),
    ];

    public static void MapKaspi(this IEndpointRouteBuilder app)
    {
        var api = app.MapGroup("/shop/api");
        var v2 = api.MapGroup("/v2");
        v2.MapGet("/orders", ListAsync);
        v2.MapGet("/orders/{id}", OrderAsync);
        v2.MapGet("/orders/{id}/entries", EntriesAsync);
        v2.MapGet("/orders/{id}/user", UserAsync);
        v2.MapGet(
            "/orderentries/{id}",
            LineAsync((json, order, line) => json.Line(order, line, alone: true))
        );
        v2.MapGet(
            "/orderentries/{id}/product",
            LineAsync((_, _, line) => OrderObjects.Product(line))
        );
        v2.MapGet(
            "/orderentries/{id}/deliveryPointOfService",
            LineAsync((_, _, line) => OrderObjects.Point(line.StoreId))
        );
        v2.MapGet(
            "/masterproducts/{id}",
            ProductAsync((_, line) => OrderObjects.Product(line), OrderObjects.Master)
        );
        v2.MapGet(
            "/masterproducts/{id}/merchantProduct",
            ProductAsync((_, line) => OrderObjects.MerchantProduct(line), OrderObjects.Master)
        );
        v2.MapGet(
            "/merchantproducts/{id}",
            ProductAsync(
                (_, line) => OrderObjects.MerchantProduct(line),
                line => MarketOrder.Encode(line.Sku)
            )
        );
        v2.MapGet("/pointofservices/{id}", PointAsync);
        v2.MapGet(
            "/pointofservices/{id}/city",
            (HttpContext context) => KaspiAnswer.DataAsync(context, OrderObjects.City(Cities[0]))
        );
        v2.MapGet(
            "/cities",
            (HttpContext context) =>
                KaspiAnswer.DataAsync(
                    context,
                    OrderObjects.List(Cities.Select(c => (JsonNode)OrderObjects.City(c)))
                )
        );
        v2.MapCommands();
        api.MapLineCommands();
        api.MapGet("/waybill/{name}", WaybillAsync);
        api.MapFallback(context =>
            KaspiAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "Not Found")
        );
    }

    public static string RootOf(HttpContext context) =>
        $"{context.Request.Scheme}://{context.Request.Host}";

    private static Task ListAsync(
        HttpContext context,
        OrderBook book,
        MarketTime time,
        Live<KaspiSettings> live
    )
    {
        var settings = live.Current;
        var (filter, title) = OrdersAsked.Read(context.Request.Query, context, time.Now);
        if (filter is null)
        {
            return KaspiAnswer.ErrorAsync(context, StatusCodes.Status400BadRequest, title!);
        }

        // An unknown number is an empty list, not a 404.
        var answer = book.With(
            (orders, now) =>
            {
                var json = new OrderObjects(settings, RootOf(context), now);
                var found = orders
                    .Where(o =>
                        filter.Code is { } code ? o.Code == code : filter.Matches(o, settings)
                    )
                    .OrderByDescending(o => o.CreatedAt)
                    .ToList();
                var page = found.Skip(filter.Page * filter.PageSize).Take(filter.PageSize).ToList();
                var included = new List<JsonNode>();
                if (filter.WithUser)
                {
                    included.AddRange(page.Select(OrderObjects.Customer));
                }

                if (filter.WithEntries && !settings.OrdersWithoutLines)
                {
                    included.AddRange(page.SelectMany(o => o.Lines.Select(l => json.Line(o, l))));
                }

                return new JsonObject
                {
                    ["data"] = OrderObjects.List(page.Select(o => (JsonNode)json.Order(o))),
                    ["included"] = OrderObjects.List(included),
                    ["meta"] = new JsonObject
                    {
                        ["pageCount"] = (found.Count + filter.PageSize - 1) / filter.PageSize,
                        ["totalCount"] = found.Count,
                    },
                };
            }
        );
        return KaspiAnswer.WriteAsync(context, StatusCodes.Status200OK, answer);
    }

    private static Task OrderAsync(
        HttpContext context,
        OrderBook book,
        Live<KaspiSettings> live,
        string id
    ) =>
        OfOrderAsync(
            context,
            book,
            id,
            (order, now) => new OrderObjects(live.Current, RootOf(context), now).Order(order)
        );

    private static Task EntriesAsync(
        HttpContext context,
        OrderBook book,
        Live<KaspiSettings> live,
        string id
    ) =>
        OfOrderAsync(
            context,
            book,
            id,
            (order, now) =>
            {
                var json = new OrderObjects(live.Current, RootOf(context), now);
                return OrderObjects.List(order.Lines.Select(l => (JsonNode)json.Line(order, l)));
            }
        );

    private static Task UserAsync(
        HttpContext context,
        OrderBook book,
        Live<KaspiSettings> live,
        string id
    ) => OfOrderAsync(context, book, id, (order, now) => OrderObjects.Customer(order));

    // The path wants the Base64 id: the number itself is answered with 404.
    private static Task OfOrderAsync(
        HttpContext context,
        OrderBook book,
        string id,
        Func<MarketOrder, DateTimeOffset, JsonNode> read
    ) =>
        MarketOrder.Decode(id) is { } code && book.With(code, read) is { } data
            ? KaspiAnswer.DataAsync(context, data)
            : KaspiAnswer.ErrorAsync(
                context,
                StatusCodes.Status404NotFound,
                $"Order {id} not found"
            );

    private static RequestDelegate LineAsync(
        Func<OrderObjects, MarketOrder, MarketLine, JsonObject> read
    ) =>
        OfIdAsync(
            (json, orders, id) =>
                MarketOrder.Decode(id)?.Split("##")[0] is { } code
                && orders.FirstOrDefault(o => o.Code == code) is { } order
                && order.Line(id) is { } line
                    ? read(json, order, line)
                    : null,
            "Order entry not found"
        );

    private static RequestDelegate ProductAsync(
        Func<OrderObjects, MarketLine, JsonObject> read,
        Func<MarketLine, string> idOf
    ) =>
        OfIdAsync(
            (json, orders, id) =>
                orders.SelectMany(o => o.Lines).FirstOrDefault(l => idOf(l) == id.TrimEnd('='))
                    is { } line
                    ? read(json, line)
                    : null,
            "Product not found"
        );

    /// <summary>What is read by an opaque id of the path; 404 with this title when there is none such.</summary>
    private static RequestDelegate OfIdAsync(
        Func<OrderObjects, IReadOnlyCollection<MarketOrder>, string, JsonObject?> read,
        string unknown
    ) =>
        context =>
        {
            var services = context.RequestServices;
            var settings = services.GetRequiredService<Live<KaspiSettings>>().Current;
            var id = (string)context.GetRouteValue("id")!;
            return
                services
                    .GetRequiredService<OrderBook>()
                    .With((orders, now) => read(new(settings, RootOf(context), now), orders, id))
                    is { } data
                ? KaspiAnswer.DataAsync(context, data)
                : KaspiAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, unknown);
        };

    private static Task PointAsync(HttpContext context, string id) =>
        MarketOrder.Decode(id) is { } store
            ? KaspiAnswer.DataAsync(context, OrderObjects.Point(store))
            : KaspiAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "Point not found");

    private static Task WaybillAsync(HttpContext context, OrderBook book, string name)
    {
        var found = book.With(
            (orders, now) =>
                orders.FirstOrDefault(o => o.HasWaybill(now) && OrderObjects.Opaque(o) == name)
                    is { } order
                    ? ((string Code, int Places, WaybillShape Shape)?)
                        (order.Code, order.Places, order.Waybill)
                    : null
        );
        if (found is not { } waybill)
        {
            return KaspiAnswer.ErrorAsync(
                context,
                StatusCodes.Status404NotFound,
                "Waybill not found"
            );
        }

        var pdf =
            waybill.Shape == WaybillShape.Good
                ? WaybillPdf.Write(waybill.Code, waybill.Places)
                : HostileWaybill.Write(waybill.Shape);
        context.Response.ContentType = "application/pdf";
        return context.Response.Body.WriteAsync(pdf, context.RequestAborted).AsTask();
    }
}
