using CsCheck;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Tests.Pricing;

public class FloorTests
{
    private static readonly Floor Floor = new(
        [new(1_000, 50), new(5_000, 200), new(10_000, 800), new(long.MaxValue, 1_300)],
        new BasisPoints(300),
        new BasisPoints(200),
        100
    );

    private static readonly BasisPoints Commission = new(1_250);

    [Theory]
    // 10 000 + margin 200 + delivery 1 300 = 11 500 of 84.5 %
    [InlineData(10_000, 1, 13_610)]
    // 300 + margin 100 + delivery 50 = 450 of 84.5 %
    [InlineData(300, 1, 533)]
    // Under 5 000 it is 4 877; above the step the delivery is dearer, and from 5 001 on 5 587 is needed.
    [InlineData(3_821, 1, 4_877)]
    [InlineData(3_821, 5_001, 5_587)]
    [InlineData(10_000, 20_000, 20_000)]
    public void The_lowest_price_covers_cost_commission_tax_delivery_and_margin(
        long cost,
        long from,
        long price
    ) => Assert.Equal(price, Floor.LowestFrom(from, cost, Commission));

    [Fact]
    public void A_price_just_above_a_delivery_step_can_be_under_the_floor_although_a_lower_one_is_not()
    {
        Assert.True(Floor.Covers(5_000, 3_821, Commission));
        Assert.False(Floor.Covers(5_001, 3_821, Commission));
    }

    [Fact]
    public void What_the_floor_gives_keeps_the_margin_and_one_tenge_less_does_not() =>
        Gen.Select(Gen.Long[1, 50_000_000], Gen.Long[1, 60_000_000], Gen.Int[0, 4_000])
            .Sample(
                (cost, from, basisPoints) =>
                {
                    var commission = new BasisPoints(basisPoints);
                    var price = Floor.LowestFrom(from, cost, commission);
                    return price >= from
                        && Kept(price, cost, commission)
                        && (price == from || !Kept(price - 1, cost, commission));
                }
            );

    [Fact]
    public void A_price_is_covered_exactly_when_the_margin_is_kept() =>
        Gen.Select(Gen.Long[0, 200_000], Gen.Long[-5, 300_000], Gen.Int[0, 4_000])
            .Sample(
                (cost, price, basisPoints) =>
                    Floor.Covers(price, cost, new BasisPoints(basisPoints))
                    == (price > 0 && Kept(price, cost, new BasisPoints(basisPoints)))
            );

    // Independent of the code under test: the sum in hundredths of tenge, without any rounding.
    private static bool Kept(long price, long cost, BasisPoints commission)
    {
        var delivery =
            price <= 1_000 ? 50
            : price <= 5_000 ? 200
            : price <= 10_000 ? 800
            : 1_300;
        var margin = Math.Max((cost * 2 + 99) / 100, 100);
        return (decimal)price * (10_000 - commission.Value - 300) / 10_000 - cost - delivery
            >= margin;
    }
}
