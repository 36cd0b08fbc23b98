using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Tests.Pricing;

public class PriceRuleTests
{
    [Theory]
    [InlineData(PriceBase.Dealer, 2000, 0, 12_000)]
    [InlineData(PriceBase.Dealer, 0, 500, 10_500)]
    [InlineData(PriceBase.Dealer, 1250, 500, 11_750)]
    [InlineData(PriceBase.Dealer, 1, 0, 10_001)]
    [InlineData(PriceBase.Retail, -500, 0, 14_250)]
    public void A_mark_up_adds_percent_then_tenge_and_rounds_up(
        PriceBase from,
        int basisPoints,
        long tenge,
        long price
    ) =>
        Assert.Equal(
            price,
            new PriceRule("x", When.Always, from, new BasisPoints(basisPoints), tenge).Apply(
                A.Good(dealer: 10_000, retail: 15_000)
            )
        );
}

public class RoundingTests
{
    [Theory]
    [InlineData(RoundingMode.Up, 10, 0, 6_411, 6_420)]
    [InlineData(RoundingMode.Up, 10, 0, 6_420, 6_420)]
    [InlineData(RoundingMode.Down, 10, 0, 6_419, 6_410)]
    [InlineData(RoundingMode.Nearest, 10, 0, 6_415, 6_420)]
    [InlineData(RoundingMode.Nearest, 10, 0, 6_414, 6_410)]
    [InlineData(RoundingMode.Up, 1000, 990, 6_001, 6_990)]
    [InlineData(RoundingMode.Up, 1000, 990, 6_991, 7_990)]
    [InlineData(RoundingMode.Down, 1000, 990, 6_001, 5_990)]
    [InlineData(RoundingMode.Down, 1000, 990, 500, 990)]
    [InlineData(RoundingMode.Down, 100, 0, 50, 100)]
    [InlineData(RoundingMode.Up, 1, 0, 1, 1)]
    public void A_price_goes_to_the_next_allowed_one(
        RoundingMode mode,
        int step,
        int ending,
        long price,
        long rounded
    ) => Assert.Equal(rounded, new Rounding(mode, step, ending).Apply(price));
}

public class RrpLimitTests
{
    [Theory]
    [InlineData(null, null, 20_000, 12_000, 12_000)]
    [InlineData(90, null, 20_000, 12_000, 18_000)]
    [InlineData(null, 100, 10_000, 12_000, 10_000)]
    [InlineData(90, 100, 0, 12_000, 12_000)]
    [InlineData(90, 100, 1, 12_000, 12_000)]
    [InlineData(90, 110, 12_000, 12_000, 12_000)]
    public void A_price_stays_within_the_share_of_the_recommended_one(
        int? least,
        int? most,
        long rrp,
        long price,
        long limited
    ) =>
        Assert.Equal(
            limited,
            new RrpLimit(
                least is { } l ? new BasisPoints(l * 100) : null,
                most is { } m ? new BasisPoints(m * 100) : null
            ).Apply(price, rrp)
        );
}
