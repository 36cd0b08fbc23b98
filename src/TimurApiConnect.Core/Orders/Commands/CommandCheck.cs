namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>What an order says to a command before it is sent.</summary>
public enum Verdict
{
    /// <summary>It can be sent.</summary>
    Possible,

    /// <summary>The order is already as the command wants it: there is nothing to send.</summary>
    AlreadySo,

    /// <summary>The order does not allow it: sending it would be refused.</summary>
    Contradicts,
}

/// <summary>An order's word on a command.</summary>
/// <param name="Verdict">The word.</param>
/// <param name="Reason">Why, in a sentence; empty when it is possible.</param>
public sealed record CommandVerdict(Verdict Verdict, string Reason)
{
    /// <summary>It can be sent.</summary>
    public static CommandVerdict Possible { get; } = new(Verdict.Possible, "");
}

/// <summary>Compares a command with an order as it was last read. Pure.</summary>
public static class CommandCheck
{
    /// <summary>Whether the command can be sent for the order, and if not, why.</summary>
    public static CommandVerdict Of(Order order, OrderCommand command)
    {
        if (CommandSense.Problem(command) is { } problem)
        {
            return No(problem);
        }

        if (
            CommandEffect.Of(order, command) is EffectState.Shown or EffectState.UnderWay
            && command is not (OrderCommand.ReduceLine or OrderCommand.ReduceLines)
        )
        {
            return So($"Order {order.Code} is {Stands(order)} already.");
        }

        return command switch
        {
            OrderCommand.Accept => Accept(order),
            OrderCommand.Cancel => Change(order, "cancelled"),
            OrderCommand.Assemble => Assemble(order),
            OrderCommand.Arrived => Arrived(order),
            OrderCommand.ArrivedBackward => order.Stage
                is OrderStage.ComingBack
                    or OrderStage.Return
                ? CommandVerdict.Possible
                : No($"Order {order.Code} is {Stands(order)}; nothing of it is on its way back."),
            OrderCommand.SendCode or OrderCommand.Complete => HandOver(order),
            OrderCommand.ReduceLine line => Reduce(
                order,
                [new(line.LineId, line.Remaining, null, line.Reason)]
            ),
            OrderCommand.ReduceLines lines => Reduce(order, lines.Lines),
            OrderCommand.SetImei imei => Imei(order, imei),
            _ => CommandVerdict.Possible,
        };
    }

    private static CommandVerdict Accept(Order order) =>
        order.Stage == OrderStage.ToSign
            ? No($"The buyer of order {order.Code} has not signed the papers yet.")
        : order.Status == OrderStatus.ApprovedByBank ? CommandVerdict.Possible
        : No($"Order {order.Code} is {Stands(order)}; only a new order can be accepted.");

    private static CommandVerdict Assemble(Order order) =>
        // A pre-order may stay marked as one after its goods have arrived (field report): whether it may be packed, Kaspi says.
        order.Stage == OrderStage.ToPack
        || order is { Stage: OrderStage.PreOrder, IsKaspiDelivery: true }
            ? CommandVerdict.Possible
        : order.Stage is OrderStage.Pickup or OrderStage.OwnDelivery
            ? No($"Order {order.Code} is not brought by Kaspi; it has no waybill to print.")
        : No(
            $"Order {order.Code} is {Stands(order)}; only an accepted order that Kaspi brings is packed."
        );

    private static CommandVerdict Arrived(Order order) =>
        order.Stage == OrderStage.PreOrder || (order.IsPreOrder && IsAccepted(order))
            ? CommandVerdict.Possible
            : No(
                $"Order {order.Code} is {Stands(order)}; only an accepted pre-order waits for its goods."
            );

    private static CommandVerdict HandOver(Order order) =>
        order.Stage == OrderStage.Completed
            ? No($"Order {order.Code} is completed already; the buyer needs no code.")
        : order.SignatureRequired
            ? No($"The buyer of order {order.Code} has papers to sign before it is handed over.")
        : order.Stage is OrderStage.Pickup or OrderStage.OwnDelivery ? CommandVerdict.Possible
        : No(
            $"Order {order.Code} is {Stands(order)}; only one that the buyer fetches or the shop itself brings is completed with a code."
        );

    private static CommandVerdict Reduce(Order order, IReadOnlyList<RemainingLine> wanted)
    {
        if (order.Lines is not { } lines)
        {
            return No($"The lines of order {order.Code} were not read yet; try again in a minute.");
        }

        var different = false;
        foreach (var one in wanted)
        {
            if (lines.Find(one.LineId) is not { } line)
            {
                return No($"Order {order.Code} has no line {one.LineId} any more.");
            }

            if (one.Quantity > line.Quantity)
            {
                return No(
                    $"Line {line.Number} of order {order.Code} has {line.Quantity}; {one.Quantity} cannot remain of it."
                );
            }

            different |=
                one.Quantity < line.Quantity || (one.Grams is { } g && !(line.Weight <= g));
        }

        return different
            ? Change(order, "reduced")
            : So($"Order {order.Code} has no more than that already.");
    }

    private static CommandVerdict Imei(Order order, OrderCommand.SetImei imei) =>
        order.Lines?.Find(imei.LineId) is not { } line
            ? No($"Order {order.Code} has no line {imei.LineId}.")
        : !line.NeedsImei ? No($"Line {line.Number} of order {order.Code} needs no IMEI.")
        : imei.Devices.Count != line.Quantity
            ? No(
                $"Line {line.Number} of order {order.Code} has {line.Quantity} devices; codes of {imei.Devices.Count} are given."
            )
        : Change(order, "changed");

    // Before it is packed only (guide, "Отмена заказа"; refused afterwards, field report).
    private static CommandVerdict Change(Order order, string what) =>
        order.IsAssembled || order.HandedOverAt is not null
            ? No($"Order {order.Code} is packed; it can no longer be {what}.")
        : IsAccepted(order) || order.Status == OrderStatus.ApprovedByBank ? CommandVerdict.Possible
        : No($"Order {order.Code} is {Stands(order)}; it can no longer be {what}.");

    private static bool IsAccepted(Order order) => order.Status == OrderStatus.Accepted;

    /// <summary>How it stands, as it is said in a sentence.</summary>
    private static string Stands(Order order) =>
        order.Stage switch
        {
            OrderStage.New => "new",
            OrderStage.ToSign => "waiting for signed papers",
            OrderStage.PreOrder => "accepted and waiting for its goods",
            OrderStage.ToPack or OrderStage.Pickup or OrderStage.OwnDelivery => "accepted",
            OrderStage.ToHandOver => "packed",
            OrderStage.OnTheWay => "on its way",
            OrderStage.ComingBack => "coming back",
            OrderStage.Return => "being returned",
            OrderStage.Completed => "completed",
            OrderStage.Cancelled => "cancelled",
            OrderStage.Returned => "returned",
            _ => $"in state {order.State}, status {order.Status}",
        };

    private static CommandVerdict No(string reason) => new(Verdict.Contradicts, reason);

    private static CommandVerdict So(string reason) => new(Verdict.AlreadySo, reason);
}
