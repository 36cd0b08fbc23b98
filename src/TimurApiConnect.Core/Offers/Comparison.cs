using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Core.Offers;

/// <summary>
/// Decides every good and lays the result beside what is published. Both are ordered by article, so one pass over the two is enough:
/// no dictionary, no copy of the catalogue.
/// </summary>
public sealed class Comparison
{
    private readonly Snapshot _snapshot;
    private readonly Decider _decider;
    private readonly PublishCheck _check;
    private readonly ChangeSet _set;
    private readonly List<int> _retired = [];

    private Comparison(
        Snapshot snapshot,
        Decider decider,
        PublishCheck check,
        Table<Offer> published
    )
    {
        (_snapshot, _decider, _check) = (snapshot, decider, check);
        _set = new ChangeSet { Published = published, Next = new() };
    }

    /// <summary>The change set for all goods.</summary>
    /// <param name="snapshot">The goods, ascending by article.</param>
    /// <param name="decider">The rules, prepared for this snapshot.</param>
    /// <param name="check">The last look before publishing.</param>
    /// <param name="published">The offers as they are published, ascending by article.</param>
    public static ChangeSet Compare(
        Snapshot snapshot,
        Decider decider,
        PublishCheck check,
        Table<Offer> published
    )
    {
        var comparison = new Comparison(snapshot, decider, check, published);
        comparison.Run();
        return comparison._set;
    }

    private void Run()
    {
        var published = _set.Published;
        var next = 0;
        for (var i = 0; i < _snapshot.Goods.Count; i++)
        {
            ref readonly var good = ref _snapshot.Goods[i];
            for (; next < published.Count && published[next].Article < good.Article; next++)
            {
                Withdraw(next, Reason.Gone);
            }

            var first = next;
            while (next < published.Count && published[next].Article == good.Article)
            {
                next++;
            }

            Decide(good, first, next);
        }

        for (; next < published.Count; next++)
        {
            Withdraw(next, Reason.Gone);
        }

        DropRetiredSkusInUse();
    }

    /// <summary>An article has one living offer; more rows are SKUs that it had before.</summary>
    private void Decide(in Good good, int first, int end)
    {
        var decided = _decider.Decide(good, first < end ? _set.Published[first].Sku : default);
        if (decided.IsOnSale && _check.Check(good, decided) is not Reason.None and var refused)
        {
            (decided.State, decided.Reason, decided.Stock) = (OfferState.NotOffered, refused, 0);
            _set.Refused++;
        }

        var same = -1;
        for (var i = first; i < end; i++)
        {
            same = _set.Published[i].Sku == decided.Sku ? i : same;
        }

        for (var i = first; i < end; i++)
        {
            if (i != same)
            {
                Withdraw(i, Reason.SkuChanged);
            }
        }

        if (same >= 0 && !decided.IsOnSale && _set.Published[same].State != OfferState.NotOffered)
        {
            decided.State = OfferState.OffSale;
            decided.Stock = 0;
            decided.Price = decided.Price > 0 ? decided.Price : _set.Published[same].Price;
        }

        _set.Put(same, decided);
    }

    /// <summary>What was listed stays listed as not available; what never was just goes.</summary>
    private void Withdraw(int before, Reason reason)
    {
        var offer = _set.Published[before];
        if (offer.State == OfferState.NotOffered)
        {
            _set.Rows.Add(new OfferChange(before, -1));
            return;
        }

        offer.State = OfferState.OffSale;
        offer.Reason = reason;
        offer.Stock = 0;
        _set.Put(before, offer);
        _retired.Add(_set.Next.Count - 1);
    }

    /// <summary>
    /// A SKU that moved from one good to another must not be in the list twice: the retired row is marked as never offered, which takes it
    /// out of the list and leaves the SKU to its new owner.
    /// </summary>
    private void DropRetiredSkusInUse()
    {
        if (_retired.Count == 0)
        {
            return;
        }

        var retired = new HashSet<int>(_retired);
        var living = new HashSet<Text>();
        for (var i = 0; i < _set.Next.Count; i++)
        {
            if (_set.Next[i].State != OfferState.NotOffered && !retired.Contains(i))
            {
                living.Add(_set.Next[i].Sku);
            }
        }

        foreach (var i in _retired.Where(i => living.Contains(_set.Next[i].Sku)))
        {
            _set.Next.Change(i).State = OfferState.NotOffered;
        }
    }
}
