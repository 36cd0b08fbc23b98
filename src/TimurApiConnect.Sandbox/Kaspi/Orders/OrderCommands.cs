using System.Text.Json;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary><c>POST /orders</c>: every change of an order's status, with what each demands.</summary>
internal static class OrderCommands
{
    private const int LongestComment = 1000;

    /// <summary>The reasons that a merchant may give.</summary>
    public static readonly string[] Reasons =
    [
        "BUYER_CANCELLATION_BY_MERCHANT",
        "BUYER_NOT_REACHABLE",
        "MERCHANT_OUT_OF_STOCK",
    ];

    /// <summary>Carries the command out, or says why not.</summary>
    public static KaspiRefusal? Run(
        MarketOrder order,
        JsonElement attributes,
        IHeaderDictionary headers,
        KaspiSettings settings,
        DateTimeOffset now
    )
    {
        var status = Text(attributes, "status");
        var refusal = status switch
        {
            "ACCEPTED_BY_MERCHANT" => Accept(order, now),
            "CANCELLED" => Cancel(order, attributes),
            "ASSEMBLE" => Assemble(order, attributes, settings, now),
            "COMPLETED" => Complete(order, headers, now),
            "ARRIVED" => Arrived(order),
            "ARRIVED_BACKWARD" => ArrivedBackward(order, now),
            _ => KaspiRefusal.Bad($"Status [{status}] is not supported."),
        };
        if (refusal is null)
        {
            order.Effects.Add(status == "COMPLETED" && !order.IsOver ? "SEND_CODE" : status!);
        }

        return refusal;
    }

    public static string? Text(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object
        && from.TryGetProperty(name, out var value)
        && value.ValueKind is JsonValueKind.String or JsonValueKind.Number
            ? from.GetProperty(name).ToString()
            : null;

    private static KaspiRefusal? Accept(MarketOrder order, DateTimeOffset now)
    {
        // Unsigned papers are not paid yet, whatever the status says.
        if (order.Status != "APPROVED_BY_BANK" || order.SignatureRequired)
        {
            return KaspiRefusal.Bad($"Order in status {order.Status} can't be accepted.");
        }

        OrderEvents.Accept(order, now);
        return null;
    }

    private static KaspiRefusal? Cancel(MarketOrder order, JsonElement attributes)
    {
        var reason = Text(attributes, "cancellationReason");
        if (reason is null || !Reasons.Contains(reason, StringComparer.Ordinal))
        {
            return KaspiRefusal.Bad($"Cancellation reason [{reason}] is not valid.");
        }

        if (Text(attributes, "cancellationComment")?.Length > LongestComment)
        {
            return KaspiRefusal.Bad("Cancellation comment is too long.");
        }

        if (order.Assembled || !(order.IsAccepted || order.Status == "APPROVED_BY_BANK"))
        {
            return KaspiRefusal.Bad($"Order in status {order.Status} can't be cancelled.");
        }

        OrderEvents.Cancel(order, reason);
        return null;
    }

    private static KaspiRefusal? Assemble(
        MarketOrder order,
        JsonElement attributes,
        KaspiSettings settings,
        DateTimeOffset now
    )
    {
        if (Text(attributes, "code") is null && settings.AssembleNeedsCode)
        {
            return KaspiRefusal.NotFound();
        }

        if (
            order.State != "KASPI_DELIVERY"
            || !order.IsAccepted
            || order.WaitsForGoods
            || order.HandedOverAt is not null
        )
        {
            return KaspiRefusal.Bad($"Order in status {order.Status} can't be assembled.");
        }

        if (
            !int.TryParse(Text(attributes, "numberOfSpace"), out var places)
            || places is < 1 or > 100
        )
        {
            return KaspiRefusal.Bad("Number of space is not valid.");
        }

        if (order.Lines.Exists(l => l.NeedsImei && l.Imei.Count < l.Quantity))
        {
            return KaspiRefusal.Bad("IMEI is required.");
        }

        order.Assembled = true;
        order.Places = places;
        // Its link shows up seconds later (field report: 1.5 to 6 s).
        order.WaybillAt ??= now + settings.WaybillAfter;
        return null;
    }

    private static KaspiRefusal? Complete(
        MarketOrder order,
        IHeaderDictionary headers,
        DateTimeOffset now
    )
    {
        if (order.Status == "CANCELLED")
        {
            return KaspiRefusal.Bad("Order is cancelled, so it can't be completed.");
        }

        if (order.Status == "COMPLETED")
        {
            return KaspiRefusal.Bad(
                "Order already has been completed, so it can't be completed again."
            );
        }

        if (!order.IsAccepted || order.Delivery == DeliveryKind.Kaspi || order.SignatureRequired)
        {
            return KaspiRefusal.Bad("Order is not may complete allowed");
        }

        var code = headers["X-Security-Code"].ToString();
        if (
            code.Length == 0
            && headers.ContainsKey("X-Security-Code")
            && headers["X-Send-Code"] == "true"
        )
        {
            // The buyer gets the same code again, however often it is asked for.
            order.SecurityCode ??= $"{1000 + (int.Parse(order.Code) * 7919L % 9000)}";
            return null;
        }

        if (code != order.SecurityCode || headers["X-Send-Code"] != "true")
        {
            return KaspiRefusal.Bad(
                "Security code is not valid. And the order cannot be completed without it"
            );
        }

        OrderEvents.Complete(order, now);
        return null;
    }

    private static KaspiRefusal? Arrived(MarketOrder order)
    {
        if (!order.WaitsForGoods || !order.IsAccepted)
        {
            return KaspiRefusal.Bad($"Order in status {order.Status} can't be arrived.");
        }

        order.Arrived = true;
        return null;
    }

    private static KaspiRefusal? ArrivedBackward(MarketOrder order, DateTimeOffset now)
    {
        switch (order.Status)
        {
            case "CANCELLING":
                OrderEvents.Cancel(order, order.CancellationReason!);
                break;
            case "KASPI_DELIVERY_RETURN_REQUESTED":
                OrderEvents.AcceptReturn(order, now);
                break;
            default:
                return KaspiRefusal.Bad(
                    $"Order in status {order.Status} can't be arrived backward."
                );
        }

        order.ReturnedToWarehouse = true;
        return null;
    }
}
