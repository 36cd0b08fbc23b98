using TimurApiConnect.Core.Guard;
using TimurApiConnect.Core.Orders.Policy;
using static TimurApiConnect.Tests.Orders.APolicy;

namespace TimurApiConnect.Tests.Orders;

/// <summary>The ways out when the goods are not there, and what each costs.</summary>
public class StockGoneOptionsTests
{
    private static readonly DateTimeOffset AcceptBy = new(2026, 11, 23, 8, 0, 0, TimeSpan.Zero);

    private static IReadOnlyList<GoneOption> Of(
        PolicyInputs inputs,
        int orders = 100,
        int cancelled = 1,
        DateTimeOffset? acceptBy = null
    ) => StockGoneOptions.Of(inputs, Floor, new CancellationCount(orders, cancelled), acceptBy);

    private static (GoneMode, long, long?, int, int)[] Costs(PolicyInputs inputs) =>
        [
            .. Of(inputs)
                .Select(o => (o.Way, o.LostRevenue, o.LostMargin, o.ShareBefore, o.ShareAfter)),
        ];

    [Fact]
    public void With_a_part_there_reducing_comes_first_and_costs_no_standing() =>
        // 2 of one and 3 of another are ordered, 2 of the other are missing; one sold leaves 6,000.
        Assert.Equal(
            [
                (GoneMode.Reduce, 40_000, 12_000, 100, 100),
                (GoneMode.Wait, 0, 0, 100, 200),
                (GoneMode.Cancel, 100_000, 30_000, 100, 200),
            ],
            Costs(Inputs(Line(), Line(1, quantity: 3, lowerBound: 4, reserved: 3)))
        );

    [Fact]
    public void With_nothing_there_nothing_can_be_reduced() =>
        Assert.Equal(
            [(GoneMode.Wait, 0, 0, 100, 200), (GoneMode.Cancel, 40_000, 12_000, 100, 200)],
            Costs(Inputs(Line(lowerBound: 0)))
        );

    [Fact]
    public void A_margin_that_nobody_knows_is_not_made_up() =>
        Assert.Equal(
            [
                // What is missing is known to the tenge; what stays is not asked.
                (GoneMode.Reduce, 20_000, 6_000, 100, 100),
                (GoneMode.Wait, 0, 0, 100, 200),
                (GoneMode.Cancel, 80_000, null, 100, 200),
            ],
            Costs(Inputs(Line() with { Commission = null }, Line(1, lowerBound: 1)))
        );

    [Fact]
    public void A_sale_at_a_loss_is_a_loss_saved() =>
        Assert.Equal(
            // 20,000 less 2,400, 600, 1,000 and 19,000: 3,000 lost with each.
            -6_000,
            Of(Inputs(Line(lowerBound: 0) with { DealerPrice = 19_000 }))[^1].LostMargin
        );

    public static TheoryData<PolicyInputs> NothingGone =>
        [
            Inputs(Line()),
            Inputs(Line(lowerBound: 2)),
            Inputs(),
            Inputs() with
            {
                Lines = null,
            },
            // Nobody knows what is there: no reason to give anything up.
            Inputs(Line(lowerBound: 0)) with
            {
                StockAgeSeconds = null,
            },
            Inputs(Line(lowerBound: 0) with { Article = 0 }),
        ];

    [Theory]
    [MemberData(nameof(NothingGone))]
    public void With_nothing_known_to_be_gone_there_is_nothing_to_choose(PolicyInputs inputs) =>
        Assert.Empty(Of(inputs));

    [Fact]
    public void What_the_supplier_no_longer_lists_is_gone() =>
        Assert.Equal(
            [GoneMode.Wait, GoneMode.Cancel],
            Of(Inputs(Line(lowerBound: 0) with { IsListed = false })).Select(o => o.Way)
        );

    [Fact]
    public void Waiting_says_until_when()
    {
        var inputs = Inputs(Line(lowerBound: 0));

        Assert.Contains(
            "at 2026-11-23 08:00 UTC Kaspi cancels",
            Of(inputs, acceptBy: AcceptBy)[0].Text,
            StringComparison.Ordinal
        );
        Assert.Contains("at its deadline Kaspi", Of(inputs)[0].Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(1, 0, 0, 10_000)]
    [InlineData(1_000, 49, 490, 500)]
    [InlineData(3, 1, 3_333, 6_666)]
    // The order itself is not counted yet: no share, and no division by nothing.
    [InlineData(0, 0, 0, 0)]
    public void The_share_is_that_of_the_quarter(int orders, int cancelled, int before, int after)
    {
        var cancel = Of(Inputs(Line(lowerBound: 0)), orders, cancelled)[^1];

        Assert.Equal((before, after), (cancel.ShareBefore, cancel.ShareAfter));
    }
}
