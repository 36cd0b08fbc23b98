using TimurApiConnect.Core.Orders;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.SupplierOrders;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>An order in a list: nothing about the buyer.</summary>
/// <param name="Code">The number that people see.</param>
/// <param name="Stage">Where a person finds it in Kaspi's cabinet.</param>
/// <param name="State">Kaspi's list.</param>
/// <param name="Status">Kaspi's status.</param>
/// <param name="Total">Tenge.</param>
/// <param name="Lines">How many lines; null when they were not read yet.</param>
/// <param name="CreatedAt">When it was placed.</param>
/// <param name="HandOverBy">When Kaspi's courier must have it.</param>
/// <param name="IsExpress">Whether the courier comes within the hour.</param>
/// <param name="ChangedAt">When something that matters last changed.</param>
/// <param name="SeenAt">When Kaspi last showed it.</param>
internal sealed record OrderRowView(
    string Code,
    OrderStage Stage,
    string State,
    string Status,
    long Total,
    int? Lines,
    DateTimeOffset CreatedAt,
    DateTimeOffset? HandOverBy,
    bool IsExpress,
    DateTimeOffset ChangedAt,
    DateTimeOffset SeenAt
)
{
    public static OrderRowView Of(StoredOrder stored) =>
        new(
            stored.Order.Code,
            stored.Order.Stage,
            stored.Order.State.Text,
            stored.Order.Status.Text,
            stored.Order.Total,
            stored.Order.Lines?.Count,
            stored.Order.CreatedAt,
            stored.Order.HandOverBy,
            stored.Order.IsExpress,
            stored.ChangedAt,
            stored.SeenAt
        );
}

/// <summary>A page of orders.</summary>
/// <param name="Total">How many there are in all.</param>
/// <param name="Page">Which page, from 0.</param>
/// <param name="Size">Orders a page.</param>
/// <param name="Orders">The orders.</param>
internal sealed record OrderPageView(
    int Total,
    int Page,
    int Size,
    IReadOnlyList<OrderRowView> Orders
);

/// <summary>A line of an order.</summary>
/// <param name="Number">Its place in the order.</param>
/// <param name="Sku">The shop's code; null when Kaspi names only its own product.</param>
/// <param name="Name">The shop's name for it.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Price">For one, tenge.</param>
/// <param name="Total">For all, tenge.</param>
/// <param name="NeedsImei">Whether IMEI codes are wanted.</param>
internal sealed record OrderLineView(
    int Number,
    string? Sku,
    string? Name,
    int Quantity,
    long? Price,
    long Total,
    bool NeedsImei
);

/// <summary>The buyer and where it goes, for those who work on the order.</summary>
/// <param name="FirstName">As the buyer wrote it.</param>
/// <param name="LastName">Often cut to a letter.</param>
/// <param name="Phone">Digits; Kaspi masks it when the order is over.</param>
/// <param name="Town">The town.</param>
/// <param name="Address">The whole address.</param>
internal sealed record BuyerView(
    string? FirstName,
    string? LastName,
    string? Phone,
    string? Town,
    string? Address
);

/// <summary>Something that happened to an order.</summary>
/// <param name="At">When it was noticed.</param>
/// <param name="Field">What changed; <c>seen</c> is the first time that Kaspi showed it.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is.</param>
internal sealed record OrderChangeView(
    DateTimeOffset At,
    string Field,
    string? Before,
    string? After
);

/// <summary>All about an order.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Order">How it stands.</param>
/// <param name="Lines">Its lines; null when they were not read yet.</param>
/// <param name="DeliveryMode">Kaspi's word for the way it goes.</param>
/// <param name="IsKaspiDelivery">Whether Kaspi brings it.</param>
/// <param name="PaymentMode">Kaspi's word for the payment.</param>
/// <param name="PointId">The point that ships it.</param>
/// <param name="DeliveryCostForShop">Tenge.</param>
/// <param name="ApprovedAt">When the payment was approved.</param>
/// <param name="PlannedDeliveryAt">When the buyer was promised it.</param>
/// <param name="HandedOverAt">When Kaspi's courier took it.</param>
/// <param name="WaybillNumber">The waybill's number.</param>
/// <param name="CancellationReason">Kaspi's word for why it was cancelled.</param>
/// <param name="Buyer">Null for keys that only look.</param>
/// <param name="History">What happened, the oldest first.</param>
internal sealed record OrderDetail(
    string Shop,
    OrderRowView Order,
    IReadOnlyList<OrderLineView>? Lines,
    string? DeliveryMode,
    bool IsKaspiDelivery,
    string? PaymentMode,
    string? PointId,
    long? DeliveryCostForShop,
    DateTimeOffset? ApprovedAt,
    DateTimeOffset? PlannedDeliveryAt,
    DateTimeOffset? HandedOverAt,
    string? WaybillNumber,
    string? CancellationReason,
    BuyerView? Buyer,
    IReadOnlyList<OrderChangeView> History
)
{
    /// <summary>What Kaspi was or is to be told about it, the newest first.</summary>
    public IReadOnlyList<CommandView> Commands { get; init; } = [];

    /// <summary>What the policy says of it; null when it was never new here.</summary>
    public DecisionView? Decision { get; init; }

    /// <summary>The orders at the supplier that serve it, the newest first.</summary>
    public IReadOnlyList<ServingOrderView> SupplierOrders { get; init; } = [];

    /// <summary>Until when what must have happened, the nearest first.</summary>
    public IReadOnlyList<DeadlineView> Deadlines { get; init; } = [];

    public static OrderDetail Of(
        string shop,
        StoredOrder stored,
        IReadOnlyList<StoredChange> history,
        Caller caller
    )
    {
        var order = stored.Order;
        return new(
            shop,
            OrderRowView.Of(stored),
            order.Lines is { } lines
                ?
                [
                    .. lines.Select(l => new OrderLineView(
                        l.Number,
                        l.Sku,
                        l.Name,
                        l.Quantity,
                        l.Price,
                        l.Total,
                        l.NeedsImei
                    )),
                ]
                : null,
            order.DeliveryMode,
            order.IsKaspiDelivery,
            order.PaymentMode,
            order.PointId,
            order.DeliveryCostForShop,
            order.ApprovedAt,
            order.PlannedDeliveryAt,
            order.HandedOverAt,
            order.WaybillNumber,
            order.CancellationReason?.Text,
            // Personal data: for those who work on orders, not for those who watch.
            caller.Scope >= KeyScope.Operate
                ? new(
                    order.Customer?.FirstName,
                    order.Customer?.LastName,
                    order.Customer?.Phone,
                    order.Address?.Town,
                    order.Address?.Text
                )
                : null,
            [
                .. history.Select(h => new OrderChangeView(
                    h.At,
                    h.Change.Field,
                    h.Change.Before,
                    h.Change.After
                )),
            ]
        );
    }
}
