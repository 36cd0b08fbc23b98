using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Tests.Rules;

public class ConditionTests
{
    public static TheoryData<When, bool> Cases =>
        new()
        {
            { When.Always, true },
            {
                new When { Categories = [3] },
                true
            },
            {
                new When { Categories = [2] },
                true
            },
            {
                new When { Categories = [1] },
                true
            },
            {
                new When { Categories = [4] },
                false
            },
            {
                new When { Categories = [99] },
                false
            },
            {
                new When { Categories = [5, 3] },
                true
            },
            {
                new When { Brands = ["d-link"] },
                true
            },
            {
                new When { Brands = ["TP-Link"] },
                false
            },
            {
                new When { Articles = [18104] },
                true
            },
            {
                new When { Articles = [1] },
                false
            },
            {
                new When { PriceFrom = 10_000 },
                true
            },
            {
                new When { PriceFrom = 10_001 },
                false
            },
            {
                new When { PriceBelow = 10_000 },
                false
            },
            {
                new When { PriceBelow = 10_001 },
                true
            },
            {
                new When { Categories = [3], Brands = ["TP-Link"] },
                false
            },
            {
                new When
                {
                    Categories = [3],
                    Brands = ["D-Link"],
                    PriceFrom = 1,
                    PriceBelow = 20_000,
                },
                true
            },
        };

    [Theory]
    [MemberData(nameof(Cases), DisableDiscoveryEnumeration = true)]
    public void A_good_matches_when_every_kind_that_is_given_does(When when, bool matches)
    {
        var good = A.Good(dealer: 10_000, category: 3, brand: "D-Link");

        Assert.Equal(matches, new Condition(when, A.Snapshot(good)).Matches(good));
    }
}
