using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Tests.Offers;

public class DeciderTests
{
    public static TheoryData<string, Good, Reason> Refusals =>
        new()
        {
            { "none", A.Good(), Reason.None },
            { "marked down", A.Good(marks: GoodMarks.MarkedDown), Reason.MarkedDown },
            { "gone", A.Good(marks: GoodMarks.Gone), Reason.Gone },
            { "price 1", A.Good(dealer: 1), Reason.PriceOnRequest },
            { "price 0", A.Good(dealer: 0), Reason.PriceOnRequest },
            { "retail price 1", A.Good(retail: 1), Reason.PriceOnRequest },
            { "no name", A.Good(name: ""), Reason.NoName },
            { "sold out", A.Good(quantity: "0"), Reason.OutOfStock },
            { "fewer than", A.Good(quantity: "<10"), Reason.OutOfStock },
            { "stock never understood", A.Good(quantity: "много"), Reason.StockUnknown },
            { "dearer than anything", A.Good(dealer: 900_000_000), Reason.FloorAboveRrp },
        };

    [Theory]
    [MemberData(nameof(Refusals), DisableDiscoveryEnumeration = true)]
    public void A_good_is_sold_or_the_reason_is_named(string what, Good good, Reason reason)
    {
        var offer = A.Decide(A.Rules(), good);

        Assert.True(reason == offer.Reason, what);
        Assert.Equal(
            reason == Reason.None ? OfferState.OnSale : OfferState.NotOffered,
            offer.State
        );
        Assert.Equal(reason == Reason.None ? 20 : 0, offer.Stock);
    }

    [Fact]
    public void The_first_rule_that_matches_counts()
    {
        var rules = A.Rules(
            prices: """
            { "rules": [ { "name": "this brand", "when": { "brands": ["D-Link"] }, "markupPercent": 50 },
                         { "name": "this branch", "when": { "categories": [2] }, "markupPercent": 40 },
                         { "name": "the rest", "markupPercent": 10 } ] }
            """
        );

        Assert.Equal((15_000L, 0), Result(A.Decide(rules, A.Good())));
        Assert.Equal((14_000L, 1), Result(A.Decide(rules, A.Good(brand: "TP-Link"))));
        Assert.Equal((11_000L, 2), Result(A.Decide(rules, A.Good(brand: "TP-Link", category: 5))));

        static (long, int) Result(Offer offer) => (offer.Price, offer.PriceRule);
    }

    [Fact]
    public void A_black_list_is_an_assortment_rule_and_an_earlier_rule_may_except_from_it()
    {
        var rules = A.Rules(
            assortment: """
            [ { "name": "this one yes", "when": { "articles": [2] }, "sell": true },
              { "name": "black list", "when": { "articles": [1, 2] }, "sell": false } ]
            """
        );

        Assert.Equal(Reason.Excluded, A.Decide(rules, A.Good(1)).Reason);
        Assert.Equal(Reason.None, A.Decide(rules, A.Good(2)).Reason);
        Assert.Equal(Reason.None, A.Decide(rules, A.Good(3)).Reason);
    }

    [Fact]
    public void The_floor_raises_a_price_that_would_lose_money()
    {
        var rules = A.Rules(
            prices: """{ "rules": [{ "name": "all", "markupPercent": 1 }], "rounding": { "step": 100 } }""",
            floor: """{ "commissions": [{ "name": "all", "percent": 10 }], "leastMarginTenge": 500 }"""
        );

        var offer = A.Decide(rules, A.Good(dealer: 10_000));

        Assert.Equal(11_700, offer.Price);
        Assert.Equal(11_667, offer.Floor);
        Assert.True(offer.Steps.HasFlag(PriceSteps.RaisedToFloor));
    }

    [Fact]
    public void A_floor_above_the_recommended_price_takes_the_good_off_sale_instead_of_losing_money()
    {
        var rules = A.Rules(
            prices: """{ "rules": [{ "name": "all", "markupPercent": 50 }], "rrp": { "mostPercent": 100 } }""",
            floor: """{ "commissions": [{ "name": "all", "percent": 10 }] }"""
        );

        Assert.Equal(12_000, A.Decide(rules, A.Good(dealer: 10_000, rrp: 12_000)).Price);
        Assert.Equal(
            Reason.FloorAboveRrp,
            A.Decide(rules, A.Good(dealer: 10_000, rrp: 11_000)).Reason
        );
        Assert.Equal(15_000, A.Decide(rules, A.Good(dealer: 10_000, rrp: 0)).Price);
    }

    [Fact]
    public void A_good_without_a_rule_that_it_needs_is_not_sold()
    {
        const string otherBrand = """{ "brands": ["TP-Link"] }""";

        Assert.Equal(
            Reason.NoPriceRule,
            A.Decide(
                A.Rules(prices: $$"""{ "rules": [{ "name": "x", "when": {{otherBrand}} }] }"""),
                A.Good()
            ).Reason
        );
        Assert.Equal(
            Reason.NoCommission,
            A.Decide(
                A.Rules(
                    floor: $$"""{ "commissions": [{ "name": "x", "when": {{otherBrand}}, "percent": 5 }] }"""
                ),
                A.Good()
            ).Reason
        );
        Assert.Equal(
            Reason.NoStockRule,
            A.Decide(
                A.Rules(stock: $$"""[{ "name": "x", "when": {{otherBrand}} }]"""),
                A.Good()
            ).Reason
        );
    }

    [Fact]
    public void Preorder_days_come_with_their_rule()
    {
        var rules = A.Rules(
            preOrder: """[{ "name": "cables", "when": { "categories": [4] }, "days": 3 }]"""
        );

        Assert.Equal(3, A.Decide(rules, A.Good(category: 4)).PreOrderDays);
        Assert.Equal(0, A.Decide(rules, A.Good(category: 3)).PreOrderDays);
    }

    [Fact]
    public void The_shipped_rules_never_price_under_their_floor() =>
        CsCheck.Check.Sample(
            CsCheck.Gen.Long[2, 19_999_999],
            dealer =>
            {
                var rules = RulesDocument.Read(RulesDocument.Default).Rules!;
                var offer = A.Decide(rules, A.Good(dealer: dealer));
                return offer.IsOnSale
                    && rules.Floor.Covers(offer.Price, dealer, rules.Commissions[0].Percent)
                    && offer.Price >= offer.Floor;
            }
        );
}
