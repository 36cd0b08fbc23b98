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
        if (Fields.Of(root, "data") is not { ValueKind: JsonValueKind.Object } data)
        {
            throw new UnreadableAnswerException("The customer's data have no \"data\".");
        }

        return new(
            Fields.Text(data, "bin"),
            [
                .. Fields
                    .Items(Fields.Of(data, "Доверенности"))
                    .Where(a => Fields.Text(a, "Номер").Length > 0 && !Fields.IsOn(a, "empty"))
                    .Select(a => new Attorney(
                        Fields.Text(a, "Номер"),
                        Fields.Text(a, "ФИО"),
                        Fields.Day(a, "ДатаОкончания"),
                        Fields.IsOn(a, "Основной"),
                        a.GetRawText()
                    )),
            ],
            [
                .. Fields
                    .Items(Fields.Of(data, "Транспортники"))
                    .Where(d => Fields.Text(d, "СпособДоставки").Length > 0)
                    .Select(d => new DeliveryMethod(
                        Fields.Text(d, "СпособДоставки"),
                        Fields.Text(d, "Транспортник"),
                        Fields.Text(d, "Адрес"),
                        Fields.IsOn(d, "Основной"),
                        d.GetRawText()
                    )),
            ]
        );
    }

    // {"status":true,"user":1234,"data":{"5001":{"article":601,"price":10120,"price2":"13490","balance":">50","quantity":2,"total":20240,…}}}; empty: "data":[]
    public static Basket Basket(JsonElement root)
    {
        if (
            Fields.Of(root, "data")
            is not { ValueKind: JsonValueKind.Object or JsonValueKind.Array } data
        )
        {
            throw new UnreadableAnswerException("The basket has no \"data\".");
        }

        return new([
            .. Fields
                .Items(data)
                .Select(line => new BasketLine(
                    Fields.Whole(line, "article") ?? throw NoField("basket", "article"),
                    Fields.Whole(line, "quantity") ?? throw NoField("basket", "quantity"),
                    Fields.Money(line, "price") ?? throw NoField("basket", "price"),
                    Fields.Stock(line, "balance")
                )),
        ]);
    }

    // {"status":true,"data":{"status":"ok","id":1900001}}
    public static PlacedOrder Placed(JsonElement root) =>
        Fields.Of(root, "data") is { } data
        && (Fields.TextOrNull(data, "id") ?? AnswerJson.Text(data)) is { Length: > 0 } number
            ? new(number)
            : throw new UnreadableAnswerException("The order's number is missing.");

    // {"elements":[{"id":"1900001","date":"…","sum":20240,"status":"N","merge_with":null}],"pagination":{"totalCount":1,"totalPages":1,"pageSize":20,"currentPage":1}}
    public static OrdersPage Orders(JsonElement root)
    {
        var holder = Fields.Of(root, "elements") is null ? Fields.Of(root, "data") ?? root : root;
        return
            Fields.Of(holder, "elements") is { ValueKind: JsonValueKind.Array } elements
            && Fields.Of(holder, "pagination") is { } pagination
            && Fields.Whole(pagination, "totalPages") is { } pages
            ? new([.. elements.EnumerateArray().Select(Order)], pages)
            : throw new UnreadableAnswerException("The orders have no elements or no pagination.");
    }

    // {"data":{"id":"1900001",…,"cart":[{"article":601,"price":10120,"quantity":2}]}}
    public static OrderReading OneOrder(JsonElement root)
    {
        var order = Fields.Of(root, "data") ?? root;
        return Order(order) with
        {
            Lines = Fields.Of(order, "cart")
                is { ValueKind: JsonValueKind.Array or JsonValueKind.Object } cart
                ?
                [
                    .. Fields
                        .Items(cart)
                        .Select(l => new Pieces(
                            Fields.Whole(l, "article") ?? throw NoField("order", "article"),
                            Fields.Whole(l, "quantity") ?? throw NoField("order", "quantity")
                        )),
                ]
                : throw new UnreadableAnswerException("The order has no cart."),
        };
    }

    private static OrderReading Order(JsonElement order) =>
        new(
            Fields.TextOrNull(order, "id") ?? throw NoField("order", "id"),
            Fields.Money(order, "sum") ?? throw NoField("order", "sum"),
            Fields.TextOrNull(order, "status") is { } status ? new SupplierStatus(status) : null
        )
        {
            Date = Fields.Moment(order, "date"),
            OurNumber = Fields.TextOrNull(order, "external_id"),
            // null, "" and 0 are none
            MergedWith = Fields.TextOrNull(order, "merge_with") is { } other and not "0"
                ? other
                : null,
        };

    private static UnreadableAnswerException NoField(string what, string name) =>
        new($"A line of the {what} has no usable \"{name}\".");
}
