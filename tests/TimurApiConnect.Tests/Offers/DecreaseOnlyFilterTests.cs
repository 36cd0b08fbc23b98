using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.PriceLists;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Tests.Offers;

/// <summary>What of a held list is published all the same.</summary>
public class DecreaseOnlyFilterTests
{
    private static readonly Hold Why = new("too-many-lost", 5, 1, 4, "Held.");
    private static readonly IReadOnlyDictionary<int, int> NoOrders = new Dictionary<int, int>();

    [Fact]
    public void Fewer_pieces_are_published_more_and_what_goes_off_sale_are_not()
    {
        var lower = Of(NoOrders, A.Good(1, quantity: "3"), A.Good(2, quantity: "90"), Sold(3));
        Assert.Equal([3, 20, 20, 20, 20], Stocks(lower));
        Assert.Equal((1, 0, 5), (lower.Stocks, lower.Withdrawn, lower.OnSaleAfter));
        Assert.Same(Why, lower.Hold);
        Assert.Equal(new OfferChange(0, 0), Assert.Single(lower.Rows));
    }

    [Fact]
    public void What_open_orders_hold_goes_off_sale_too()
    {
        // The supplier names neither 2 nor 3 any more; 2 is ordered.
        var lower = Of(new Dictionary<int, int> { [2] = 1 }, A.Good(1), Sold(2), Sold(3));
        Assert.Equal([20, 0, 20, 20, 20], Stocks(lower));
        Assert.Equal(Reason.OutOfStock, lower.Next[1].Reason);
        Assert.Equal((1, 4), (lower.Withdrawn, lower.OnSaleAfter));

        // All pieces ordered, or taken off by the guard.
        var claims = new StockClaims
        {
            Reserved = new Dictionary<int, int> { [4] = 20 },
            OffSale = new HashSet<int> { 5 },
        };
        var kept = DecreaseOnlyFilter.Of(
            A.Compare(A.Rules(), Published, claims, Goods()),
            claims.Reserved,
            Why
        );
        Assert.Equal([20, 20, 20, 0, 0], Stocks(kept));
    }

    [Fact]
    public void An_empty_list_is_never_published()
    {
        var all = Enumerable.Range(1, 5).ToDictionary(i => i, _ => 1);
        var lower = Of(all, [.. Enumerable.Range(1, 5).Select(Sold)]);
        Assert.Empty(lower.Rows);
        Assert.Equal([20, 20, 20, 20, 20], Stocks(lower));
    }

    [Fact]
    public void What_is_new_or_back_waits_with_the_rest()
    {
        var off = A.Compare(A.Rules(), Published, [.. Goods().Skip(1), Sold(1)]).Next;
        var decided = A.Compare(A.Rules(), off, [.. Goods(), A.Good(6)]);
        Assert.Equal((1, 1), (decided.Added, decided.Returned));
        Assert.Empty(DecreaseOnlyFilter.Of(decided, NoOrders, Why).Rows);
    }

    private static Table<Offer> Published { get; } =
        A.Compare(A.Rules(), new Table<Offer>(), Goods()).Next;

    private static Good[] Goods() => [.. Enumerable.Range(1, 5).Select(i => A.Good(i))];

    private static Good Sold(int article) => A.Good(article, quantity: "0");

    private static ChangeSet Of(IReadOnlyDictionary<int, int> orders, params Good[] changed) =>
        DecreaseOnlyFilter.Of(
            A.Compare(
                A.Rules(),
                Published,
                [
                    .. Goods()
                        .Select(g =>
                            changed.Any(c => c.Article == g.Article)
                                ? changed.First(c => c.Article == g.Article)
                                : g
                        ),
                ]
            ),
            orders,
            Why
        );

    private static IEnumerable<int> Stocks(ChangeSet set) =>
        Enumerable.Range(0, set.Next.Count).Select(i => set.Next[i].Stock);
}
