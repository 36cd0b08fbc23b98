using System.Text.Json;
using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>Reads one line of an order.</summary>
// {"type":"orderentries","id":"OTAwMDAwMDAxIyMw","attributes":{"unitType":"PIECES","quantity":1,"totalPrice":5990.0,"basePrice":5990.0,
//  "deliveryCost":0.0,"weight":0.0,"entryNumber":0,"category":{"code":"Master - Smartphones","title":"Смартфоны"},
//  "offer":{"code":"18104","name":"Сетевой фильтр"},"isImeiRequired":false},"relationships":{"order":…,"product":…}}
internal static class LineReader
{
    /// <summary>
    /// The line, or null with the name of the field that it lacks. Its number may be missing, or another line's too: see <see cref="OrderLines"/>.
    /// </summary>
    public static OrderLine? Read(JsonElement row, out string? missing)
    {
        var a = row.Object("attributes") ?? default;
        var (id, quantity, total) = (row.Text("id"), a.Whole("quantity"), a.Tenge("totalPrice"));
        missing =
            id is null ? "id"
            : quantity is null or < 0 ? "quantity"
            : total is null ? "totalPrice"
            : null;
        if (missing is not null)
        {
            return null;
        }

        var (offer, category) = (a.Object("offer") ?? default, a.Object("category") ?? default);
        return new OrderLine(
            id!,
            a.Whole("entryNumber") ?? OrderLines.Unnumbered,
            quantity!.Value,
            total!.Value
        )
        {
            Sku = offer.Text("code"),
            Name = offer.Text("name"),
            Price = a.Tenge("basePrice"),
            DeliveryCost = a.Tenge("deliveryCost"),
            Unit = a.Text("unitType"),
            Weight = Grams(a, "weight"),
            MinWeight = Grams(a, "minAllowedWeight"),
            CategoryCode = category.Text("code"),
            Category = category.Text("title"),
            NeedsImei = a.Flag("isImeiRequired") || offer.Flag("isImeiRequired"),
        };
    }

    // 0.0 for goods by the piece.
    private static double? Grams(JsonElement attributes, string name) =>
        attributes.Real(name) is { } grams and > 0 ? grams : null;
}
