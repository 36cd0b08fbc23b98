using CsCheck;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using static TimurApiConnect.Core.Orders.OrderStage;

namespace TimurApiConnect.Tests.Orders;

/// <summary>What an order allows: in every stage, for every command.</summary>
public class CommandCheckTests
{
    private static readonly OrderStage[] NotPackedYet =
    [
        New,
        ToSign,
        PreOrder,
        ToPack,
        Pickup,
        OwnDelivery,
    ];

    private static readonly OrderStage[] Shipped =
    [
        ToHandOver,
        OnTheWay,
        ComingBack,
        OrderStage.Return,
        Completed,
        Returned,
    ];

    private static readonly OrderCommand.ReduceLine LeaveOne = new(
        "line0",
        1,
        CancellationReason.OutOfStock
    );

    /// <summary>The command, where it is possible, where it is so already; everywhere else the order contradicts it.</summary>
    public static TheoryData<OrderCommand, OrderStage[], OrderStage[]> Table =>
        new()
        {
            {
                new OrderCommand.Accept(),
                [New],
                [PreOrder, ToPack, Pickup, OwnDelivery, .. Shipped]
            },
            {
                new OrderCommand.Cancel(CancellationReason.OutOfStock),
                NotPackedYet,
                [ComingBack, Cancelled]
            },
            { new OrderCommand.Assemble(1), [ToPack, PreOrder], Shipped },
            { new OrderCommand.Arrived(), [PreOrder], [ToPack, Pickup, OwnDelivery, .. Shipped] },
            {
                new OrderCommand.ArrivedBackward(),
                [ComingBack, OrderStage.Return],
                [Cancelled, Returned]
            },
            { new OrderCommand.SendCode(), [Pickup, OwnDelivery], [] },
            {
                new OrderCommand.Complete("1234"),
                [Pickup, OwnDelivery],
                [Completed, OrderStage.Return, Returned]
            },
            { LeaveOne, NotPackedYet, [] },
            {
                new OrderCommand.ReduceLines([
                    new("line0", 0, null, CancellationReason.OutOfStock),
                ]),
                NotPackedYet,
                []
            },
        };

    [Theory]
    [MemberData(nameof(Table))]
    public void Every_stage_says_its_word(
        OrderCommand command,
        OrderStage[] possible,
        OrderStage[] already
    )
    {
        foreach (var stage in AnOrder.Stages)
        {
            var expected =
                possible.Contains(stage) ? Verdict.Possible
                : already.Contains(stage) ? Verdict.AlreadySo
                : Verdict.Contradicts;
            var verdict = CommandCheck.Of(AnOrder.In(stage), command);

            Assert.Equal((stage, expected), (stage, verdict.Verdict));
            Assert.Equal(expected == Verdict.Possible, verdict.Reason.Length == 0);
        }
    }

    [Fact]
    public void In_a_stage_never_seen_before_nothing_is_possible() =>
        Assert.All(
            Table.Select(row => row.Data.Item1),
            command =>
            {
                var verdict = CommandCheck.Of(AnOrder.In(Unknown), command);
                Assert.Equal(Verdict.Contradicts, verdict.Verdict);
                Assert.Contains("NEVER_SEEN", verdict.Reason, StringComparison.Ordinal);
            }
        );

    [Fact]
    public void What_makes_no_sense_contradicts_whatever_the_order() =>
        Assert.Equal(
            Verdict.Contradicts,
            CommandCheck.Of(AnOrder.In(ToPack), new OrderCommand.Assemble(0)).Verdict
        );

    [Theory]
    [InlineData(New, "is new")]
    [InlineData(Pickup, "is not brought by Kaspi; it has no waybill")]
    [InlineData(OrderStage.Cancelled, "is cancelled")]
    public void Why_it_cannot_be_packed_is_said(OrderStage stage, string part) =>
        Assert.Contains(
            part,
            CommandCheck.Of(AnOrder.In(stage), new OrderCommand.Assemble(1)).Reason,
            StringComparison.Ordinal
        );

    [Fact]
    public void With_papers_to_sign_nothing_is_handed_over() =>
        Assert.All(
            new OrderCommand[] { new OrderCommand.SendCode(), new OrderCommand.Complete("1234") },
            command =>
                Assert.Contains(
                    "papers to sign",
                    CommandCheck
                        .Of(AnOrder.In(Pickup) with { SignatureRequired = true }, command)
                        .Reason,
                    StringComparison.Ordinal
                )
        );

    [Theory]
    [InlineData("line0", 0, Verdict.Possible, "")]
    [InlineData("line0", 1, Verdict.Possible, "")]
    [InlineData("line0", 2, Verdict.AlreadySo, "no more than that already")]
    [InlineData("line0", 3, Verdict.Contradicts, "has 2; 3 cannot remain")]
    [InlineData("other", 1, Verdict.Contradicts, "no line other any more")]
    public void A_line_can_only_shrink(string line, int remaining, Verdict verdict, string part)
    {
        var order = AnOrder.In(ToPack);
        Assert.All(
            new OrderCommand[]
            {
                new OrderCommand.ReduceLine(line, remaining, CancellationReason.OutOfStock),
                new OrderCommand.ReduceLines([
                    new(line, remaining, null, CancellationReason.OutOfStock),
                ]),
            },
            command =>
            {
                var word = CommandCheck.Of(order, command);
                Assert.Equal(verdict, word.Verdict);
                Assert.Contains(part, word.Reason, StringComparison.Ordinal);
            }
        );
    }

    [Theory]
    [InlineData(300.0, Verdict.Possible)]
    [InlineData(280.0, Verdict.AlreadySo)]
    [InlineData(null, Verdict.Possible)]
    public void A_weighed_line_can_get_lighter(double? weight, Verdict verdict)
    {
        var order = AnOrder.In(ToPack) with
        {
            Lines = [AnOrder.Line(0, 1) with { Weight = weight }],
        };
        var command = new OrderCommand.ReduceLines([
            new("line0", 1, 280, CancellationReason.Underweight),
        ]);

        Assert.Equal(verdict, CommandCheck.Of(order, command).Verdict);
    }

    [Fact]
    public void Without_its_lines_nothing_is_reduced() =>
        Assert.Contains(
            "were not read yet",
            CommandCheck.Of(AnOrder.In(ToPack) with { Lines = null }, LeaveOne).Reason,
            StringComparison.Ordinal
        );

    [Theory]
    [InlineData(true, 2, ToPack, Verdict.Possible, "")]
    [InlineData(false, 2, ToPack, Verdict.Contradicts, "needs no IMEI")]
    [InlineData(true, 1, ToPack, Verdict.Contradicts, "has 2 devices; codes of 1 are given")]
    [InlineData(true, 2, ToHandOver, Verdict.Contradicts, "is packed")]
    public void Codes_of_devices_fit_the_line(
        bool needed,
        int devices,
        OrderStage stage,
        Verdict verdict,
        string part
    )
    {
        var order = AnOrder.In(stage) with { Lines = [AnOrder.Line() with { NeedsImei = needed }] };
        string[][] codes =
        [
            ["356938035643809"],
            ["490154203237518"],
        ];
        var word = CommandCheck.Of(
            order,
            new OrderCommand.SetImei("line0", [.. codes.Take(devices)])
        );

        Assert.Equal(verdict, word.Verdict);
        Assert.Contains(part, word.Reason, StringComparison.Ordinal);
    }

    [Fact]
    public void What_the_order_shows_is_never_sent_and_what_is_over_is_never_changed() =>
        Gen.Select(
                Gen.Enum<OrderStage>(),
                Gen.Int[0, Table.Count - 1].Select(i => Table.ElementAt(i).Data.Item1),
                Gen.Bool,
                Gen.Bool,
                Gen.Int[0, 3]
            )
            .Sample(
                (stage, command, assembled, back, quantity) =>
                {
                    var order = AnOrder.In(stage) with
                    {
                        IsAssembled = assembled,
                        IsBackAtWarehouse = back,
                        Lines = [AnOrder.Line(0, quantity)],
                    };
                    var possible = CommandCheck.Of(order, command).Verdict == Verdict.Possible;

                    Assert.False(
                        possible
                            && (
                                CommandEffect.Of(order, command) == EffectState.Shown
                                || order.IsOver
                            ),
                        $"{command} for {order}"
                    );
                },
                iter: 5_000
            );
}
