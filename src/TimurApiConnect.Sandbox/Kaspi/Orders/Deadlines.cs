namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>What happens by itself as time passes: deadlines of the contract, the courier, changes that are carried out later.</summary>
internal static class Deadlines
{
    private static readonly TimeSpan DeliveryTakes = TimeSpan.FromDays(2);
    private static readonly TimeSpan PickupWaits = TimeSpan.FromDays(3);

    // Nobody wrote down what follows a missed hand-over, and when.
    private static readonly TimeSpan LateHandOver = TimeSpan.FromDays(1);

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
                (line.Quantity, line.Change) = (line.Change!.Value.Remaining, null);
            }

            if (order.Lines.TrueForAll(l => l.Quantity == 0))
            {
                Happenings.Cancel(order, "MERCHANT_OUT_OF_STOCK");
            }
            else if (order.AcceptBy <= now)
            {
                Happenings.Cancel(order, "MERCHANT_OUT_OF_STOCK");
            }
            else if (order.IsAccepted)
            {
                PassAccepted(order, settings, now);
            }
        }
    }

    private static void PassAccepted(MarketOrder order, KaspiSettings settings, DateTimeOffset now)
    {
        if (order.PreOrder)
        {
            if (order.ReservedUntil <= now)
            {
                Happenings.Cancel(order, "MERCHANT_OUT_OF_STOCK");
            }
        }
        else if (order.Delivery == DeliveryKind.Pickup)
        {
            if (order.AcceptedAt + PickupWaits <= now)
            {
                Happenings.Cancel(order, "TIMEOUT_BUYER_PICKUP");
            }
        }
        else if (order.Delivery == DeliveryKind.Kaspi && order.HandedOverAt is null)
        {
            if (order.Assembled && settings.CourierComes && order.HandOverBy <= now)
            {
                Happenings.CourierTakes(order, order.HandOverBy!.Value);
            }
            else if (!order.Assembled && order.HandOverBy + LateHandOver <= now)
            {
                Happenings.Cancel(order, "TIMEOUT_KASPI_DELIVERY");
            }
        }

        if (order.IsAccepted && settings.CourierComes && order.HandedOverAt + DeliveryTakes <= now)
        {
            Happenings.Deliver(order, order.HandedOverAt!.Value + DeliveryTakes);
        }
    }
}
