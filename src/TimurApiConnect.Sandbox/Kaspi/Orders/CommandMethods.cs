using System.Text.Json;
using System.Text.Json.Nodes;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>The orders API: what changes something.</summary>
internal static class CommandMethods
{
    public static void MapCommands(this IEndpointRouteBuilder v2)
    {
        v2.MapPost("/orders", ChangeAsync);
        v2.MapPost("/orderEntryCancelOperation", ReduceAsync);
        v2.MapPost("/orderEntryImeiOperation", SetImeiAsync);
        v2.MapGet("/orders/{id}/imei", ImeiAsync);
    }

    /// <summary>The one that has no version in its address.</summary>
    public static void MapLineCommands(this IEndpointRouteBuilder api) =>
        api.MapPut("/orderPartialCancel/{id}", ReduceManyAsync);

    // {"data":{"type":"orders","id":"OTAwMDAwMDAx","attributes":{"code":"900000001","status":"ACCEPTED_BY_MERCHANT"}}}
    private static async Task ChangeAsync(
        HttpContext context,
        OrderBook book,
        Live<KaspiSettings> live
    )
    {
        var data = Data(await BodyAsync(context));
        var attributes = Property(data, "attributes");
        var (settings, root) = (live.Current, KaspiOrderMethods.RootOf(context));
        var code = OrderCommands.Text(data, "id") is { } id ? MarketOrder.Decode(id) : null;
        var answer = book.With<object>(
            code ?? "",
            (order, now) =>
            {
                // The number may be left out, but must not be another order's.
                if (OrderCommands.Text(attributes, "code") is { } said && said != order.Code)
                {
                    return KaspiRefusal.NotFound();
                }

                var refusal = OrderCommands.Run(
                    order,
                    attributes,
                    context.Request.Headers,
                    settings,
                    now
                );
                return refusal
                    ?? (object)
                        new JsonObject
                        {
                            ["data"] = new OrderObjects(settings, root, now).Echo(
                                order,
                                (JsonObject)JsonNode.Parse(attributes.GetRawText())!
                            ),
                            ["included"] = new JsonArray(),
                        };
            }
        );
        await AnswerAsync(context, answer);
    }

    private static async Task ReduceAsync(
        HttpContext context,
        OrderBook book,
        Live<KaspiSettings> live
    )
    {
        var data = Data(await BodyAsync(context));
        var attributes = Property(data, "attributes");
        await AnswerAsync(
            context,
            OfLine(
                book,
                data,
                (order, line, now) =>
                {
                    if (
                        LineCommands.Problem(order, line, attributes, byWeight: false) is
                        { } refusal
                    )
                    {
                        return refusal;
                    }

                    var left = LineCommands.Reduce(order, line, attributes, live.Current, now);
                    return Data(
                        "orderEntryCancelOperation",
                        new()
                        {
                            ["remainedQuantity"] = left.Quantity,
                            ["remainedWeight"] = (double)(left.Grams ?? 0),
                            ["status"] = "INPROGRESS",
                        }
                    );
                }
            )
        );
    }

    private static async Task SetImeiAsync(HttpContext context, OrderBook book)
    {
        var data = Data(await BodyAsync(context));
        var attributes = Property(data, "attributes");
        await AnswerAsync(
            context,
            OfLine(
                book,
                data,
                (order, line, _) =>
                    LineCommands.SetImei(order, line, attributes)
                    ?? (object)Data("orderEntryImeiOperation", new() { ["status"] = "SUCCESSFULL" })
            )
        );
    }

    private static Task ImeiAsync(HttpContext context, OrderBook book, string id) =>
        AnswerAsync(
            context,
            book.With<object>(
                MarketOrder.Decode(id) ?? "",
                (order, _) =>
                    new JsonObject
                    {
                        ["data"] = OrderObjects.List(
                            order.Lines.SelectMany(l =>
                                l.Imei.Select(codes =>
                                    (JsonNode)
                                        new JsonObject
                                        {
                                            ["entry"] = order.LineId(l),
                                            ["imei"] = OrderObjects.List(
                                                codes.Select(c => (JsonNode)JsonValue.Create(c))
                                            ),
                                        }
                                )
                            )
                        ),
                    }
            )
        );

    // [{"entry":{"id":"…"},"remainedQuantity":1,"remainedWeight":280,"reason":"PRODUCT_UNDERWEIGHT","notes":"…"}]: all of it or nothing.
    private static async Task ReduceManyAsync(
        HttpContext context,
        OrderBook book,
        Live<KaspiSettings> live,
        string id
    )
    {
        var wanted = await BodyAsync(context);
        var answer =
            wanted.ValueKind != JsonValueKind.Array
                ? KaspiRefusal.Bad("An array is expected.")
                : book.With<object>(
                    MarketOrder.Decode(id) ?? "",
                    (order, now) =>
                    {
                        var items = wanted
                            .EnumerateArray()
                            .Select(i =>
                                (Item: i, Id: OrderCommands.Text(Property(i, "entry"), "id") ?? "")
                            )
                            .ToList();
                        if (
                            items
                                .Select(i =>
                                    LineCommands.Problem(
                                        order,
                                        order.Line(i.Id),
                                        i.Item,
                                        byWeight: true
                                    )
                                )
                                .FirstOrDefault(r => r is not null) is
                            { } refusal
                        )
                        {
                            return refusal;
                        }

                        var entries = new JsonArray();
                        foreach (var (item, entry) in items)
                        {
                            var left = LineCommands.Reduce(
                                order,
                                order.Line(entry)!,
                                item,
                                live.Current,
                                now
                            );
                            entries.Add(
                                new JsonObject
                                {
                                    ["id"] = entry,
                                    ["entry"] = new JsonObject { ["id"] = entry },
                                    ["remainedQuantity"] = left.Quantity,
                                    ["remainedWeight"] = left.Grams ?? 0,
                                }
                            );
                        }

                        return new JsonObject
                        {
                            ["orderCancelEntries"] = entries,
                            ["status"] = "INPROGRESS",
                        };
                    }
                );
        await AnswerAsync(context, answer);
    }

    private static object? OfLine(
        OrderBook book,
        JsonElement data,
        Func<MarketOrder, MarketLine, DateTimeOffset, object> work
    )
    {
        var id =
            OrderCommands.Text(
                Property(Property(Property(data, "relationships"), "entry"), "data"),
                "id"
            ) ?? "";
        return book.With(
            MarketOrder.Decode(id)?.Split("##")[0] ?? "",
            (order, now) =>
                order.Line(id) is { } line
                    ? work(order, line, now)
                    : KaspiRefusal.NotFound("Order entry not found")
        );
    }

    private static JsonObject Data(string type, JsonObject attributes) =>
        new()
        {
            ["data"] = new JsonObject { ["type"] = type, ["attributes"] = attributes },
        };

    private static Task AnswerAsync(HttpContext context, object? answer) =>
        answer switch
        {
            JsonObject json => KaspiAnswer.WriteAsync(context, StatusCodes.Status200OK, json),
            KaspiRefusal refusal => KaspiAnswer.ErrorAsync(context, refusal.Status, refusal.Title),
            _ => KaspiAnswer.ErrorAsync(context, StatusCodes.Status404NotFound, "Order not found"),
        };

    private static JsonElement Data(JsonElement body) => Property(body, "data");

    private static JsonElement Property(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
            ? value
            : default;

    private static async Task<JsonElement> BodyAsync(HttpContext context)
    {
        try
        {
            using var document = await JsonDocument.ParseAsync(
                context.Request.Body,
                cancellationToken: context.RequestAborted
            );
            return document.RootElement.Clone();
        }
        catch (JsonException)
        {
            // A body that is none has no order in it, which is then what is said.
            return default;
        }
    }
}
