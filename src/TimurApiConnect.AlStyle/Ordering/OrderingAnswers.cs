using System.Text.Json;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle.Ordering;

/// <summary>The answers about ordering, read tolerantly: what is not understood is an unreadable answer, never an empty one.</summary>
internal static class OrderingAnswers
{
    // {"status":true,"data":{"bin":"…","Доверенности":[{"ФИО":"…","ДатаОкончания":"31.12.2026","Номер":"17","Основной":true,"empty":false}],"Транспортники":[…]}}
    public static SupplierTerms Terms(JsonElement root)
    {
        if (OrderingFields.Of(root, "data") is not { ValueKind: JsonValueKind.Object } data)
        {
            throw new UnreadableAnswerException("The customer's data have no \"data\".");
        }

        return new(
            OrderingFields.Text(data, "bin"),
            [
                .. OrderingFields
                    .Items(OrderingFields.Of(data, "Доверенности"))
                    .Where(a =>
                        OrderingFields.Text(a, "Номер").Length > 0
                        && !OrderingFields.IsOn(a, "empty")
                    )
                    .Select(a => new Attorney(
                        OrderingFields.Text(a, "Номер"),
                        OrderingFields.Text(a, "ФИО"),
                        OrderingFields.Day(a, "ДатаОкончания"),
                        OrderingFields.IsOn(a, "Основной"),
                        a.GetRawText()
                    )),
            ],
            [
                .. OrderingFields
                    .Items(OrderingFields.Of(data, "Транспортники"))
                    .Where(d => OrderingFields.Text(d, "СпособДоставки").Length > 0)
                    .Select(d => new DeliveryMethod(
                        OrderingFields.Text(d, "СпособДоставки"),
                        OrderingFields.Text(d, "Транспортник"),
                        OrderingFields.Text(d, "Адрес"),
                        OrderingFields.IsOn(d, "Основной"),
                        d.GetRawText()
                    )),
            ]
        );
    }

    // {"status":true,"user":1234,"data":{"5001":{"article":601,"price":10120,"price2":"13490","balance":">50","quantity":2,"total":20240,…}}}; empty: "data":[]
    public static Basket Basket(JsonElement root)
    {
        if (
            OrderingFields.Of(root, "data")
            is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array } data
        )
        {
            throw new UnreadableAnswerException("The basket has no \"data\".");
        }

        return new([
            .. OrderingFields
                .Items(data)
                .Select(line => new BasketLine(
                    OrderingFields.Whole(line, "article") ?? throw NoField("basket", "article"),
                    OrderingFields.Whole(line, "quantity") ?? throw NoField("basket", "quantity"),
                    OrderingFields.Money(line, "price") ?? throw NoField("basket", "price"),
                    OrderingFields.Stock(line, "balance")
                )),
        ]);
    }

    // {"status":true,"data":{"status":"ok","id":1900001}}
    public static PlacedOrder Placed(JsonElement root) =>
        OrderingFields.Of(root, "data") is { } data
        && (OrderingFields.TextOrNull(data, "id") ?? AnswerJson.Text(data))
            is { Length: > 0 } number
            ? new(number)
            : throw new UnreadableAnswerException("The order's number is missing.");

    // {"elements":[{"id":"1900001","date":"…","sum":20240,"status":"N","merge_with":null}],"pagination":{"totalCount":1,"totalPages":1,"pageSize":20,"currentPage":1}}
    public static OrdersPage Orders(JsonElement root)
    {
        var holder = OrderingFields.Of(root, "elements") is null
            ? OrderingFields.Of(root, "data") ?? root
            : root;
        return
            OrderingFields.Of(holder, "elements") is { ValueKind: JsonValueKind.Array } elements
            && OrderingFields.Of(holder, "pagination") is { } pagination
            && OrderingFields.Whole(pagination, "totalPages") is { } pages
            ? new([.. elements.EnumerateArray().Select(Order)], pages)
            : throw new UnreadableAnswerException("The orders have no elements or no pagination.");
    }

    // {"data":{"id":"1900001",…,"cart":[{"article":601,"price":10120,"quantity":2}]}}
    public static OrderReading OneOrder(JsonElement root)
    {
        var order = OrderingFields.Of(root, "data") ?? root;
        return Order(order) with
        {
            Lines = OrderingFields.Of(order, "cart")
                is { ValueKind: JsonValueKind.Array or JsonValueKind.Object } cart
                ?
                [
                    .. OrderingFields
                        .Items(cart)
                        .Select(l => new Pieces(
                            OrderingFields.Whole(l, "article") ?? throw NoField("order", "article"),
                            OrderingFields.Whole(l, "quantity")
                                ?? throw NoField("order", "quantity")
                        )),
                ]
                : throw new UnreadableAnswerException("The order has no cart."),
        };
    }

    private static OrderReading Order(JsonElement order) =>
        new(
            OrderingFields.TextOrNull(order, "id") ?? throw NoField("order", "id"),
            OrderingFields.Money(order, "sum") ?? throw NoField("order", "sum"),
            OrderingFields.TextOrNull(order, "status") is { } status
                ? new SupplierStatus(status)
                : null
        )
        {
            Date = OrderingFields.Moment(order, "date"),
            OurNumber = OrderingFields.TextOrNull(order, "external_id"),
            // null, "" and 0 are none
            MergedWith = OrderingFields.TextOrNull(order, "merge_with") is { } other and not "0"
                ? other
                : null,
        };

    private static UnreadableAnswerException NoField(string what, string name) =>
        new($"A line of the {what} has no usable \"{name}\".");
}
