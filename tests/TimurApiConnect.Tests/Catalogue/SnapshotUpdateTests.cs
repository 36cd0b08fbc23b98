using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Tests.Catalogue;

public class SnapshotUpdateTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    private static StockReading Reading(params StockLine[] lines)
    {
        var reading = new StockReading();
        foreach (var line in lines)
        {
            reading.Lines.Add(line);
        }

        return reading;
    }

    private static StockLine Line(
        int article,
        int quantity = 20,
        long dealer = 10_000,
        long retail = 10_000
    ) => new(article, Quantity.Exactly(quantity), dealer, retail);

    [Fact]
    public void Only_goods_that_differ_are_reported()
    {
        var snapshot = A.Snapshot(A.Good(1), A.Good(2), A.Good(3));

        var changes = SnapshotUpdate.Apply(
            snapshot,
            Reading(Line(3), Line(1), Line(2, quantity: 5)),
            Now
        );

        Assert.Equal([1], changes.Changed);
        Assert.Equal(5, changes.After.Goods[1].Quantity.LowerBound);
        Assert.Equal(Now, changes.After.StockAt);
        // Whoever decides by the one before sees nothing of it.
        Assert.Equal(20, snapshot.Goods[1].Quantity.LowerBound);
    }

    [Fact]
    public void What_is_not_named_is_gone_and_comes_back_when_named_again()
    {
        var snapshot = A.Snapshot(A.Good(1), A.Good(2));

        var without = SnapshotUpdate.Apply(snapshot, Reading(Line(1)), Now);
        Assert.Equal(1, without.Gone);
        Assert.True(without.After.Goods[1].IsGone);
        Assert.Equal(0, without.After.Goods[1].Quantity.LowerBound);

        var again = SnapshotUpdate
            .Apply(without.After, Reading(Line(1), Line(2, quantity: 7)), Now)
            .After;
        Assert.False(again.Goods[1].IsGone);
        Assert.Equal(7, again.Goods[1].Quantity.LowerBound);
    }

    [Fact]
    public void What_was_not_understood_leaves_the_last_reading_standing()
    {
        var snapshot = A.Snapshot(A.Good(1, quantity: "20"));

        var changes = SnapshotUpdate.Apply(
            snapshot,
            Reading(new StockLine(1, Quantity.Unknown, -1, -1)),
            Now
        );

        Assert.Empty(changes.Changed);
        Assert.Equal(20, changes.After.Goods[0].Quantity.LowerBound);
        Assert.Equal(10_000, changes.After.Goods[0].DealerPrice);
    }

    [Fact]
    public void Articles_that_the_catalogue_does_not_have_are_named_wherever_they_stand()
    {
        var snapshot = A.Snapshot(A.Good(10), A.Good(20));

        var changes = SnapshotUpdate.Apply(
            snapshot,
            Reading(Line(5), Line(10), Line(15), Line(20), Line(25)),
            Now
        );

        Assert.Equal([5, 15, 25], changes.Unknown);
    }

    [Fact]
    public void Differences_compare_brands_by_name_not_by_position()
    {
        var before = A.Snapshot(A.Good(1), A.Good(2));
        var otherBrands = new Brands();
        otherBrands.Add("Первый");
        var after = new Snapshot
        {
            Goods = new(),
            Brands = otherBrands,
            Categories = A.Categories,
            CatalogueAt = Now,
        };
        after.Goods.Add(A.Good(1) with { Brand = otherBrands.Add("D-Link") });
        after.Goods.Add(A.Good(2, name: "Другое имя") with { Brand = otherBrands.Add("D-Link") });

        Assert.Equal([1], SnapshotUpdate.Differences(before, after));
    }

    [Fact]
    public void A_finished_crawl_keeps_the_stock_of_known_goods_and_marks_missing_ones_gone()
    {
        var before = A.Snapshot(A.Good(1, quantity: "3"), A.Good(2));
        var crawl = new CatalogueBuilder();
        crawl.Add(A.Good(3, quantity: "9"));
        crawl.Add(A.Good(1, quantity: "50", name: "Новое имя"));
        crawl.Add(A.Good(1));

        var after = crawl.Finish(A.Categories, before, Now);

        Assert.Equal(1, crawl.Doubled);
        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(i => after.Goods[i].Article));
        Assert.Equal(
            ("Новое имя", 3),
            (after.Goods[0].Name.ToString(), after.Goods[0].Quantity.LowerBound)
        );
        Assert.True(after.Goods[1].IsGone);
        Assert.Equal(9, after.Goods[2].Quantity.LowerBound);
    }
}
