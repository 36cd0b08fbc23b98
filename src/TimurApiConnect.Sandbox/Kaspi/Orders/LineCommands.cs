using System.Text.Json;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>Changes of lines; they are promised at once and carried out a little later.</summary>
internal static class LineCommands
{
    private const string Underweight = "PRODUCT_UNDERWEIGHT";

    /// <summary>Why so many of a line cannot remain; null when they can.</summary>
    /// <param name="order">The order.</param>
    /// <param name="line">The line; null when there is none such.</param>
    /// <param name="wanted">What was sent for it.</param>
    /// <param name="byWeight">Whether this method knows goods by weight.</param>
    public static KaspiRefusal? Problem(
        MarketOrder order,
        MarketLine? line,
        JsonElement wanted,
        bool byWeight
    )
    {
        if (line is null)
        {
            return KaspiRefusal.NotFound("Order entry not found");
        }

        var reason = OrderCommands.Text(wanted, "reason") ?? "";
        if (
            !OrderCommands.Reasons.Contains(reason, StringComparer.Ordinal)
            && !(byWeight && reason == Underweight)
        )
        {
            return KaspiRefusal.Bad($"Reason [{reason}] is not valid.");
        }

        if (Whole(wanted, "remainedQuantity") is not (>= 0 and var remaining))
        {
            return KaspiRefusal.Bad("Remained quantity is not valid.");
        }

        var (quantity, grams) = line.Change is { } promised
            ? (promised.Quantity, promised.Grams)
            : (line.Quantity, line.Grams);
        var left = byWeight && grams is not null ? Whole(wanted, "remainedWeight") : null;
        if (left < 0 || left > grams || (left > 0 && left < line.MinGrams))
        {
            return KaspiRefusal.Bad("Remained weight is not valid.");
        }

        if (remaining > quantity || (remaining == quantity && !(left < grams)))
        {
            return KaspiRefusal.Bad("Remained quantity is not valid.");
        }

        return order.Assembled || !(order.IsAccepted || order.Status == "APPROVED_BY_BANK")
            ? KaspiRefusal.Bad($"Order in status {order.Status} can't be changed.")
            : null;
    }

    /// <summary>Promises that so much of a line remains, where there is no problem.</summary>
    public static Remaining Reduce(
        MarketOrder order,
        MarketLine line,
        JsonElement wanted,
        KaspiSettings settings,
        DateTimeOffset now
    )
    {
        var before = line.Change?.Grams ?? line.Grams;
        line.Change = new(
            Whole(wanted, "remainedQuantity")!.Value,
            before is null ? null : Whole(wanted, "remainedWeight") ?? before,
            now + settings.LineChangeAfter
        );
        order.Effects.Add(
            $"REDUCE {line.Number} {line.Change.Quantity}{(line.Change.Grams is { } grams ? $" {grams}g" : "")}"
        );
        return line.Change;
    }

    /// <summary>Takes the codes of a line's devices, or says why not.</summary>
    public static KaspiRefusal? SetImei(MarketOrder order, MarketLine line, JsonElement attributes)
    {
        if (!line.NeedsImei)
        {
            return KaspiRefusal.Bad("IMEI is not required.");
        }

        var devices = Items(attributes, "items")
            .Select(i => Items(i, "imei").Select(c => c.ToString()).ToList())
            .ToList();
        if (
            devices.Count != line.Quantity
            || !devices.TrueForAll(d => d.Count is 1 or 2 && d.TrueForAll(IsImei))
        )
        {
            return KaspiRefusal.Bad("Items are not valid.");
        }

        line.Imei.Clear();
        line.Imei.AddRange(devices);
        order.Effects.Add($"IMEI {line.Number}");
        return null;
    }

    private static bool IsImei(string code) =>
        code.Length is >= 14 and <= 16 && code.All(char.IsAsciiDigit);

    private static IEnumerable<JsonElement> Items(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
        && from.TryGetProperty(name, out var items)
        && items.ValueKind == JsonValueKind.Array
            ? items.EnumerateArray()
            : [];

    private static int? Whole(JsonElement from, string name) =>
        int.TryParse(OrderCommands.Text(from, name), out var whole) ? whole : null;
}
