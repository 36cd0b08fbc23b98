using System.Text.Json.Nodes;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Tests.Offers;

public sealed class ExplanationTests
{
    private static readonly Dictionary<int, string> NoMapping = [];

    [Fact]
    public void The_arithmetic_is_told_step_by_step()
    {
        var explanation = Explain(Rules(), Good(12_390, ">50"));

        Assert.Equal(
            [
                "No assortment rule names it, so it is sold.",
                "The supplier's code: 18104.",
                "Dealer price 12 390 + 30 % = 16 107.",
                "Up, step 10: 16 107 → 16 110.",
                "The rules set no limits by recommended price.",
                "Cost 12 390 + least margin 248 (the larger of 2 % and 100) = 12 638 must remain. 16 495 is the lowest price that does it: − commission 12.5 % − tax 3 % − delivery 1 300 leaves 12 638.28.",
                "16 110 does not cover everything and is raised to 16 500.",
                "The supplier says >50 → 50 − buffer 1 = 49, cap 500: 49.",
                "No preorder rule applies: handed over without waiting.",
                "PP1 49.",
                "On sale: 49 at 16 500.",
            ],
            explanation.Steps.Select(s => s.Text),
            StringComparer.Ordinal
        );
        Assert.True(explanation.IsConsistent);
        Assert.Equal("Under 50 000", explanation.Steps.Single(s => s.Topic == "price").Rule);
        Assert.Equal("Кабели", explanation.Inputs.Category);
        Assert.Equal(">50", explanation.Inputs.Quantity);
    }

    [Fact]
    public void A_mark_up_in_tenge_a_limit_and_a_nearest_rounding_are_told()
    {
        var rules = Rules(r =>
        {
            r["prices"]!["rules"] = JsonNode.Parse(
                """[{ "name": "Retail less", "when": {}, "base": "retail", "markupPercent": -5, "markupTenge": 700 }]"""
            );
            r["prices"]!["rounding"] = JsonNode.Parse(
                """{ "mode": "nearest", "step": 1000, "ending": 990 }"""
            );
            r["prices"]!["rrp"] = JsonNode.Parse("""{ "leastPercent": 90, "mostPercent": 110 }""");
        });

        var explanation = Explain(rules, Good(40_000, "12", rrp: 70_000, retail: 50_000));

        Assert.Equal("Retail price 50 000 − 5 % = 47 500, + 700 = 48 200.", Text("price"));
        Assert.Equal(
            "To the nearest, step 1 000, ending in 990: 48 200 → 47 990.",
            Text("rounding")
        );
        Assert.Equal(
            "Of the recommended price 70 000 at least 90 % (63 000) and at most 110 % (77 000): 47 990 → 63 000.",
            Text("rrp")
        );
        Assert.Equal("63 000 covers everything and stays.", Text("final price"));
        Assert.True(explanation.IsConsistent);
        string Text(string topic) => explanation.Steps.Single(s => s.Topic == topic).Text;
    }

    [Theory]
    [InlineData("0", Reason.OutOfStock, "the rule stops selling at 0")]
    [InlineData("1", Reason.UnderStockRule, "1 − buffer 1 = 0")]
    [InlineData("<10", Reason.OutOfStock, "says <10, so at least 0")]
    public void A_good_that_is_not_offered_says_why(string quantity, Reason reason, string told)
    {
        var explanation = Explain(Rules(), Good(12_390, quantity));

        Assert.Equal(reason, explanation.Recomputed.Reason);
        Assert.Contains(
            told,
            explanation.Steps.Single(s => s.Topic == "stock").Text,
            StringComparison.Ordinal
        );
        Assert.Equal($"Not offered. {ReasonText.Of(reason)}", explanation.Steps[^1].Text);
    }

    [Fact]
    public void An_offer_stopped_by_old_data_is_explained_as_such_and_not_as_a_difference()
    {
        var (rules, snapshot) = (Rules(), Snapshot(Good(12_390, "6")));
        var decider = new Decider(rules, 1, snapshot, NoMapping) { StopUpTo = 5 };
        var stored = decider.Decide(snapshot.Goods[0], default);

        var explanation = Explanation.Of(rules, snapshot, NoMapping, stored)!;

        Assert.Equal((Reason.DataTooOld, 0), (stored.Reason, stored.Stock));
        Assert.True(explanation.IsConsistent, string.Join(' ', explanation.Differences));
        Assert.EndsWith(
            ReasonText.Of(Reason.DataTooOld),
            explanation.Steps[^1].Text,
            StringComparison.Ordinal
        );
        // One piece more is more than little.
        Assert.True(decider.Decide(Good(12_390, "7"), default).IsOnSale);
    }

    [Fact]
    public void A_good_whose_floor_is_above_the_limit_says_so()
    {
        var rules = Rules(r => r["prices"]!["rrp"] = JsonNode.Parse("""{ "mostPercent": 100 }"""));

        var explanation = Explain(rules, Good(12_390, "12", rrp: 13_000));

        Assert.Equal(Reason.FloorAboveRrp, explanation.Recomputed.Reason);
        Assert.Equal(
            "The lowest price that covers everything, 16 495, is above the highest allowed, 13 000.",
            explanation.Steps.Single(s => s.Topic == "final price").Text
        );
    }

    [Fact]
    public void What_differs_from_what_is_stored_is_named()
    {
        var (rules, snapshot) = (Rules(), Snapshot(Good(12_390, "12")));
        var stored = new Decider(rules, 1, snapshot, NoMapping).Decide(
            snapshot.Goods[0],
            default
        ) with
        {
            Price = 1,
            Stock = 5,
        };

        var explanation = Explanation.Of(rules, snapshot, NoMapping, stored)!;

        Assert.False(explanation.IsConsistent);
        Assert.Equal(
            ["price: stored 1, now 16500", "stock: stored 5, now 11"],
            explanation.Differences
        );
    }

    [Fact]
    public void A_withdrawn_offer_keeps_its_last_price_and_is_consistent()
    {
        var (rules, snapshot) = (Rules(), Snapshot(Good(1, "12")));
        var stored = new Decider(rules, 1, snapshot, NoMapping).Decide(
            snapshot.Goods[0],
            default
        ) with
        {
            State = OfferState.OffSale,
            Price = 6_420,
        };

        var explanation = Explanation.Of(rules, snapshot, NoMapping, stored)!;

        Assert.True(explanation.IsConsistent, string.Join("; ", explanation.Differences));
        Assert.Equal(6_420, explanation.Recomputed.Price);
    }

    [Fact]
    public void A_good_that_is_not_there_cannot_be_explained() =>
        Assert.Null(
            Explanation.Of(Rules(), Snapshot(Good(5, "1")), NoMapping, new Offer { Article = 7 })
        );

    [Fact]
    public void Every_reason_has_a_sentence()
    {
        foreach (var reason in Enum.GetValues<Reason>().Where(r => r != Reason.None))
        {
            Assert.EndsWith(".", ReasonText.Of(reason), StringComparison.Ordinal);
            Assert.DoesNotContain("Unknown", ReasonText.Of(reason), StringComparison.Ordinal);
        }
    }

    private static Explanation Explain(ShopRules rules, Good good)
    {
        var snapshot = Snapshot(good);
        var stored = new Decider(rules, 1, snapshot, NoMapping).Decide(good, default);
        var explanation = Explanation.Of(rules, snapshot, NoMapping, stored);
        Assert.NotNull(explanation);
        return explanation;
    }

    private static ShopRules Rules(Action<JsonNode>? change = null)
    {
        var document = JsonNode.Parse(RulesDocument.Default)!;
        change?.Invoke(document);
        var (rules, errors) = RulesDocument.Read(document.ToJsonString());
        Assert.Empty(errors);
        return rules!;
    }

    private static Good Good(long dealer, string quantity, long rrp = 0, long retail = 20_000) =>
        new()
        {
            Article = 18104,
            Texts = GoodTexts.From("Кабель", "PN1"),
            Category = 1,
            Multiplicity = 1,
            DealerPrice = dealer,
            RetailPrice = retail,
            Rrp = rrp,
            Quantity = Quantity.Parse(System.Text.Encoding.UTF8.GetBytes(quantity)),
        };

    private static Snapshot Snapshot(Good good)
    {
        var goods = new Table<Good>();
        goods.Add(good);
        return new Snapshot
        {
            Goods = goods,
            Brands = new(),
            Categories = new CategoryTree([new Category(1, "Кабели", 1, 2, 1)]),
            CatalogueAt = DateTimeOffset.UnixEpoch,
            StockAt = DateTimeOffset.UnixEpoch,
        };
    }
}
