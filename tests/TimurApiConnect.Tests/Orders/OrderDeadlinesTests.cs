using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Policy;

namespace TimurApiConnect.Tests.Orders;

/// <summary>Which of Kaspi's deadlines run for an order, and until when.</summary>
public class OrderDeadlinesTests
{
    private static readonly DateTimeOffset Monday = AnOrder.Monday;

    private static readonly WorkingCalendar EveryDay = new(
        Enum.GetValues<DayOfWeek>().ToDictionary(d => d, _ => WorkingCalendar.Usual),
        [],
        []
    );

    private static IReadOnlyList<Deadline> Of(Order order) =>
        OrderDeadlines.Of(order, Monday.AddDays(7), EveryDay);

    private static (string, DateTimeOffset)[] Short(Order order) =>
        [.. Of(order).Select(d => (d.What, d.At))];

    [Theory]
    [InlineData(OrderStage.New, "accept")]
    [InlineData(OrderStage.Pickup, "pick-up")]
    [InlineData(OrderStage.ToSign, "")]
    [InlineData(OrderStage.PreOrder, "arrive")]
    [InlineData(OrderStage.ToPack, "hand-over")]
    [InlineData(OrderStage.ToHandOver, "hand-over")]
    [InlineData(OrderStage.OwnDelivery, "deliver")]
    [InlineData(OrderStage.OnTheWay, "")]
    [InlineData(OrderStage.ComingBack, "fetch-return")]
    [InlineData(OrderStage.Return, "decide-return,fetch-return")]
    [InlineData(OrderStage.Completed, "")]
    [InlineData(OrderStage.Cancelled, "")]
    [InlineData(OrderStage.Returned, "")]
    [InlineData(OrderStage.Unknown, "")]
    public void Every_stage_has_its_own(OrderStage stage, string what)
    {
        var order = AnOrder.In(stage) with
        {
            ReservedUntil = Monday.AddDays(2),
            HandOverBy = Monday.AddDays(1),
            PlannedDeliveryAt = Monday.AddDays(3),
            IsBackAtWarehouse = true,
        };

        Assert.Equal(what, string.Join(',', Of(order).Select(d => d.What)));
        Assert.All(Of(order), d => Assert.EndsWith(".", d.Text, StringComparison.Ordinal));
    }

    [Fact]
    public void Three_working_hours_to_accept_count_from_the_banks_approval()
    {
        var order = AnOrder.In(OrderStage.New);

        Assert.Equal([("accept", Monday.AddHours(3))], Short(order));
        // Approved at 16:00 in Almaty: two hours are left of that day.
        Assert.Equal(
            [("accept", Monday.AddDays(1))],
            Short(order with { ApprovedAt = Monday.AddHours(6) })
        );
    }

    [Fact]
    public void An_express_order_is_packed_within_the_hour_and_that_comes_first()
    {
        var order = AnOrder.In(OrderStage.New) with { IsExpress = true };

        Assert.Equal(
            [("pack-express", Monday.AddHours(1)), ("accept", Monday.AddHours(3))],
            Short(order)
        );
        Assert.Equal(
            [("pack-express", Monday.AddHours(1)), ("hand-over", Monday.AddHours(2))],
            Short(
                AnOrder.In(OrderStage.ToPack) with
                {
                    IsExpress = true,
                    HandOverBy = Monday.AddHours(2),
                }
            )
        );
        Assert.DoesNotContain(
            Of(AnOrder.In(OrderStage.ToHandOver) with { IsExpress = true }),
            d => d.What == "pack-express"
        );
    }

    [Fact]
    public void Kaspis_own_dates_count_where_it_says_them()
    {
        var until = Monday.AddDays(5);

        Assert.Equal(
            [("arrive", until)],
            Short(AnOrder.In(OrderStage.PreOrder) with { ReservedUntil = until })
        );
        Assert.Equal(
            [("hand-over", until)],
            Short(AnOrder.In(OrderStage.ToPack) with { HandOverBy = until })
        );
        Assert.Empty(Of(AnOrder.In(OrderStage.PreOrder)));
        Assert.Empty(Of(AnOrder.In(OrderStage.ToPack)));
    }

    [Fact]
    public void A_buyer_has_until_the_end_of_the_third_working_day_unless_kaspi_says_another()
    {
        var order = AnOrder.In(OrderStage.Pickup);

        // 18:00 in Almaty.
        Assert.Equal(
            [("pick-up", new DateTimeOffset(2026, 11, 26, 13, 0, 0, TimeSpan.Zero))],
            Short(order)
        );
        Assert.Equal([("pick-up", Monday)], Short(order with { ReservedUntil = Monday }));
    }

    [Fact]
    public void What_came_back_is_kept_for_thirty_days_from_then()
    {
        var order = AnOrder.In(OrderStage.ComingBack);

        Assert.Empty(Of(order));
        Assert.Equal(
            [("fetch-return", Monday.AddDays(37))],
            Short(order with { IsBackAtWarehouse = true })
        );
    }

    [Fact]
    public void Silence_accepts_a_return_after_three_working_days()
    {
        var back = AnOrder.In(OrderStage.Return) with { IsBackAtWarehouse = true };

        // Seen to be back a week after Monday: Monday, Tuesday, Wednesday, 18:00 in Almaty.
        Assert.Contains(
            ("decide-return", new DateTimeOffset(2026, 12, 3, 13, 0, 0, TimeSpan.Zero)),
            Short(back)
        );
        // The shop has it in its hands and has not decided yet; Kaspi's flag may be missing.
        Assert.Equal(
            [("decide-return", new DateTimeOffset(2026, 12, 3, 13, 0, 0, TimeSpan.Zero))],
            Short(back with { Status = OrderStatus.ReturnAccepted, IsBackAtWarehouse = false })
        );
        Assert.Empty(OrderDeadlines.Of(back, null, EveryDay));
    }

    [Fact]
    public void The_nearest_date_needs_no_calendar()
    {
        var express = AnOrder.In(OrderStage.ToPack) with
        {
            IsExpress = true,
            HandOverBy = Monday.AddHours(2),
        };
        Assert.Equal(Monday.AddHours(1), OrderDeadlines.NearestDate(express));
        Assert.Equal(
            Monday.AddHours(2),
            OrderDeadlines.NearestDate(express with { IsExpress = false })
        );
        Assert.Null(OrderDeadlines.NearestDate(AnOrder.In(OrderStage.New)));
        Assert.Null(
            OrderDeadlines.NearestDate(
                AnOrder.In(OrderStage.Pickup) with
                {
                    ReservedUntil = Monday,
                }
            )
        );
    }

    [Theory]
    [InlineData(OrderStage.Pickup)]
    [InlineData(OrderStage.OwnDelivery)]
    public void A_pre_orders_goods_must_arrive_in_whichever_way_it_is_delivered(OrderStage stage)
    {
        var until = Monday.AddDays(9);
        var order = AnOrder.In(stage) with
        {
            IsPreOrder = true,
            ReservedUntil = until,
            PlannedDeliveryAt = until,
        };

        Assert.Equal([("arrive", until)], Short(order));
    }
}
