namespace TimurApiConnect.Core.SupplierOrders;

/// <summary>What goes on one supplier order.</summary>
public enum Grouping
{
    /// <summary>All that the day brought.</summary>
    Day,

    /// <summary>One Kaspi order.</summary>
    Order,
}

/// <summary>A line that is to be ordered.</summary>
/// <param name="Good">What.</param>
/// <param name="Needed">How many pieces the orders want.</param>
/// <param name="Quantity">How many are ordered: more, where the good is sold in multiples.</param>
/// <param name="Problem">Why it will probably not work; null when nothing speaks against it.</param>
/// <param name="For">The order lines that it serves.</param>
public sealed record ProposedLine(
    SupplyGood Good,
    int Needed,
    int Quantity,
    string? Problem,
    IReadOnlyList<WantedLine> For
)
{
    /// <summary>Tenge.</summary>
    public long Total => Good.Price * Quantity;

    /// <summary>Pieces that nobody has ordered.</summary>
    public int Surplus => Quantity - Needed;

    /// <summary>How the quantity came about, in a sentence.</summary>
    public string Explanation =>
        $"{Needed} for {string.Join(", ", For.Select(l => $"order {l.Code} ({l.Quantity})"))}."
        + (
            Surplus > 0
                ? $" Sold in multiples of {Good.Multiplicity}: {Quantity} are ordered, {Surplus} more than wanted."
                : ""
        )
        + $" The supplier has {Good.Stock}."
        + (Problem is null ? "" : $" {Problem}");
}

/// <summary>A supplier order that could be placed. Pure: the same lines and goods give the same proposals.</summary>
/// <param name="Lines">Its lines, by article.</param>
public sealed record Proposal(IReadOnlyList<ProposedLine> Lines)
{
    /// <summary>Tenge.</summary>
    public long Total => Lines.Sum(l => l.Total);

    /// <summary>Whether a line was on an order that the supplier cancelled.</summary>
    public bool IsAgain => Lines.Any(l => l.For.Any(f => f.IsAgain));

    /// <summary>Whether a line will probably not work.</summary>
    public bool HasProblem => Lines.Any(l => l.Problem is not null);

    /// <summary>Sums the pieces per article and rounds them up to what the supplier sells.</summary>
    public static IReadOnlyList<Proposal> Of(
        IReadOnlyCollection<WantedLine> wanted,
        IReadOnlyDictionary<int, SupplyGood> goods,
        Grouping grouping
    ) =>
        [
            .. wanted
                .GroupBy(l => grouping == Grouping.Order ? (l.Shop, l.Code) : default)
                .OrderBy(g => g.Key)
                .Select(group => new Proposal([
                    .. group
                        .GroupBy(l => l.Article)
                        .OrderBy(a => a.Key)
                        .Select(a =>
                            Line(
                                goods.GetValueOrDefault(a.Key)
                                    ?? new SupplyGood(a.Key, "", 0, 1, default, IsGone: true),
                                [.. a.OrderBy(l => (l.Shop, l.Code, l.Number))]
                            )
                        ),
                ])),
        ];

    private static ProposedLine Line(SupplyGood good, IReadOnlyList<WantedLine> lines)
    {
        var needed = lines.Sum(l => l.Quantity);
        var step = Math.Max(1, good.Multiplicity);
        var quantity = (int)Math.Min(((long)needed + step - 1) / step * step, int.MaxValue);
        return new(
            good,
            needed,
            quantity,
            good.IsGone ? "The supplier no longer lists it."
                : good.Price <= 1 ? "The supplier names no price: ask for it."
                : good.Stock.LowerBound < quantity
                    ? $"Not enough: {quantity} are wanted, {good.Stock.LowerBound} are sure."
                : null,
            lines
        );
    }
}
