using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using static TimurApiConnect.Core.Orders.OrderStage;

namespace TimurApiConnect.Tests.Orders;

/// <summary>Whether an order shows what became of a command: it decides what is sent again.</summary>
public class CommandEffectTests
{
    /// <summary>The command, and the stages that show it.</summary>
    public static TheoryData<OrderCommand, OrderStage[]> Table =>
        new()
        {
            {
                new OrderCommand.Accept(),
                [
                    PreOrder,
                    ToPack,
                    ToHandOver,
                    OnTheWay,
                    Pickup,
                    OwnDelivery,
                    ComingBack,
                    OrderStage.Return,
                    Completed,
                    Returned,
                ]
            },
            { new OrderCommand.Cancel(CancellationReason.OutOfStock), [ComingBack, Cancelled] },
            {
                new OrderCommand.Assemble(1),
                [ToHandOver, OnTheWay, ComingBack, OrderStage.Return, Completed, Returned]
            },
            {
                new OrderCommand.Arrived(),
                [
                    ToPack,
                    ToHandOver,
                    OnTheWay,
                    Pickup,
                    OwnDelivery,
                    ComingBack,
                    OrderStage.Return,
                    Completed,
                    Returned,
                ]
            },
            { new OrderCommand.ArrivedBackward(), [Cancelled, Returned] },
            { new OrderCommand.Complete("1234"), [OrderStage.Return, Completed, Returned] },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void An_order_shows_it_in_these_stages_only(OrderCommand command, OrderStage[] shown) =>
        Assert.Equal(
            shown.Order(),
            AnOrder
                .Stages.Where(s => CommandEffect.Of(AnOrder.In(s), command) == EffectState.Shown)
                .Order()
        );

    [Fact]
    public void Codes_leave_no_trace_in_an_order() =>
        Assert.All(
            AnOrder.Stages,
            stage =>
            {
                var order = AnOrder.In(stage);
                Assert.Equal(
                    EffectState.NotVisible,
                    CommandEffect.Of(order, new OrderCommand.SendCode())
                );
                Assert.Equal(
                    EffectState.NotVisible,
                    CommandEffect.Of(
                        order,
                        new OrderCommand.SetImei(
                            "line0",
                            [
                                ["1"],
                            ]
                        )
                    )
                );
            }
        );

    [Theory]
    [InlineData(false, false, false, EffectState.NotShown)]
    [InlineData(true, false, false, EffectState.UnderWay)]
    [InlineData(true, true, false, EffectState.Shown)]
    // The courier has it: whatever the flag says, it was packed.
    [InlineData(false, false, true, EffectState.Shown)]
    public void Packed_is_complete_with_the_waybill(
        bool assembled,
        bool waybill,
        bool handedOver,
        EffectState effect
    )
    {
        var order = AnOrder.In(ToPack) with
        {
            IsAssembled = assembled,
            WaybillAddress = waybill ? new("https://kaspi.kz/waybill") : null,
            HandedOverAt = handedOver ? AnOrder.Monday : null,
        };

        Assert.Equal(effect, CommandEffect.Of(order, new OrderCommand.Assemble(2)));
    }

    [Fact]
    public void A_flag_that_lags_behind_does_not_hide_that_a_pre_order_has_arrived()
    {
        var order = AnOrder.In(PreOrder);
        var arrived = new OrderCommand.Arrived();

        Assert.Equal(EffectState.NotShown, CommandEffect.Of(order, arrived));
        Assert.All(
            new[]
            {
                order with
                {
                    IsAssembled = true,
                },
                order with
                {
                    HandedOverAt = AnOrder.Monday,
                },
                order with
                {
                    Status = OrderStatus.Completed,
                },
            },
            later => Assert.Equal(EffectState.Shown, CommandEffect.Of(later, arrived))
        );
    }

    [Fact]
    public void That_the_parcel_is_back_is_kaspis_word_and_not_yet_the_shops()
    {
        var back = AnOrder.In(ComingBack) with { IsBackAtWarehouse = true };
        var command = new OrderCommand.ArrivedBackward();

        Assert.Equal(EffectState.NotShown, CommandEffect.Of(back, command));
        Assert.Equal(Verdict.Possible, CommandCheck.Of(back, command).Verdict);
        var accepted = AnOrder.In(Return) with { Status = OrderStatus.ReturnAccepted };
        Assert.Equal(EffectState.Shown, CommandEffect.Of(accepted, command));
    }

    [Theory]
    [InlineData(2, 1, EffectState.NotShown)]
    [InlineData(1, 1, EffectState.Shown)]
    [InlineData(0, 1, EffectState.Shown)]
    [InlineData(0, 0, EffectState.Shown)]
    // A line taken out may be gone; one that should still have some and is gone was not reduced by us.
    [InlineData(null, 0, EffectState.Shown)]
    [InlineData(null, 1, EffectState.NotShown)]
    public void A_line_is_reduced_when_no_more_is_left(
        int? quantity,
        int remaining,
        EffectState effect
    )
    {
        var order = AnOrder.In(ToPack) with
        {
            Lines = quantity is { } pieces ? [AnOrder.Line(0, pieces)] : [],
        };

        Assert.Equal(
            effect,
            CommandEffect.Of(
                order,
                new OrderCommand.ReduceLine("line0", remaining, CancellationReason.OutOfStock)
            )
        );
    }

    [Theory]
    [InlineData(0, EffectState.Shown)]
    [InlineData(1, EffectState.NotShown)]
    public void No_weight_is_no_line(int quantity, EffectState effect) =>
        Assert.Equal(
            effect,
            CommandEffect.Of(
                AnOrder.In(ToPack) with
                {
                    Lines = [AnOrder.Line(0, quantity)],
                },
                new OrderCommand.ReduceLines([new("line0", 1, 0, CancellationReason.Underweight)])
            )
        );

    [Fact]
    public void Of_several_lines_all_must_be_reduced()
    {
        var command = new OrderCommand.ReduceLines([
            new("line0", 1, null, CancellationReason.OutOfStock),
            new("line1", 1, 280, CancellationReason.Underweight),
        ]);
        EffectState Of(int first, double? second) =>
            CommandEffect.Of(
                AnOrder.In(ToPack) with
                {
                    Lines = [AnOrder.Line(0, first), AnOrder.Line(1, 1) with { Weight = second }],
                },
                command
            );

        Assert.Equal(EffectState.Shown, Of(1, 280));
        Assert.Equal(EffectState.NotShown, Of(2, 280));
        Assert.Equal(EffectState.NotShown, Of(1, 281));
        // Kaspi left the weight out: nobody knows.
        Assert.Equal(EffectState.NotShown, Of(1, null));
    }

    [Fact]
    public void An_order_with_nothing_left_is_cancelled_and_may_keep_its_lines()
    {
        var order = AnOrder.In(Cancelled);

        Assert.Equal(
            EffectState.Shown,
            CommandEffect.Of(
                order,
                new OrderCommand.ReduceLine("line0", 0, CancellationReason.OutOfStock)
            )
        );
        Assert.Equal(
            EffectState.NotShown,
            CommandEffect.Of(
                order,
                new OrderCommand.ReduceLine("line0", 1, CancellationReason.OutOfStock)
            )
        );
    }

    [Fact]
    public void Without_its_lines_an_order_shows_no_reduction() =>
        Assert.Equal(
            EffectState.NotShown,
            CommandEffect.Of(
                AnOrder.In(ToPack) with
                {
                    Lines = null,
                },
                new OrderCommand.ReduceLine("line0", 0, CancellationReason.OutOfStock)
            )
        );
}
