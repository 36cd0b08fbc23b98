namespace TimurApiConnect.Core.Orders;

/// <summary>
/// An order as Kaspi shows it. Everything but the identity, state, status, date and total may be missing: null means that Kaspi did not say it.
/// Money is whole tenge, time is UTC.
/// </summary>
/// <param name="Id">Kaspi's id for addresses; never built by us.</param>
/// <param name="Code">The number that people see.</param>
/// <param name="State">In which list it is.</param>
/// <param name="Status">How far it is.</param>
/// <param name="CreatedAt">When the buyer placed it.</param>
/// <param name="Total">What the buyer pays for the goods, tenge.</param>
public sealed record Order(
    string Id,
    string Code,
    OrderState State,
    OrderStatus Status,
    DateTimeOffset CreatedAt,
    long Total
)
{
    /// <summary>When the bank approved the payment: the clock of acceptance starts here.</summary>
    public DateTimeOffset? ApprovedAt { get; init; }

    /// <summary>When the buyer is to have it.</summary>
    public DateTimeOffset? PlannedDeliveryAt { get; init; }

    /// <summary>Until when it is kept for the buyer (pick-up), or when the goods arrive (pre-order).</summary>
    public DateTimeOffset? ReservedUntil { get; init; }

    /// <summary>When it was completed.</summary>
    public DateTimeOffset? CompletedAt { get; init; }

    /// <summary><c>PREPAID</c>, <c>PAY_WITH_CREDIT</c> or another word of Kaspi's.</summary>
    public string? PaymentMode { get; init; }

    /// <summary>Months of the credit.</summary>
    public int? CreditMonths { get; init; }

    /// <summary>The buyer has papers to sign before the goods may be given out.</summary>
    public bool SignatureRequired { get; init; }

    /// <summary>Ordered before the shop has the goods.</summary>
    public bool IsPreOrder { get; init; }

    /// <summary>Kaspi brings it.</summary>
    public bool IsKaspiDelivery { get; init; }

    /// <summary><c>DELIVERY_LOCAL</c>, <c>DELIVERY_PICKUP</c>, <c>DELIVERY_REGIONAL_TODOOR</c>, <c>DELIVERY_REGIONAL_PICKUP</c> or another word of Kaspi's.</summary>
    public string? DeliveryMode { get; init; }

    /// <summary>What the buyer pays for delivery, tenge.</summary>
    public long? DeliveryCost { get; init; }

    /// <summary>What delivery costs the shop, tenge. Kaspi counts in tiyn (926.35); a started tenge counts whole.</summary>
    public long? DeliveryCostForShop { get; init; }

    /// <summary>The point that ships all of it, as in the price list: <c>30000001_PP1</c> or <c>PP1</c>.</summary>
    public string? PointId { get; init; }

    /// <summary>Packed for Kaspi's courier: the sign that the command worked.</summary>
    public bool IsAssembled { get; init; }

    /// <summary>Kaspi's courier comes within the hour.</summary>
    public bool IsExpress { get; init; }

    /// <summary>Kaspi's courier must have it by then.</summary>
    public DateTimeOffset? HandOverBy { get; init; }

    /// <summary>Kaspi's courier took it.</summary>
    public DateTimeOffset? HandedOverAt { get; init; }

    /// <summary>The goods are back. Not reliable: orders that came back were seen without it (field report).</summary>
    public bool IsBackAtWarehouse { get; init; }

    /// <summary>Whether what came back is there: Kaspi's flag says so, which is known to be missing (field report), or the shop has said so.</summary>
    public bool IsBack => IsBackAtWarehouse || Status == OrderStatus.ReturnAccepted;

    /// <summary>Where the waybill's PDF is; appears seconds after packing.</summary>
    public Uri? WaybillAddress { get; init; }

    /// <summary>The waybill's number.</summary>
    public string? WaybillNumber { get; init; }

    /// <summary>Why it was cancelled.</summary>
    public CancellationReason? CancellationReason { get; init; }

    /// <summary>Who bought it. Personal data.</summary>
    public Customer? Customer { get; init; }

    /// <summary>Where it goes. Personal data.</summary>
    public DeliveryAddress? Address { get; init; }

    /// <summary>Its lines, when the answer had them.</summary>
    public IReadOnlyList<OrderLine>? Lines { get; init; }

    /// <summary>Where a person finds it in the cabinet.</summary>
    public OrderStage Stage
    {
        get
        {
            // The date of the hand-over wins over flags that lag behind (field report).
            if (Status == OrderStatus.Accepted)
            {
                return State == OrderState.Pickup ? OrderStage.Pickup
                    : State == OrderState.Delivery ? OrderStage.OwnDelivery
                    : HandedOverAt is not null ? OrderStage.OnTheWay
                    : IsAssembled ? OrderStage.ToHandOver
                    : IsPreOrder ? OrderStage.PreOrder
                    : State == OrderState.KaspiDelivery ? OrderStage.ToPack
                    : OrderStage.Unknown;
            }

            return State == OrderState.SignRequired ? OrderStage.ToSign
                : Status == OrderStatus.ApprovedByBank && State == OrderState.New ? OrderStage.New
                : Status == OrderStatus.Cancelling ? OrderStage.ComingBack
                : Status == OrderStatus.ReturnRequested || Status == OrderStatus.ReturnAccepted
                    ? OrderStage.Return
                : Status == OrderStatus.Completed ? OrderStage.Completed
                : Status == OrderStatus.Cancelled ? OrderStage.Cancelled
                : Status == OrderStatus.Returned ? OrderStage.Returned
                : OrderStage.Unknown;
        }
    }

    /// <summary>Whether nothing more is expected of it, but for a return.</summary>
    public bool IsOver =>
        Stage is OrderStage.Completed or OrderStage.Cancelled or OrderStage.Returned;

    /// <summary>
    /// Whether its goods are still taken from the supplier's shelf: from the buyer's click until they have left with a courier or buyer. A stage
    /// never seen before reserves them too.
    /// </summary>
    public bool HoldsGoods =>
        !IsOver && Stage is not (OrderStage.OnTheWay or OrderStage.ComingBack or OrderStage.Return);

    /// <summary>For logs: the number and how it stands, nothing about the buyer.</summary>
    public override string ToString() => $"order {Code} ({State}, {Status})";
}
