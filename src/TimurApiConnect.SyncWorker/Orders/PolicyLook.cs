using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Guard;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>What the decisions of one look are made from.</summary>
/// <param name="Shop">The shop.</param>
/// <param name="Rules">Its rules.</param>
/// <param name="Goods">The goods of its waiting orders.</param>
/// <param name="Commissions">Kaspi's shares, prepared for these goods.</param>
/// <param name="Queue">Who waits for the goods.</param>
/// <param name="Ordered">Pieces ordered at the supplier, by article.</param>
/// <param name="WithPeople">Orders in which people have had a hand.</param>
/// <param name="Asked">Orders about which a person was asked.</param>
/// <param name="Ages">How old stock may be.</param>
/// <param name="At">Now, UTC.</param>
internal sealed record PolicyLook(
    string Shop,
    CurrentRules Rules,
    Snapshot Goods,
    RuleList<CommissionRule> Commissions,
    AllocationQueue Queue,
    IReadOnlyDictionary<int, int> Ordered,
    IReadOnlySet<string> WithPeople,
    IReadOnlySet<string> Asked,
    StockAgeOptions Ages,
    DateTimeOffset At
)
{
    /// <summary>The shop's orders of 90 days, once one of its goods is gone.</summary>
    public CancellationCount? Quarter { get; set; }

    /// <summary>What an order is decided from when it has its turn.</summary>
    public PolicyInputs InputsOf(WaitingOrder waiting)
    {
        var age = Goods.StockAt <= DateTimeOffset.UnixEpoch ? (TimeSpan?)null : At - Goods.StockAt;
        return new(
            waiting.Order.Total,
            waiting.Lines.Count > 0 ? Lines(waiting) : null,
            age is { } known ? Math.Max(0, (long)known.TotalSeconds) : null,
            (long)Ages.LittleStopsAfter.TotalSeconds,
            age is { } since ? Ages.Limits.StopsUpTo(since) : int.MaxValue,
            Rules.Version.Version,
            WithPeople.Contains(waiting.Order.Code)
        )
        {
            IsAccepted = waiting.CameAccepted,
            IsAsked = waiting.CameAccepted && Asked.Contains(waiting.Order.Code),
        };
    }

    private List<PolicyLine> Lines(WaitingOrder waiting)
    {
        var made = new List<PolicyLine>();
        var own = new Dictionary<int, int>();
        foreach (var line in waiting.Lines.Where(l => l.Quantity > 0))
        {
            var shown = waiting.Order.Lines?.FirstOrDefault(l => l.Number == line.Number);
            var one = new PolicyLine(
                line.Number,
                shown?.Id ?? "",
                line.Sku,
                line.Article,
                line.Quantity,
                shown?.Price ?? line.Total / line.Quantity
            );
            var good = Goods.Find(line.Article);
            made.Add(good < 0 ? one : Fill(one, Goods.Goods[good], own));
            // Two lines of one good take from one shelf.
            own[line.Article] = own.GetValueOrDefault(line.Article) + line.Quantity;
        }

        return made;
    }

    private PolicyLine Fill(PolicyLine line, Good good, Dictionary<int, int> own)
    {
        var commission = Commissions.FirstFor(good);
        return line with
        {
            IsListed = !good.IsGone,
            LowerBound = good.Quantity.LowerBound,
            Ordered = Ordered.GetValueOrDefault(line.Article),
            Reserved = Queue.ReservedOf(line.Article) + own.GetValueOrDefault(line.Article),
            DealerPrice = good.DealerPrice,
            Commission = commission < 0 ? null : Commissions.Rules[commission].Percent.Value,
        };
    }
}
