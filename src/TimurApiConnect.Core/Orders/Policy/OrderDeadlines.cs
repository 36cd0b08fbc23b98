namespace TimurApiConnect.Core.Orders.Policy;

/// <summary>Until when something must have happened.</summary>
/// <param name="What">A stable word: <c>accept</c>.</param>
/// <param name="At">Until then, UTC.</param>
/// <param name="Text">What must be done, and what Kaspi does else.</param>
public sealed record Deadline(string What, DateTimeOffset At, string Text);

/// <summary>Kaspi's deadlines for an order (contract, "Руководство по обработке заказа"). Pure.</summary>
public static class OrderDeadlines
{
    /// <summary>Working time to accept a new order in.</summary>
    public static readonly TimeSpan ToAccept = TimeSpan.FromHours(3);

    /// <summary>The buyer's deadline, not the shop's.</summary>
    public const string PickUp = "pick-up";

    private static readonly TimeSpan ToPackExpress = TimeSpan.FromMinutes(60);
    private static readonly TimeSpan ToFetchReturn = TimeSpan.FromDays(30);
    private const int ToPickUp = 3;
    private const int ToDecideReturn = 3;

    /// <summary>The deadlines that run for it, the nearest first.</summary>
    /// <param name="order">The order.</param>
    /// <param name="backAt">When it was first seen to be back (<see cref="Order.IsBack"/>); null while it is not.</param>
    /// <param name="calendar">The shop's working time.</param>
    public static IReadOnlyList<Deadline> Of(
        Order order,
        DateTimeOffset? backAt,
        WorkingCalendar calendar
    )
    {
        var from = order.ApprovedAt ?? order.CreatedAt;
        return
        [
            .. Dated(order)
                .Concat([
                    order.Stage == OrderStage.New
                        ? Make(
                            "accept",
                            calendar.After(from, ToAccept),
                            "Accept or cancel it; else Kaspi cancels it as out of stock."
                        )
                        : null,
                    order is { Stage: OrderStage.Pickup, IsPreOrder: false }
                        ? Make(
                            PickUp,
                            order.ReservedUntil ?? calendar.DaysAfter(from, ToPickUp),
                            "The buyer has three working days to fetch it; then Kaspi cancels it."
                        )
                        : null,
                    order is { IsBack: true, Stage: OrderStage.Return }
                        ? Make(
                            "decide-return",
                            backAt is { } back ? calendar.DaysAfter(back, ToDecideReturn) : null,
                            "Look at what came back and decide in Kaspi's cabinet; after three working days silence accepts the return."
                        )
                        : null,
                    order
                        is {
                            IsBackAtWarehouse: true,
                            Stage: OrderStage.ComingBack or OrderStage.Return
                        }
                    && order.Status != OrderStatus.ReturnAccepted
                        ? Make(
                            "fetch-return",
                            backAt + ToFetchReturn,
                            "Fetch the parcel that came back; Kaspi keeps it for 30 days."
                        )
                        : null,
                ])
                .OfType<Deadline>()
                .OrderBy(d => d.At),
        ];
    }

    /// <summary>The nearest date by which the shop must have done something, whatever its working time; null when there is none.</summary>
    public static DateTimeOffset? NearestDate(Order order) =>
        Dated(order).OfType<Deadline>().Min(d => (DateTimeOffset?)d.At);

    private static Deadline?[] Dated(Order order) =>
        [
            order is { IsExpress: true, Stage: OrderStage.New or OrderStage.ToPack }
                ? Make(
                    "pack-express",
                    (order.ApprovedAt ?? order.CreatedAt) + ToPackExpress,
                    "Pack it: an express order has 60 minutes; else Kaspi cancels it as out of stock."
                )
                : null,
            order
                is {
                    IsPreOrder: true,
                    Stage: OrderStage.PreOrder or OrderStage.Pickup or OrderStage.OwnDelivery
                }
                ? Make(
                    "arrive",
                    order.ReservedUntil,
                    "Say that the goods have arrived; else Kaspi cancels it as out of stock."
                )
                : null,
            order.Stage is OrderStage.ToPack or OrderStage.ToHandOver
                ? Make(
                    "hand-over",
                    order.HandOverBy,
                    "Hand it over to Kaspi's courier; else Kaspi cancels it, and it counts against the shop."
                )
                : null,
            order is { Stage: OrderStage.OwnDelivery, IsPreOrder: false }
                ? Make(
                    "deliver",
                    order.PlannedDeliveryAt,
                    "Bring it to the buyer; with the buyer's consent it may be up to five days later."
                )
                : null,
        ];

    private static Deadline? Make(string what, DateTimeOffset? at, string text) =>
        at is { } known ? new(what, known, text) : null;
}
