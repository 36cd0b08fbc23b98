namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>Compares a basket with what is to be ordered.</summary>
public static class BasketCheck
{
    /// <summary>Whether all that lies there was put in by us, or is a part of that.</summary>
    /// <param name="basket">As it is now.</param>
    /// <param name="ours">What we put in last.</param>
    public static bool IsOurs(Basket basket, IReadOnlyCollection<Pieces> ours) =>
        basket
            .Lines.GroupBy(b => b.Article)
            .All(b =>
                b.Sum(l => (long)l.Quantity)
                <= ours.Where(o => o.Article == b.Key).Sum(o => (long)o.Quantity)
            );

    /// <summary>
    /// What of a basket we have put in by filling it with these lines: as many as are there, where the supplier has rounded up; as many as were asked
    /// for, where they may still come.
    /// </summary>
    public static IReadOnlyList<Pieces> Ours(
        Basket? basket,
        IReadOnlyCollection<ApprovedLine> lines
    ) =>
        [
            .. lines.Select(l => new Pieces(
                l.Article,
                Math.Max(
                    l.Quantity,
                    (int)
                        Math.Min(
                            (basket?.Lines ?? [])
                                .Where(b => b.Article == l.Article)
                                .Sum(b => (long)b.Quantity),
                            int.MaxValue
                        )
                )
            )),
        ];

    /// <summary>What differs from what was approved, in a sentence; null when the basket may be ordered.</summary>
    public static string? Difference(Basket basket, IReadOnlyCollection<ApprovedLine> lines)
    {
        var found = basket.Lines.ToLookup(b => b.Article);
        foreach (var line in lines)
        {
            var there = found[line.Article].ToList();
            if (there.Sum(b => (long)b.Quantity) is var quantity && quantity != line.Quantity)
            {
                return $"The basket holds {quantity} of article {line.Article} instead of {line.Quantity}.";
            }

            if (there.Max(b => b.Price) is var price && price > line.Price)
            {
                // Without the prices: the sentence goes into the journal, which is also for those who may not see them.
                return line.Price <= 1
                    ? $"Article {line.Article} had no price when it was approved, and has one now."
                    : $"Article {line.Article} has become dearer than it was when it was approved.";
            }

            if (there.Find(b => b.Stock.IsKnown && b.Stock.LowerBound < line.Quantity) is { } few)
            {
                return $"The supplier has only {few.Stock} of article {line.Article}; {line.Quantity} are wanted.";
            }
        }

        return basket.Lines.FirstOrDefault(b => lines.All(l => l.Article != b.Article)) is { } other
            ? $"Article {other.Article} lies in the basket and is not on this order."
            : null;
    }

    /// <summary>What differs on an order at the supplier from these lines, in a sentence; null when nothing does.</summary>
    public static string? Difference(
        IReadOnlyCollection<Pieces> found,
        IReadOnlyCollection<ApprovedLine> lines
    )
    {
        var differences = found
            .Select(f => f.Article)
            .Concat(lines.Select(l => l.Article))
            .Distinct()
            .Order()
            .Select(article =>
                (
                    Article: article,
                    There: found.Where(f => f.Article == article).Sum(f => (long)f.Quantity),
                    Wanted: lines.Where(l => l.Article == article).Sum(l => (long)l.Quantity)
                )
            )
            .Where(d => d.There != d.Wanted)
            .Select(d => $"{d.There} of article {d.Article} instead of {d.Wanted}")
            .ToList();
        return differences.Count == 0
            ? null
            : $"The supplier's order holds {string.Join(", ", differences)}.";
    }
}

/// <summary>A line as it was approved.</summary>
/// <param name="Article">The supplier's code.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Price">The most that one may cost, tenge.</param>
public readonly record struct ApprovedLine(int Article, int Quantity, long Price);
