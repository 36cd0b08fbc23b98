using System.Text.Json;
using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>One page of a list of orders.</summary>
/// <param name="Orders">Those that were asked for, with their lines where the answer had them.</param>
/// <param name="Unread">What could not be read, in plain words: a row that lacks what every order has. Never empty silently.</param>
/// <param name="Pages">How many pages Kaspi counts; null when it does not say.</param>
/// <param name="Total">How many orders Kaspi counts, else the rows of the page.</param>
/// <param name="Rows">Rows of the page, those that were not asked for and those that could not be read among them.</param>
public sealed record OrderPage(
    IReadOnlyList<Order> Orders,
    IReadOnlyList<string> Unread,
    int? Pages,
    int Total,
    int Rows
)
{
    /// <summary>
    /// Whether the list has changed while its pages were read, as far as can be told by this one: an order may have slipped from one page to another
    /// that was read already.
    /// </summary>
    public bool HasMoved { get; init; }

    /// <summary>How many orders Kaspi counts; null when it does not say.</summary>
    internal int? Counted { get; private init; }

    /// <summary>Whether another page follows. Where Kaspi does not count pages, a full one may not be the last.</summary>
    internal bool HasNext(int page, int perPage) =>
        Pages is { } pages ? page + 1 < pages : Rows >= perPage;

    // {"data":[{"type":"orders",…}],"included":[{"type":"orderentries",…}],"meta":{"pageCount":1,"totalCount":1}}
    internal static OrderPage? Read(JsonElement root, Func<Order, bool> wanted)
    {
        if (
            root.ValueKind != JsonValueKind.Object
            || !root.TryGetProperty("data", out var data)
            || data.ValueKind != JsonValueKind.Array
        )
        {
            return null;
        }

        var meta = root.Object("meta") ?? default;
        var (orders, unread) = (new List<Order>(), new List<string>());
        var lines = Included(root);
        foreach (var (index, row) in data.EnumerateArray().Index())
        {
            var order = OrderReader.Read(row, out var missing);
            if (order is null)
            {
                unread.Add(
                    $"row {index + 1}{(row.Text("id") is { } id ? $", id {id}" : "")}: no usable {missing}"
                );
            }
            else if (wanted(order))
            {
                orders.Add(order with { Lines = LinesOf(row, lines, unread) });
            }
        }

        var rows = data.GetArrayLength();
        var counted = meta.Whole("totalCount");
        return new(orders, unread, meta.Whole("pageCount"), counted ?? rows, rows)
        {
            Counted = counted,
        };
    }

    private static Dictionary<string, JsonElement> Included(JsonElement root)
    {
        var found = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        foreach (
            var item in root.Items("included")
                .Where(i => i.Text("type") == "orderentries" && i.Text("id") is not null)
        )
        {
            found[item.Text("id")!] = item;
        }

        return found;
    }

    // "relationships":{"entries":{"data":[{"type":"orderentries","id":"OTAwMDAwMDAxIyMw"}],…}}; data is missing in older answers, and then
    // the lines must be asked for: null, which is something else than none. So is an order whose lines are not all there.
    private static IReadOnlyList<OrderLine>? LinesOf(
        JsonElement row,
        Dictionary<string, JsonElement> included,
        List<string> unread
    )
    {
        var entries = (row.Object("relationships") ?? default).Object("entries") ?? default;
        var lines = new List<OrderLine>();
        foreach (var id in entries.Items("data").Select(e => e.Text("id")))
        {
            if (id is null || !included.TryGetValue(id, out var found))
            {
                return null;
            }

            if (LineReader.Read(found, out var missing) is not { } line)
            {
                unread.Add($"line {id}: no usable {missing}");
                return null;
            }

            lines.Add(line);
        }

        return lines.Count == 0 ? null : OrderLines.Numbered(lines, []);
    }
}
