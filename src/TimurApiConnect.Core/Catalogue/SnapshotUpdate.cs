namespace TimurApiConnect.Core.Catalogue;

/// <summary>What a reading makes of a snapshot.</summary>
/// <param name="After">The snapshot with the reading in it.</param>
/// <param name="Changed">Positions of the goods that are different now.</param>
/// <param name="Unknown">Articles in the reading that the catalogue does not have (new goods).</param>
/// <param name="Gone">How many goods the supplier no longer names.</param>
public sealed record SnapshotChanges(
    Snapshot After,
    IReadOnlyList<int> Changed,
    IReadOnlyList<int> Unknown,
    int Gone
);

/// <summary>Lays a stock reading over a snapshot.</summary>
public static class SnapshotUpdate
{
    /// <summary>
    /// Applies stock and prices. Goods that the answer does not name are marked gone (the supplier lists sold-out goods with 0, so
    /// a missing one is off its list); a good that comes back is unmarked. Unknown shapes leave the last reading standing.
    /// </summary>
    public static SnapshotChanges Apply(
        Snapshot snapshot,
        StockReading reading,
        DateTimeOffset readAt
    )
    {
        var lines = reading.Lines.OrderedBy((in l) => l.Article);
        var goods = snapshot.Goods.Fork();
        var (changed, unknown, gone) = (new List<int>(), new List<int>(), 0);
        var next = 0;
        for (var i = 0; i < goods.Count; i++)
        {
            var good = goods[i];
            for (; next < lines.Count && lines[next].Article < good.Article; next++)
            {
                unknown.Add(lines[next].Article);
            }

            var different = false;
            if (next < lines.Count && lines[next].Article == good.Article)
            {
                // Of a doubled article the last line counts; the supplier's object keys should be unique anyway.
                for (; next < lines.Count && lines[next].Article == good.Article; next++)
                {
                    different |= Take(ref good, lines[next]);
                }
            }
            else
            {
                different = !good.IsGone;
                good.Marks |= GoodMarks.Gone;
                good.Quantity = Quantity.Exactly(0);
                gone++;
            }

            if (different)
            {
                goods.Change(i) = good;
                changed.Add(i);
            }
        }

        for (; next < lines.Count; next++)
        {
            unknown.Add(lines[next].Article);
        }

        return new SnapshotChanges(
            snapshot with
            {
                Goods = goods,
                StockAt = readAt,
            },
            changed,
            unknown,
            gone
        );
    }

    /// <summary>Positions in <paramref name="after"/> whose good is new or different; brands are compared by name.</summary>
    public static IReadOnlyList<int> Differences(Snapshot before, Snapshot after)
    {
        var (positions, old) = (new List<int>(), 0);
        for (var i = 0; i < after.Goods.Count; i++)
        {
            ref readonly var good = ref after.Goods[i];
            for (; old < before.Goods.Count && before.Goods[old].Article < good.Article; old++) { }

            var same =
                old < before.Goods.Count
                && before.Goods[old].Article == good.Article
                && before.Brands[before.Goods[old].Brand] == after.Brands[good.Brand]
                && before.Goods[old] with { Brand = good.Brand } == good;
            if (!same)
            {
                positions.Add(i);
            }
        }

        return positions;
    }

    /// <summary>Takes over what was understood; tells whether anything is different now.</summary>
    private static bool Take(ref Good good, in StockLine line)
    {
        var quantity = line.Quantity.IsKnown ? line.Quantity : good.Quantity;
        var dealer = line.DealerPrice >= 0 ? line.DealerPrice : good.DealerPrice;
        var retail = line.RetailPrice >= 0 ? line.RetailPrice : good.RetailPrice;
        if (
            quantity == good.Quantity
            && dealer == good.DealerPrice
            && retail == good.RetailPrice
            && !good.IsGone
        )
        {
            return false;
        }

        (good.Quantity, good.DealerPrice, good.RetailPrice) = (quantity, dealer, retail);
        good.Marks &= ~GoodMarks.Gone;
        return true;
    }
}
