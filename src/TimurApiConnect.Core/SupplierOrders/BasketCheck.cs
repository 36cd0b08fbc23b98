namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>Compares a basket with what is to be ordered.</summary>
public static class BasketCheck
{
    /// <summary>Whether all that lies there could be left over from filling it before.</summary>
    public static bool IsLeftOver(Basket basket, IReadOnlyCollection<ApprovedLine> lines) =>
        basket.Lines.All(b => lines.Any(l => l.Article == b.Article && b.Quantity <= l.Quantity));

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
                return $"Article {line.Article} has become dearer than it was when it was approved.";
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

    /// <summary>Whether an order at the supplier has exactly these lines.</summary>
    public static bool IsSame(
        IReadOnlyList<Pieces>? found,
        IReadOnlyCollection<ApprovedLine> lines
    ) =>
        found is not null
        && found
            .GroupBy(p => p.Article)
            .Select(g => (g.Key, g.Sum(p => (long)p.Quantity)))
            .Order()
            .SequenceEqual(lines.Select(l => (l.Article, (long)l.Quantity)).Order());
}

/// <summary>A line as it was approved.</summary>
/// <param name="Article">The supplier's code.</param>
/// <param name="Quantity">How many.</param>
/// <param name="Price">The most that one may cost, tenge.</param>
public readonly record struct ApprovedLine(int Article, int Quantity, long Price);
