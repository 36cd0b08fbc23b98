using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.PriceLists;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Tests.PriceLists;

public class LossBrakeTests
{
    private static ChangeSet Losing(int lost, int of)
    {
        var rules = A.Rules();
        var before = A.Compare(
            rules,
            new Table<Offer>(),
            [.. Enumerable.Range(1, of).Select(i => A.Good(i))]
        ).Next;
        return A.Compare(
            rules,
            before,
            [.. Enumerable.Range(1, of).Select(i => A.Good(i, quantity: i <= lost ? "0" : "20"))]
        );
    }

    [Theory]
    [InlineData(0, 10, null)]
    [InlineData(2, 10, null)]
    [InlineData(3, 10, "too-many-lost")]
    [InlineData(10, 10, "nothing-on-sale")]
    public void A_list_that_loses_more_than_a_fifth_is_reserved(int lost, int of, string? code) =>
        Assert.Equal(code, new LossBrake(20).Check(Losing(lost, of), lossAccepted: false)?.Code);

    [Fact]
    public void A_hold_does_not_end_because_what_it_holds_was_taken_off_meanwhile()
    {
        var rules = A.Rules();
        Good[] goods = [.. Enumerable.Range(1, 10).Select(i => A.Good(i))];
        Good[] half =
        [
            .. Enumerable.Range(1, 10).Select(i => A.Good(i, quantity: i <= 3 ? "0" : "20")),
        ];
        var brake = new LossBrake(20);
        var published = A.Compare(rules, new Table<Offer>(), goods).Next;
        var changes = A.Compare(rules, published, half);
        var hold = brake.Check(changes, lossAccepted: false)!;

        // Two of the three lost ones are ordered, and taken off.
        var ordered = new Dictionary<int, int> { [1] = 1, [2] = 1 };
        var lowered = DecreaseOnlyFilter.Of(changes, ordered, hold).Next;
        var again = A.Compare(rules, lowered, half);
        Assert.Equal((8, 1), (again.OnSaleBefore, again.Withdrawn));
        Assert.Null(brake.Check(again, lossAccepted: false));
        Assert.Equal(
            ("too-many-lost", 10, 3),
            brake.Check(again, lossAccepted: false, hold) is { } still
                ? (still.Code, still.OnSaleBefore, still.Lost)
                : default
        );

        // The supplier has all of them again: the hold ends by itself.
        Assert.Null(brake.Check(A.Compare(rules, lowered, goods), lossAccepted: false, hold));
    }

    [Fact]
    public void A_person_may_accept_the_loss_but_never_an_empty_list()
    {
        Assert.Null(new LossBrake(20).Check(Losing(9, 10), lossAccepted: true));
        Assert.Equal(
            "nothing-on-sale",
            new LossBrake(20).Check(Losing(10, 10), lossAccepted: true)?.Code
        );
    }

    [Fact]
    public void What_orders_hold_and_the_guard_keeps_back_is_no_loss()
    {
        var rules = A.Rules();
        Good[] goods = [.. Enumerable.Range(1, 10).Select(i => A.Good(i, quantity: "2"))];
        var before = A.Compare(rules, new Table<Offer>(), goods).Next;
        StockClaims[] claims =
        [
            new() { ExtraBuffer = 3 },
            new() { OffSale = goods.Select(g => g.Article).ToHashSet() },
            new() { Reserved = goods.ToDictionary(g => g.Article, _ => 2) },
        ];
        foreach (var claim in claims)
        {
            // Even all of it: to hold the empty list would sell on what is sold.
            var changes = A.Compare(rules, before, claim, goods);
            Assert.Equal((0, 10), (changes.OnSaleAfter, changes.Withdrawn));
            Assert.Null(new LossBrake(20).Check(changes, lossAccepted: false));

            // And it stays empty when it is looked at again.
            var again = A.Compare(rules, changes.Next, claim, goods);
            Assert.Null(new LossBrake(20).Check(again, lossAccepted: false));
        }
    }

    [Fact]
    public void A_half_answer_is_held_while_the_guard_is_at_work_too()
    {
        var rules = A.Rules();
        Good[] goods = [.. Enumerable.Range(1, 10).Select(i => A.Good(i))];
        var before = A.Compare(rules, new Table<Offer>(), goods).Next;
        var claims = new StockClaims
        {
            OffSale = new HashSet<int> { 1, 2, 3, 4, 5 },
        };
        var changes = A.Compare(
            rules,
            before,
            claims,
            [.. goods.Select(g => g.Article > 7 ? A.Good(g.Article, quantity: "0") : g)]
        );
        var hold = new LossBrake(20).Check(changes, lossAccepted: false);
        Assert.Equal(("too-many-lost", 3), (hold?.Code, hold?.Lost));
    }
}
