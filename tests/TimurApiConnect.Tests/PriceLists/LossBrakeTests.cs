using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.PriceLists;

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
    public void A_list_that_loses_more_than_a_fifth_is_held(int lost, int of, string? code) =>
        Assert.Equal(code, new LossBrake(20).Check(Losing(lost, of), lossAccepted: false)?.Code);

    [Fact]
    public void A_person_may_accept_the_loss_but_never_an_empty_list()
    {
        Assert.Null(new LossBrake(20).Check(Losing(9, 10), lossAccepted: true));
        Assert.Equal(
            "nothing-on-sale",
            new LossBrake(20).Check(Losing(10, 10), lossAccepted: true)?.Code
        );
    }
}
