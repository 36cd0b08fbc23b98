namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>What an order says about a command that was sent for it.</summary>
public enum EffectState
{
    /// <summary>It is as it was before.</summary>
    NotShown,

    /// <summary>Kaspi has taken it, a part of what follows is still missing: packed, and no waybill yet.</summary>
    UnderWay,

    /// <summary>It took effect.</summary>
    Shown,

    /// <summary>An order never shows it.</summary>
    NotVisible,
}

/// <summary>Reads the effect of a command off an order. Pure: whoever asks twice hears the same.</summary>
public static class CommandEffect
{
    /// <summary>Whether the order shows it.</summary>
    public static EffectState Of(Order order, OrderCommand command) =>
        command switch
        {
            // Cancelled says nothing about it: an order that nobody accepts ends there too.
            OrderCommand.Accept => Shown(
                order.Status == OrderStatus.Accepted
                    || order.Status == OrderStatus.Completed
                    || order.Status == OrderStatus.Cancelling
                    || order.Stage is OrderStage.Return or OrderStage.Returned
            ),
            OrderCommand.Cancel => Shown(
                order.Status == OrderStatus.Cancelled || order.Status == OrderStatus.Cancelling
            ),
            OrderCommand.Assemble => Packed(order),
            // Kaspi's flag may lag behind (field report): a later sign counts too.
            OrderCommand.Arrived => Shown(
                order.HandedOverAt is not null
                    || order.Status == OrderStatus.Completed
                    || (
                        order.Status == OrderStatus.Accepted
                        && (!order.IsPreOrder || order.IsAssembled)
                    )
            ),
            // That the parcel is back is Kaspi's word, and the shop's comes after it.
            OrderCommand.ArrivedBackward => Shown(
                order.Status == OrderStatus.Cancelled
                    || order.Status == OrderStatus.ReturnAccepted
                    || order.Status == OrderStatus.Returned
            ),
            OrderCommand.Complete => Shown(
                order.Status == OrderStatus.Completed
                    || order.Stage is OrderStage.Return or OrderStage.Returned
            ),
            OrderCommand.ReduceLine line => Shown(Remains(order, line.LineId, line.Remaining)),
            OrderCommand.ReduceLines lines => Shown(
                lines.Lines.All(l => Remains(order, l.LineId, l.Quantity, l.Grams))
            ),
            _ => EffectState.NotVisible,
        };

    /// <summary>Whether the codes that Kaspi keeps of the order are those of the command.</summary>
    public static EffectState Of(IReadOnlySet<string> codes, OrderCommand.SetImei command) =>
        Shown(command.Devices.SelectMany(d => d).All(codes.Contains));

    private static EffectState Packed(Order order) =>
        order.HandedOverAt is not null || order.Status == OrderStatus.Completed ? EffectState.Shown
        : !order.IsAssembled ? EffectState.NotShown
        : order.WaybillAddress is null && order.WaybillNumber is null ? EffectState.UnderWay
        : EffectState.Shown;

    private static bool Remains(Order order, string lineId, int quantity, int? grams = null)
    {
        if (order.Lines is not { } lines)
        {
            return false;
        }

        // No weight is no line.
        if (grams == 0)
        {
            (quantity, grams) = (0, null);
        }

        // What is reduced to nothing may be gone; an order with nothing left is cancelled, and may show its lines as they were.
        return lines.Find(lineId) is { } line
            ? (line.Quantity <= quantity && (grams is null || line.Weight <= grams))
                || (quantity == 0 && order.Status == OrderStatus.Cancelled)
            : quantity == 0;
    }

    private static EffectState Shown(bool shown) =>
        shown ? EffectState.Shown : EffectState.NotShown;
}
