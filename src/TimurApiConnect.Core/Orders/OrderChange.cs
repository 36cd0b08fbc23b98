using System.Globalization;

namespace TimurApiConnect.Core.Orders;

/// <summary>A field of an order that is no longer what it was.</summary>
/// <param name="Field">Which: <c>status</c>, <c>line 0 quantity</c>.</param>
/// <param name="Before">What it was; null when it was not there.</param>
/// <param name="After">What it is; null when it is gone.</param>
public sealed record OrderChange(string Field, string? Before, string? After)
{
    /// <summary>
    /// What matters of the difference between two looks at one order; nothing about the buyer. An order seen for the first time is one change.
    /// Lines that an answer left out have not changed.
    /// </summary>
    public static IReadOnlyList<OrderChange> Between(Order? before, Order after)
    {
        if (before is null)
        {
            return [new("seen", null, $"{after.State}, {after.Status}")];
        }

        var fields = Fields(after)
            .Zip(Fields(before), (a, b) => new OrderChange(a.Field, b.Value, a.Value));
        var lines = after.Lines is { } now && before.Lines is { } was ? Lines(was, now) : [];
        return [.. fields.Concat(lines).Where(c => c.Before != c.After)];
    }

    private static IEnumerable<(string Field, string? Value)> Fields(Order order) =>
        [
            ("state", order.State.Text),
            ("status", order.Status.Text),
            ("total", Text(order.Total)),
            ("assembled", order.IsAssembled ? "yes" : "no"),
            ("pre-order", order.IsPreOrder ? "yes" : "no"),
            ("signature", order.SignatureRequired ? "required" : "not required"),
            ("hand over by", Text(order.HandOverBy)),
            ("handed over", Text(order.HandedOverAt)),
            ("planned delivery", Text(order.PlannedDeliveryAt)),
            ("reserved until", Text(order.ReservedUntil)),
            ("completed", Text(order.CompletedAt)),
            ("back at warehouse", order.IsBackAtWarehouse ? "yes" : "no"),
            ("waybill", order.WaybillNumber ?? order.WaybillAddress?.AbsoluteUri),
            ("cancellation reason", order.CancellationReason?.Text),
            ("point", order.PointId),
            ("delivery cost for the shop", Text(order.DeliveryCostForShop)),
        ];

    private static IEnumerable<OrderChange> Lines(
        IReadOnlyList<OrderLine> before,
        IReadOnlyList<OrderLine> after
    ) =>
        before
            .Select(l => l.Number)
            .Union(after.Select(l => l.Number))
            .Order()
            .Select(number => new OrderChange(
                $"line {number}",
                Text(before.FirstOrDefault(l => l.Number == number)),
                Text(after.FirstOrDefault(l => l.Number == number))
            ));

    private static string? Text(OrderLine? line) =>
        line is null ? null : $"{line.Quantity} × {line.Sku ?? line.Id} = {line.Total}";

    private static string? Text(long? number) => number?.ToString(CultureInfo.InvariantCulture);

    private static string? Text(DateTimeOffset? at) =>
        at?.UtcDateTime.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
}
