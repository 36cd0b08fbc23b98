using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Tests.Orders;

/// <summary>An order in each stage that Kaspi's cabinet has, and its lines.</summary>
internal static class AnOrder
{
    public const string Code = "100200300";

    /// <summary>Monday 10:00 in Almaty, no holiday near.</summary>
    public static DateTimeOffset Monday { get; } = new(2026, 11, 23, 5, 0, 0, TimeSpan.Zero);

    /// <summary>All stages but the one that no one has seen yet.</summary>
    public static IReadOnlyList<OrderStage> Stages { get; } =
    [.. Enum.GetValues<OrderStage>().Where(s => s != OrderStage.Unknown)];

    public static Order In(OrderStage stage)
    {
        var order = stage switch
        {
            OrderStage.New => Make(OrderState.New, OrderStatus.ApprovedByBank),
            OrderStage.ToSign => Make(OrderState.SignRequired, OrderStatus.ApprovedByBank),
            OrderStage.PreOrder => Make(OrderState.KaspiDelivery, OrderStatus.Accepted) with
            {
                IsPreOrder = true,
                IsKaspiDelivery = true,
            },
            OrderStage.ToPack => Make(OrderState.KaspiDelivery, OrderStatus.Accepted),
            OrderStage.ToHandOver => Packed(OrderStatus.Accepted),
            OrderStage.OnTheWay => HandedOver(OrderStatus.Accepted),
            OrderStage.Pickup => Make(OrderState.Pickup, OrderStatus.Accepted),
            OrderStage.OwnDelivery => Make(OrderState.Delivery, OrderStatus.Accepted),
            OrderStage.ComingBack => HandedOver(OrderStatus.Cancelling),
            OrderStage.Return => HandedOver(OrderStatus.ReturnRequested),
            OrderStage.Completed => HandedOver(OrderStatus.Completed),
            OrderStage.Cancelled => Make(OrderState.Archive, OrderStatus.Cancelled),
            OrderStage.Returned => HandedOver(OrderStatus.Returned),
            _ => Make(new("ELSEWHERE"), new("NEVER_SEEN")),
        };
        Assert.Equal(stage, order.Stage);
        return order;
    }

    public static OrderLine Line(int number = 0, int quantity = 2) =>
        new($"line{number}", number, quantity, quantity * 10_000) { Price = 10_000 };

    private static Order Make(OrderState state, OrderStatus status) =>
        new("id", Code, state, status, Monday, 20_000) { Lines = [Line()] };

    private static Order Packed(OrderStatus status) =>
        Make(OrderState.KaspiDelivery, status) with
        {
            IsAssembled = true,
            WaybillNumber = "W1",
        };

    private static Order HandedOver(OrderStatus status) =>
        Packed(status) with
        {
            HandedOverAt = Monday.AddDays(1),
        };
}
