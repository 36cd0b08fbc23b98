using CsCheck;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Tests.Offers;

public class ComparisonTests
{
    private static readonly Core.Rules.ShopRules Rules = A.Rules();

    private static Table<Offer> Published(params Good[] goods) =>
        A.Compare(Rules, new Table<Offer>(), goods).Next;

    private static (int Added, int Returned, int Withdrawn, int Prices, int Stocks) Numbers(
        ChangeSet set
    ) => (set.Added, set.Returned, set.Withdrawn, set.Prices, set.Stocks);

    [Fact]
    public void Nothing_changed_means_no_rows()
    {
        var set = A.Compare(
            Rules,
            Published(A.Good(1), A.Good(2, quantity: "0")),
            A.Good(1),
            A.Good(2, quantity: "0")
        );

        Assert.Empty(set.Rows);
        Assert.False(set.IsVisible);
        Assert.Equal((1, 1), (set.OnSaleBefore, set.OnSaleAfter));
        Assert.Equal(12_000 * 20, set.ValueAfter);
    }

    [Fact]
    public void Each_kind_of_change_is_counted_once()
    {
        var published = Published(
            A.Good(1),
            A.Good(2),
            A.Good(3),
            A.Good(4),
            A.Good(5, quantity: "0")
        );

        var set = A.Compare(
            Rules,
            published,
            A.Good(1, dealer: 20_000),
            A.Good(2, quantity: "5"),
            A.Good(3, quantity: "0"),
            A.Good(4),
            A.Good(5),
            A.Good(6)
        );

        Assert.Equal((2, 0, 1, 1, 1), Numbers(set));
        Assert.Equal(5, set.Rows.Count);
    }

    [Fact]
    public void What_was_for_sale_stays_in_the_list_as_not_available_with_its_last_price_and_returns()
    {
        var gone = A.Compare(Rules, Published(A.Good(1)), A.Good(1, dealer: 1));

        var offer = gone.Next[0];
        Assert.Equal(
            (OfferState.OffSale, Reason.PriceOnRequest, 12_000L, 0),
            (offer.State, offer.Reason, offer.Price, offer.Stock)
        );

        var back = A.Compare(Rules, gone.Next, A.Good(1));
        Assert.Equal((0, 1, 0, 0, 0), Numbers(back));
    }

    [Fact]
    public void A_good_never_offered_leaves_no_trace_in_the_list()
    {
        var set = A.Compare(Rules, new Table<Offer>(), A.Good(1, quantity: "0"));

        Assert.Equal(OfferState.NotOffered, set.Next[0].State);
        Assert.False(set.IsVisible);
    }

    [Fact]
    public void A_changed_SKU_withdraws_the_old_one_and_adds_the_new()
    {
        var byPartNumber = A.Rules(sku: """{ "scheme": "partNumber" }""");
        var published = A.Compare(
            byPartNumber,
            new Table<Offer>(),
            A.Good(1, partNumber: "OLD")
        ).Next;

        var set = A.Compare(byPartNumber, published, A.Good(1, partNumber: "NEW"));

        Assert.Equal((1, 0, 1, 0, 0), Numbers(set));
        Assert.Equal(
            [
                ("OLD", OfferState.OffSale, Reason.SkuChanged),
                ("NEW", OfferState.OnSale, Reason.None),
            ],
            Enumerable
                .Range(0, 2)
                .Select(i => (set.Next[i].Sku.ToString(), set.Next[i].State, set.Next[i].Reason))
        );
    }

    [Fact]
    public void A_SKU_that_moves_to_another_good_stands_in_the_list_once()
    {
        var byPartNumber = A.Rules(sku: """{ "scheme": "partNumber" }""");
        var published = A.Compare(
            byPartNumber,
            new Table<Offer>(),
            A.Good(1, partNumber: "X"),
            A.Good(2, partNumber: "Y")
        ).Next;

        var set = A.Compare(
            byPartNumber,
            published,
            A.Good(1, partNumber: "Y"),
            A.Good(2, partNumber: "X")
        );

        var listed = Enumerable
            .Range(0, set.Next.Count)
            .Select(i => set.Next[i])
            .Where(o => o.State != OfferState.NotOffered)
            .ToList();
        Assert.Equal(listed.Count, listed.Select(o => o.Sku).Distinct().Count());
        Assert.Equal(2, listed.Count(o => o.IsOnSale));
    }

    [Fact]
    public void The_guard_stops_what_the_rules_let_through()
    {
        var cities = A.Rules(
            floor: """{ "commissions": [{ "name": "all", "percent": 10 }] }""",
            points: """[{ "storeId": "PP1", "city": "1" }]""",
            cities: """[{ "id": "1", "adjustPercent": 0 }]"""
        );
        var snapshot = A.Snapshot(A.Good());
        var guard = new PublishCheck(cities, snapshot, StockClaims.None);
        var offer = A.Decide(cities, A.Good());

        Assert.Equal(Reason.None, guard.Check(A.Good(), offer));
        Assert.Equal(Reason.UnderFloor, guard.Check(A.Good(), offer with { Price = 11_000 }));
        Assert.Equal(Reason.OutOfStock, guard.Check(A.Good(), offer with { Stock = 21 }));
        Assert.Equal(Reason.SkuInvalid, guard.Check(A.Good(), offer with { Sku = Text.From("А") }));
        Assert.Equal(Reason.NoName, guard.Check(A.Good(name: ""), offer));
    }

    [Fact]
    public void Any_sequence_of_readings_ends_where_the_last_one_alone_would_except_for_what_is_kept_off_sale() =>
        Gen.Select(Gen.Int[1, 30], Gen.Int[0, 3], Gen.Int[1, 3])
            .Array[0, 30]
            .Array[1, 6]
            .Sample(readings =>
            {
                var published = new Table<Offer>();
                foreach (var reading in readings)
                {
                    var goods = reading
                        .DistinctBy(r => r.Item1)
                        .Select(r =>
                            A.Good(r.Item1, dealer: r.Item3 * 10_000, quantity: $"{r.Item2}")
                        );
                    published = A.Compare(Rules, published, [.. goods]).Next;
                }

                var last = readings[^1]
                    .DistinctBy(r => r.Item1)
                    .Where(r => r.Item2 > 0)
                    .Select(r => (r.Item1, r.Item2, r.Item3 * 12_000L));
                var onSale = Enumerable
                    .Range(0, published.Count)
                    .Select(i => published[i])
                    .Where(o => o.IsOnSale);
                var ascending = Enumerable
                    .Range(1, Math.Max(0, published.Count - 1))
                    .All(i => published[i - 1].Article < published[i].Article);
                return ascending
                    && onSale
                        .Select(o => (o.Article, o.Stock, o.Price))
                        .SequenceEqual(last.Order());
            });
}
