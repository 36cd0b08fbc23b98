using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.Tests.SupplierOrders;

/// <summary>What is proposed, and who approves it.</summary>
public class ProposalTests
{
    [Theory]
    [InlineData(2, 1, 2)]
    [InlineData(2, 0, 2)]
    [InlineData(5, 5, 5)]
    [InlineData(6, 5, 10)]
    [InlineData(1, 24, 24)]
    public void Pieces_are_rounded_up_to_what_the_supplier_sells(
        int needed,
        int multiplicity,
        int ordered
    )
    {
        var line = Assert.Single(
            Assert
                .Single(
                    Of([Wanted("1", 601, needed)], [Good(601) with { Multiplicity = multiplicity }])
                )
                .Lines
        );
        Assert.Equal(
            (needed, ordered, ordered - needed),
            (line.Needed, line.Quantity, line.Surplus)
        );
        Assert.Equal(
            ordered > needed,
            line.Explanation.Contains("multiples", StringComparison.Ordinal)
        );
        Assert.Equal(100L * ordered, line.Total);
    }

    [Fact]
    public void A_days_order_sums_the_pieces_and_one_for_each_order_does_not()
    {
        WantedLine[] wanted = [Wanted("2", 602, 1), Wanted("1", 601, 2), Wanted("2", 601, 3)];
        var day = Assert.Single(Of(wanted, [Good(601), Good(602)]));
        Assert.Equal([(601, 5), (602, 1)], day.Lines.Select(l => (l.Good.Article, l.Needed)));
        Assert.Equal(600, day.Total);

        var each = Of(wanted, [Good(601), Good(602)], Grouping.Order);
        Assert.Equal(
            ["601:2", "601:3 602:1"],
            each.Select(p => string.Join(' ', p.Lines.Select(l => $"{l.Good.Article}:{l.Needed}")))
        );
    }

    [Fact]
    public void What_will_probably_not_work_is_said()
    {
        Assert.Contains("no longer", Problem(), StringComparison.Ordinal);
        Assert.Contains(
            "no longer",
            Problem(Good(601) with { IsGone = true }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "no price",
            Problem(Good(601) with { Price = 1 }),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "Not enough",
            Problem(Good(601) with { Stock = new(QuantityKind.Exact, 1) }),
            StringComparison.Ordinal
        );
        // Enough for what is needed, not for what has to be taken.
        Assert.Contains(
            "Not enough",
            Problem(Good(601) with { Multiplicity = 10, Stock = new(QuantityKind.Exact, 5) }),
            StringComparison.Ordinal
        );
        Assert.Null(Problem(Good(601)));

        static string? Problem(params SupplyGood[] goods) =>
            Of([Wanted("1", 601, 2)], goods)[0].Lines[0].Problem;
    }

    [Theory]
    [InlineData(OrderingMode.Automatic, 200, false, 100, null)]
    [InlineData(OrderingMode.Automatic, 199, false, 100, "LargestAutomatic")]
    [InlineData(OrderingMode.Automatic, 200, true, 100, "cancelled")]
    [InlineData(OrderingMode.Automatic, 200, false, 1, "probably not work")]
    [InlineData(OrderingMode.Ask, 1000, false, 100, "mode ask")]
    public void The_rule_leaves_to_a_person_what_is_large_doubtful_or_was_cancelled(
        OrderingMode mode,
        long largest,
        bool again,
        long price,
        string? because
    )
    {
        var proposal = Of(
            [Wanted("1", 601, 2) with { IsAgain = again }],
            [Good(601) with { Price = price }]
        )[0];
        var said = Approval.AsksBecause(proposal, mode, largest);
        Assert.Equal(because is null, said is null);
        Assert.Contains(because ?? "", said ?? "", StringComparison.Ordinal);
    }

    // Almaty time; the order of the 24th was made.
    [Theory]
    [InlineData("24 16:00", "24", null)]
    [InlineData("25 14:59", "24", null)]
    [InlineData("25 15:00", "24", "25")]
    [InlineData("25 23:59", "24", "25")]
    [InlineData("26 09:00", "24", "25")]
    [InlineData("26 15:00", "24", "26")]
    [InlineData("24 14:00", "22", "23")]
    [InlineData("24 14:59", null, null)]
    [InlineData("24 15:00", null, "24")]
    public void A_days_order_is_made_once_and_made_up_for(string now, string? made, string? due) =>
        Assert.Equal(
            due is null ? null : Day(due),
            DailyOrder.DueDay(
                DateTime.Parse($"2026-11-{now}", null),
                new TimeOnly(15, 0),
                made is null ? default : Day(made)
            )
        );

    private static DateOnly Day(string day) => DateOnly.Parse($"2026-11-{day}", null);

    private static IReadOnlyList<Proposal> Of(
        WantedLine[] wanted,
        SupplyGood[] goods,
        Grouping grouping = Grouping.Day
    ) => Proposal.Of(wanted, goods.ToDictionary(g => g.Article), grouping);

    private static WantedLine Wanted(string code, int article, int quantity) =>
        new("demo", code, 0, article, quantity, false);

    private static SupplyGood Good(int article) =>
        new(article, "Mouse", 100, 1, new(QuantityKind.MoreThan, 50), false);
}
