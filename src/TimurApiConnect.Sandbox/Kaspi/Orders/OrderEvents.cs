namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>What the bank, the buyer and Kaspi's courier do; each refuses what the order's state does not allow.</summary>
internal static class OrderEvents
{
    private static readonly TimeSpan PlannedDelivery = TimeSpan.FromDays(2);

    /// <summary>All that can be asked for by name.</summary>
    public static readonly IReadOnlyDictionary<
        string,
        Func<MarketOrder, KaspiSettings, DateTimeOffset, string?>
    > ByName = new Dictionary<string, Func<MarketOrder, KaspiSettings, DateTimeOffset, string?>>(
        StringComparer.Ordinal
    )
    {
        ["sign"] = Sign,
        ["lapses"] = (order, _, _) => Lapses(order),
        ["buyer-cancels"] = BuyerCancels,
        ["courier-takes"] = (order, _, now) => CourierTakes(order, now),
        ["deliver"] = (order, _, now) => Deliver(order, now),
        ["buyer-refuses"] = (order, _, now) => BuyerRefuses(order, now),
        ["back-at-warehouse"] = (order, _, _) => BackAtWarehouse(order),
        ["buyer-returns"] = (order, _, now) => BuyerReturns(order, now),
        ["return-accepted"] = (order, _, now) => ReturnAccepted(order, now),
    };

    /// <summary>The merchant did nothing in time; Kaspi counts it as out of stock.</summary>
    private static string? Lapses(MarketOrder order)
    {
        if (order.State != "NEW")
        {
            return $"Order {order.Code} is {order.State}: only one that waits for the merchant can lapse.";
        }

        Cancel(order, "MERCHANT_OUT_OF_STOCK");
        return null;
    }

    /// <summary>The bank has paid: the order waits for the merchant, or is accepted at once where the cabinet says so.</summary>
    public static void Approve(MarketOrder order, KaspiSettings settings, DateTimeOffset now)
    {
        order.State = "NEW";
        order.Status = "APPROVED_BY_BANK";
        order.SignatureRequired = false;
        order.ApprovedAt = now + TimeSpan.FromMilliseconds(740);
        // Accepted or not, an express order is to be packed within the hour.
        order.PackBy = order.IsExpress ? now + TimeSpan.FromMinutes(60) : null;
        order.AcceptBy = order.PackBy ?? WorkingHours.After(now, TimeSpan.FromHours(3));
        if (settings.AutoAccept)
        {
            Accept(order, now);
        }
    }

    public static void Accept(MarketOrder order, DateTimeOffset now)
    {
        order.Status = "ACCEPTED_BY_MERCHANT";
        order.AcceptedAt = now;
        order.AcceptBy = null;
        order.State = order.Delivery switch
        {
            DeliveryKind.Pickup => "PICKUP",
            DeliveryKind.Own => "DELIVERY",
            _ => "KASPI_DELIVERY",
        };
        order.HandOverBy =
            order.Delivery == DeliveryKind.Kaspi
                ? order.PackBy ?? now + TimeSpan.FromDays(1)
                : null;
    }

    public static void Cancel(MarketOrder order, string reason)
    {
        order.State = "ARCHIVE";
        order.Status = "CANCELLED";
        order.CancellationReason = reason;
        order.AcceptBy = null;
    }

    public static void Complete(MarketOrder order, DateTimeOffset now)
    {
        order.State = "ARCHIVE";
        order.Status = "COMPLETED";
        order.CompletedAt = now;
    }

    /// <summary>When the buyer was promised it.</summary>
    public static DateTimeOffset PlannedAt(MarketOrder order) =>
        (order.ReservedUntil ?? order.CreatedAt) + PlannedDelivery;

    public static string? CourierTakes(MarketOrder order, DateTimeOffset now)
    {
        if (!order.IsAccepted || !order.Assembled || order.HandedOverAt is not null)
        {
            return "The courier takes what is accepted, packed and not yet taken.";
        }

        order.HandedOverAt = now;
        return null;
    }

    public static string? Deliver(MarketOrder order, DateTimeOffset now)
    {
        if (!order.IsAccepted || order.HandedOverAt is null)
        {
            return "Kaspi delivers what its courier has taken.";
        }

        Complete(order, now);
        return null;
    }

    private static string? Sign(MarketOrder order, KaspiSettings settings, DateTimeOffset now)
    {
        if (order.State != "SIGN_REQUIRED")
        {
            return "There is nothing to sign.";
        }

        Approve(order, settings, now);
        return null;
    }

    private static string? BuyerCancels(
        MarketOrder order,
        KaspiSettings settings,
        DateTimeOffset now
    )
    {
        if (order.IsOver || order.HandedOverAt is not null)
        {
            return "It is over or on its way: the buyer can only refuse it.";
        }

        Cancel(order, "BUYER_CANCELLATION_HIMSELF");
        return null;
    }

    private static string? BuyerRefuses(MarketOrder order, DateTimeOffset now)
    {
        if (!order.IsAccepted || order.HandedOverAt is null)
        {
            return "The buyer refuses what is on its way.";
        }

        order.Status = "CANCELLING";
        order.CancellationReason = "BUYER_CANCELLATION_BY_COURIER";
        order.ComesBackSince = now;
        return null;
    }

    private static string? BackAtWarehouse(MarketOrder order)
    {
        if (order.Status is not ("CANCELLING" or "KASPI_DELIVERY_RETURN_REQUESTED"))
        {
            return "Nothing is coming back.";
        }

        order.ReturnedToWarehouse = true;
        return null;
    }

    private static string? BuyerReturns(MarketOrder order, DateTimeOffset now)
    {
        if (order.Status != "COMPLETED")
        {
            return "Only a completed order can be returned.";
        }

        order.State = "KASPI_DELIVERY";
        order.Status = "KASPI_DELIVERY_RETURN_REQUESTED";
        order.ComesBackSince = now;
        return null;
    }

    private static string? ReturnAccepted(MarketOrder order, DateTimeOffset now)
    {
        if (order.Status != "KASPI_DELIVERY_RETURN_REQUESTED")
        {
            return "Nobody has asked for a return.";
        }

        AcceptReturn(order, now);
        return null;
    }

    /// <summary>The goods are taken back; the buyer's money follows.</summary>
    public static void AcceptReturn(MarketOrder order, DateTimeOffset now)
    {
        order.Status = "RETURN_ACCEPTED_BY_MERCHANT";
        order.ReturnAcceptedAt = now;
    }
}
