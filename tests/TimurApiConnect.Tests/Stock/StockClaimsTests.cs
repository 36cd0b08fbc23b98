using CsCheck;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Tests.Stock;

/// <summary>Promise P4 with open orders and the cancellation guard.</summary>
public class StockClaimsTests
{
    private const int Article = 500;
    private static readonly Dictionary<int, string> NoMapping = [];

    private static StockClaims Claims(int reserved, int buffer = 0, params int[] offSale) =>
        new()
        {
            Reserved = new Dictionary<int, int> { [Article] = reserved, [Article + 1] = 1000 },
            ExtraBuffer = buffer,
            OffSale = new HashSet<int>(offSale),
        };

    private static Offer Decide(string quantity, StockClaims claims, string stock)
    {
        var good = A.Good(Article, quantity: quantity);
        return new Decider(A.Rules(stock: stock), 1, A.Snapshot(good), NoMapping)
        {
            Claims = claims,
        }.Decide(good, default);
    }

    [Theory]
    [InlineData("10", 0, 0, 9, Reason.None)]
    [InlineData("10", 4, 0, 5, Reason.None)]
    [InlineData("10", 4, 2, 3, Reason.None)]
    [InlineData("10", 9, 0, 0, Reason.ReservedByOrders)]
    [InlineData("10", 400, 0, 0, Reason.ReservedByOrders)]
    [InlineData("10", 0, 9, 0, Reason.Guarded)]
    [InlineData(">50", 20, 0, 29, Reason.None)]
    [InlineData("1", 0, 0, 0, Reason.UnderStockRule)]
    [InlineData("0", 5, 0, 0, Reason.OutOfStock)]
    public void Orders_and_the_guard_come_before_buyers(
        string quantity,
        int reserved,
        int guard,
        int offered,
        Reason reason
    )
    {
        var offer = Decide(
            quantity,
            Claims(reserved, guard),
            """[{ "name": "all", "buffer": 1 }]"""
        );
        Assert.Equal((offered, reason), (offer.Stock, offer.Reason));
    }

    [Fact]
    public void A_good_that_the_guard_names_is_off_sale_and_says_so()
    {
        var offer = Decide("10", Claims(0, 0, Article), """[{ "name": "all" }]""");
        Assert.Equal((0, Reason.Guarded), (offer.Stock, offer.Reason));
        Assert.Equal(
            Reason.None,
            Decide("10", Claims(0, 0, Article + 1), """[{ "name": "all" }]""").Reason
        );
    }

    [Fact]
    public void What_is_offered_never_exceeds_the_lower_bound_less_buffers_less_orders_and_explains_itself() =>
        Gen.Select(
                Gen.Int[0, 300],
                Gen.Int[0, 400],
                Gen.Int[0, 10],
                Gen.Int[0, 10],
                Gen.Int[1, 20],
                Gen.Bool
            )
            .Sample(
                (quantity, reserved, buffer, guard, multiplicity, offSale) =>
                {
                    var good = A.Good(Article, quantity: $"{quantity}") with
                    {
                        Multiplicity = multiplicity,
                    };
                    var (rules, snapshot) = (
                        A.Rules(stock: $$"""[{ "name": "all", "buffer": {{buffer}} }]"""),
                        A.Snapshot(good)
                    );
                    var claims = Claims(reserved, guard, offSale ? [Article] : []);
                    var changes = Comparison.Compare(
                        snapshot,
                        new Decider(rules, 1, snapshot, NoMapping) { Claims = claims },
                        new PublishCheck(rules, snapshot, claims),
                        new()
                    );
                    var offer = changes.Next[0];
                    Assert.InRange(
                        offer.Stock,
                        0,
                        offSale ? 0 : Math.Max(0, quantity - reserved - buffer - guard)
                    );
                    Assert.Equal(0, changes.Refused);
                    Assert.Empty(Explanation.Of(rules, snapshot, NoMapping, offer)!.Differences);
                }
            );

    [Fact]
    public void The_last_look_refuses_what_orders_hold_whatever_the_rules_said()
    {
        var good = A.Good(Article, quantity: "10");
        var (rules, snapshot) = (A.Rules(), A.Snapshot(good));
        var offer = new Decider(rules, 1, snapshot, NoMapping).Decide(good, default);
        Assert.Equal(
            Reason.OutOfStock,
            new PublishCheck(rules, snapshot, Claims(reserved: 5)).Check(good, offer)
        );
    }
}
