using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.Tests.SupplierOrders;

/// <summary>What may be ordered of a basket, what of it is ours, and which order at the supplier may be ours.</summary>
public class BasketCheckTests
{
    private static readonly ApprovedLine[] Approved = [new(601, 2, 100), new(602, 3, 50)];

    [Theory]
    [InlineData("601:2@100 602:3@50", null)]
    [InlineData("602:3@49 601:1@90 601:1@100", null)]
    [InlineData("601:2@101 602:3@50", "601 has become dearer")]
    [InlineData("601:2@100 602:4@50", "4 of article 602 instead of 3")]
    [InlineData("601:2@100", "0 of article 602 instead of 3")]
    [InlineData("601:2@100 602:3@50 603:1@1", "603 lies in the basket")]
    public void Only_what_was_approved_is_ordered_and_cheaper_is_fine(string basket, string? said)
    {
        var difference = BasketCheck.Difference(Basket(basket), Approved);
        Assert.Equal(said is null, difference is null);
        Assert.Contains(said ?? "", difference ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void Too_little_stock_and_a_line_that_had_no_price_are_said()
    {
        Assert.Contains(
            "only 1 of article 601",
            BasketCheck.Difference(
                new Basket([new(601, 2, 100, new(QuantityKind.Exact, 1))]),
                [new(601, 2, 100)]
            ),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "had no price",
            BasketCheck.Difference(Basket("601:2@100"), [new(601, 2, 1)]),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData("", true)]
    [InlineData("601:2@1", true)]
    [InlineData("601:1@1 602:10@1", true)]
    [InlineData("601:1@1 601:2@1", false)]
    [InlineData("603:1@1", false)]
    public void Ours_is_what_we_put_in_and_what_the_supplier_made_of_it(string basket, bool isOurs)
    {
        // 602 is sold in tens: the supplier has rounded up. 601 may still be on its way.
        var ours = BasketCheck.Ours(Basket("601:1@100 602:10@50 604:7@1"), Approved);
        Assert.Equal([new Pieces(601, 2), new Pieces(602, 10)], ours);
        Assert.Equal(isOurs, BasketCheck.IsOurs(Basket(basket), ours));
        Assert.Equal(basket.Length == 0, BasketCheck.IsOurs(Basket(basket), []));
    }

    [Theory]
    [InlineData("601:2 602:3", null)]
    [InlineData("602:1 601:2 602:2", null)]
    [InlineData("601:2", "0 of article 602 instead of 3")]
    [InlineData(
        "601:1 602:3 603:1",
        "1 of article 601 instead of 2, 1 of article 603 instead of 0"
    )]
    public void What_the_supplier_took_otherwise_is_said(string order, string? said)
    {
        var difference = BasketCheck.Difference(
            [.. Basket(order).Lines.Select(l => new Pieces(l.Article, l.Quantity))],
            Approved
        );
        Assert.Equal(said is null, difference is null);
        Assert.Contains(said ?? "", difference ?? "", StringComparison.Ordinal);
    }

    // Ours was sent on the 25th at 14:05, five pieces for 350 tenge.
    [Theory]
    [InlineData(350, "25 14:05", true)]
    [InlineData(355, "25 14:06", true)]
    [InlineData(356, "25 14:06", false)]
    [InlineData(344, "25 14:06", false)]
    [InlineData(350, "25 12:00", true)] // a clock in Moscow
    [InlineData(350, "25 11:00", false)]
    [InlineData(350, "24 14:06", false)]
    [InlineData(350, "25 00:00", true)] // a whole day
    [InlineData(350, "24 00:00", false)]
    [InlineData(350, null, true)]
    public void An_order_of_the_same_sum_may_be_ours_unless_it_was_there_before(
        long sum,
        string? date,
        bool may
    ) =>
        Assert.Equal(
            may,
            Likeness.MayBe(
                new("1900001", sum, null)
                {
                    Date = date is null ? null : DateTime.Parse($"2026-11-{date}", null),
                },
                new DateTime(2026, 11, 25, 14, 5, 0),
                350,
                5
            )
        );

    // 601:2@100 602:3
    private static Basket Basket(string lines) =>
        new([
            .. lines
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)
                .Select(l => l.Split(':', '@'))
                .Select(l => new BasketLine(
                    int.Parse(l[0], null),
                    int.Parse(l[1], null),
                    l.Length > 2 ? long.Parse(l[2], null) : 0,
                    new(QuantityKind.MoreThan, 50)
                )),
        ]);
}
