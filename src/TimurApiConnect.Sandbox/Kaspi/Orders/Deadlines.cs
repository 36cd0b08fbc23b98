namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>What happens by itself as time passes: deadlines of the contract, the courier, changes that are carried out later.</summary>
internal static class Deadlines
{
    private static readonly TimeSpan DeliveryTakes = TimeSpan.FromDays(2);

    // Three working days; this shop works every day.
    private static readonly TimeSpan PickupWaits = TimeSpan.FromDays(3);
    private static readonly TimeSpan ReturnDecision = TimeSpan.FromDays(3);
    private static readonly TimeSpan ParcelIsKept = TimeSpan.FromDays(30);

    // Nobody wrote down what follows a missed hand-over and papers that nobody signs, and when; nor how long the way back takes.
    private static readonly TimeSpan LateHandOver = TimeSpan.FromDays(1);
    private static readonly TimeSpan Papers = TimeSpan.FromDays(3);
    private static readonly TimeSpan WayBack = TimeSpan.FromDays(2);
    private static readonly TimeSpan MoneyBack = TimeSpan.FromDays(1);

    public static void Pass(
        IEnumerable<MarketOrder> orders,
        KaspiSettings settings,
        DateTimeOffset now
    )
    {
        foreach (var order in orders.Where(o => !o.IsOver))
        {
            foreach (var line in order.Lines.Where(l => l.Change?.At <= now))
            {
                var (quantity, grams, _) = line.Change!;
                (line.Quantity, line.Grams, line.Change) = (grams == 0 ? 0 : quantity, grams, null);
            }

            if (order.Lines.TrueForAll(l => l.Quantity == 0))
            {
                OrderEvents.Cancel(order, "MERCHANT_OUT_OF_STOCK");
                continue;
            }

            if (settings.DropsEmptyLines)
            {
                order.Lines.RemoveAll(l => l.Quantity == 0);
            }

            if (order.State == "SIGN_REQUIRED")
            {
                if (order.CreatedAt + Papers <= now)
                {
                    OrderEvents.Cancel(order, "TIMEOUT_BUYER_SIGNATURE");
                }
            }
            else if (order.ComesBackSince is { } since)
            {
                PassBack(order, settings, since, now);
            }
            else if (order.AcceptBy <= now)
            {
                OrderEvents.Cancel(order, "MERCHANT_OUT_OF_STOCK");
            }
            else if (order.IsAccepted)
            {
                PassAccepted(order, settings, now);
            }
        }
    }

    /// <summary>What comes back: the parcel, then the merchant's word, which silence gives too.</summary>
    private static void PassBack(
        MarketOrder order,
        KaspiSettings settings,
        DateTimeOffset since,
        DateTimeOffset now
    )
    {
        order.ReturnedToWarehouse |= settings.CourierComes && since + WayBack <= now;
        if (order.ReturnAcceptedAt + MoneyBack <= now)
        {
            (order.State, order.Status) = ("ARCHIVE", "RETURNED");
        }
        else if (!order.ReturnedToWarehouse || order.ReturnAcceptedAt is not null)
        {
            // On its way still, or only the money is.
        }
        else if (order.Status == "CANCELLING")
        {
            if (since + WayBack + ParcelIsKept <= now)
            {
                OrderEvents.Cancel(order, order.CancellationReason!);
            }
        }
        else if (since + WayBack + ReturnDecision <= now)
        {
            OrderEvents.AcceptReturn(order, since + WayBack + ReturnDecision);
        }
    }

    private static void PassAccepted(MarketOrder order, KaspiSettings settings, DateTimeOffset now)
    {
        if (order.PackBy <= now && !order.Assembled)
        {
            // Kaspi takes it that the goods are not there, by automatic acceptance too.
            OrderEvents.Cancel(order, "MERCHANT_OUT_OF_STOCK");
        }
        else if (order.WaitsForGoods)
        {
            if (order.ReservedUntil <= now)
            {
                OrderEvents.Cancel(order, "MERCHANT_OUT_OF_STOCK");
            }
        }
        else if (order.Delivery == DeliveryKind.Pickup)
        {
            if (order.AcceptedAt + PickupWaits <= now)
            {
                OrderEvents.Cancel(order, "TIMEOUT_BUYER_PICKUP");
            }
        }
        else if (order.Delivery == DeliveryKind.Kaspi && order.HandedOverAt is null)
        {
            if (order.Assembled && settings.CourierComes && order.HandOverBy <= now)
            {
                OrderEvents.CourierTakes(order, order.HandOverBy!.Value);
            }
            else if (!order.Assembled && order.HandOverBy + LateHandOver <= now)
            {
                OrderEvents.Cancel(order, "TIMEOUT_KASPI_DELIVERY");
            }
        }

        if (order.IsAccepted && settings.CourierComes && order.HandedOverAt + DeliveryTakes <= now)
        {
            OrderEvents.Deliver(order, order.HandedOverAt!.Value + DeliveryTakes);
        }
    }
}
