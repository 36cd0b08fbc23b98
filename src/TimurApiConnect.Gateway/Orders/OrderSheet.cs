using System.Globalization;
using System.Text;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.ServiceDefaults;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>Orders as a table, a row for each line. Nothing about the buyer: the table is for keys that only look.</summary>
internal static class OrderSheet
{
    private static readonly (string Name, Func<Order, OrderLine?, object?> Value)[] Columns =
    [
        ("order", (o, _) => Plain(o.Code)),
        ("stage", (o, _) => QueryReader.Spelled(o.Stage)),
        ("status", (o, _) => Plain(o.Status.Text)),
        ("created", (o, _) => Time(o.CreatedAt)),
        ("sku", (_, l) => Plain(l?.Sku)),
        ("name", (_, l) => Plain(l?.Name)),
        ("quantity", (_, l) => l?.Quantity),
        ("price", (_, l) => l?.Price),
        ("line total", (_, l) => l?.Total),
        ("order total", (o, _) => o.Total),
        ("delivery mode", (o, _) => Plain(o.DeliveryMode)),
        ("hand over by", (o, _) => Time(o.HandOverBy)),
        ("cancellation reason", (o, _) => Plain(o.CancellationReason?.Text)),
    ];

    public static IReadOnlyList<string> Names { get; } = [.. Columns.Select(c => c.Name)];

    /// <summary>An order's rows: one for each line, one when there is none.</summary>
    public static IEnumerable<object?[]> Rows(Order order) =>
        (order.Lines is { Count: > 0 } lines ? lines : (IEnumerable<OrderLine?>)[null]).Select(
            line => Columns.Select(c => c.Value(order, line)).ToArray()
        );

    private static string? Time(DateTimeOffset? at) =>
        at?.ToOffset(AlmatyTime.Offset).ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    /// <summary>
    /// A text that a spreadsheet shows and does not run: "=HYPERLINK(…)" gets an apostrophe before it, and control characters, which no sheet can
    /// hold, become spaces.
    /// </summary>
    internal static string? Plain(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return null;
        }

        var isCommand =
            char.IsControl(text[0]) || text.TrimStart() is ['=' or '+' or '-' or '@', ..];
        var shown = string.Concat(
            text.EnumerateRunes().Select(r => Rune.IsControl(r) ? " " : r.ToString())
        );
        return isCommand ? $"'{shown}" : shown;
    }
}
