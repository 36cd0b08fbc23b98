using System.Text.Json;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>Changes of lines; they are promised at once and carried out a little later.</summary>
internal static class LineCommands
{
    private static readonly string[] Reasons =
    [
        "BUYER_CANCELLATION_BY_MERCHANT",
        "BUYER_NOT_REACHABLE",
        "MERCHANT_OUT_OF_STOCK",
        "PRODUCT_UNDERWEIGHT",
    ];

    /// <summary>Why so many of a line cannot remain; null when they can.</summary>
    public static Refusal? Problem(MarketOrder order, MarketLine? line, JsonElement wanted)
    {
        if (line is null)
        {
            return Refusal.NotFound("Order entry not found");
        }

        if (Reason(wanted) is { } reason && !Reasons.Contains(reason, StringComparer.Ordinal))
        {
            return Refusal.Bad($"Reason [{reason}] is not valid.");
        }

        if (
            Remaining(wanted) is not { } remaining
            || remaining < 0
            || remaining >= (line.Change?.Remaining ?? line.Quantity)
        )
        {
            return Refusal.Bad("Remained quantity is not valid.");
        }

        if (order.Assembled || !(order.IsAccepted || order.Status == "APPROVED_BY_BANK"))
        {
            return Refusal.Bad($"Order in status {order.Status} can't be changed.");
        }

        return null;
    }

    /// <summary>Promises that so many of a line remain, where there is no problem.</summary>
    public static void Reduce(
        MarketOrder order,
        MarketLine line,
        JsonElement wanted,
        KaspiSettings settings,
        DateTimeOffset now
    )
    {
        var remaining = Remaining(wanted)!.Value;
        line.Change = (remaining, now + settings.LineChangeAfter);
        order.Effects.Add($"REDUCE {line.Number} {remaining}");
    }

    /// <summary>Takes the codes of a line's devices, or says why not.</summary>
    public static Refusal? SetImei(MarketOrder order, MarketLine line, JsonElement attributes)
    {
        if (!line.NeedsImei)
        {
            return Refusal.Bad("IMEI is not required.");
        }

        if (
            !attributes.TryGetProperty("items", out var items)
            || items.ValueKind != JsonValueKind.Array
            || items.GetArrayLength() != line.Quantity
        )
        {
            return Refusal.Bad("Items are not valid.");
        }

        line.Imei.Clear();
        foreach (var item in items.EnumerateArray())
        {
            line.Imei.Add([.. item.GetProperty("imei").EnumerateArray().Select(i => i.ToString())]);
        }

        order.Effects.Add($"IMEI {line.Number}");
        return null;
    }

    private static int? Remaining(JsonElement wanted) =>
        int.TryParse(OrderCommands.Text(wanted, "remainedQuantity"), out var remaining)
            ? remaining
            : null;

    private static string? Reason(JsonElement wanted) => OrderCommands.Text(wanted, "reason") ?? "";
}
