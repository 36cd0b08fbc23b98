using TimurApiConnect.Core.PriceLists;

namespace TimurApiConnect.Core.Offers;

/// <summary>
/// What of a held change set is published all the same: offers that are on sale with fewer pieces, since to offer less is never wrong, and those that
/// open orders or the cancellation guard take off sale. Whatever else goes off sale is the loss that a person looks at. Pure.
/// </summary>
public static class DecreaseOnlyFilter
{
    /// <summary>The change set that only lowers; without rows when there is nothing to lower, or nothing would be left for sale.</summary>
    /// <param name="decided">The one that is held.</param>
    /// <param name="claimed">Pieces that open orders reserve, by article.</param>
    /// <param name="hold">Why it is held.</param>
    public static ChangeSet Of(ChangeSet decided, IReadOnlyDictionary<int, int> claimed, Hold hold)
    {
        var lower = decided
            .Rows.Where(r =>
                r is { Before: >= 0, After: >= 0 }
                && IsLower(decided.Published[r.Before], decided.Next[r.After], claimed)
            )
            .ToDictionary(r => r.Before, r => r.After);
        var set = Make(decided, lower, hold);
        return set.OnSaleAfter + set.KeptBack > 0 ? set : Make(decided, [], hold);
    }

    /// <summary>Of what was decided, only what offers less of that which is on sale; everything else stays as it is published.</summary>
    public static ChangeSet Stopped(ChangeSet decided) =>
        Make(
            decided,
            decided
                .Rows.Where(r =>
                    r is { Before: >= 0, After: >= 0 }
                    && decided.Published[r.Before].IsOnSale
                    && decided.Next[r.After].State is OfferState.OnSale or OfferState.OffSale
                    && decided.Next[r.After].Stock < decided.Published[r.Before].Stock
                )
                .ToDictionary(r => r.Before, r => r.After),
            null
        );

    private static ChangeSet Make(ChangeSet decided, Dictionary<int, int> lower, Hold? hold)
    {
        var set = new ChangeSet
        {
            Published = decided.Published,
            Next = new(),
            Hold = hold,
        };
        for (var i = 0; i < decided.Published.Count; i++)
        {
            set.Put(
                i,
                lower.TryGetValue(i, out var next) ? decided.Next[next] : decided.Published[i]
            );
        }

        return set;
    }

    private static bool IsLower(
        in Offer before,
        in Offer after,
        IReadOnlyDictionary<int, int> claimed
    ) =>
        before.IsOnSale
        && after.Stock < before.Stock
        && (
            after.IsOnSale
            || (
                after.State == OfferState.OffSale
                && (after.Reason.IsKeptBack() || claimed.GetValueOrDefault(after.Article) > 0)
            )
        );
}
