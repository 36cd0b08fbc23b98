using System.Text;

namespace TimurApiConnect.IntegrationTests.Month;

/// <summary>What came of a simulated month.</summary>
/// <param name="Plan">What was simulated.</param>
/// <param name="Orders">Orders at the marketplace.</param>
/// <param name="Stored">Orders that the product holds.</param>
/// <param name="Different">Orders that are not the same on both sides in the end.</param>
/// <param name="Twice">Orders of which a command took effect more than once.</param>
/// <param name="Oversold">Sales beyond what the supplier had when the list was pulled.</param>
/// <param name="Pieces">Pieces sold.</param>
/// <param name="CancelledForStock">Orders cancelled for want of stock, or not accepted in time, which Kaspi counts the same.</param>
/// <param name="Effects">Commands that took effect.</param>
/// <param name="Decided">Orders that a person decided.</param>
/// <param name="Failed">Calls that the sandbox made fail.</param>
/// <param name="Ends">How many orders ended how.</param>
internal sealed record MonthFigures(
    MonthPlan Plan,
    int Orders,
    int Stored,
    IReadOnlyList<string> Different,
    IReadOnlyList<string> Twice,
    IReadOnlyList<string> Oversold,
    int Pieces,
    int CancelledForStock,
    int Effects,
    int Decided,
    int Failed,
    IReadOnlyList<string> Ends
)
{
    /// <summary>Percent of the orders.</summary>
    public double CancelledPercent => Orders == 0 ? 0 : CancelledForStock * 100.0 / Orders;

    /// <summary>What does not hold; empty when all does.</summary>
    public IReadOnlyList<string> Broken =>
        [
            .. Stored < Orders
                ? [$"{Orders - Stored} orders are not stored"]
                : Array.Empty<string>(),
            .. Different.Select(d => $"not the same on both sides: {d}"),
            .. Twice.Select(t => $"a command took effect twice: {t}"),
            .. Oversold.Select(o => $"sold beyond the supplier's stock: {o}"),
            .. CancelledPercent >= 1
                ? [$"{CancelledPercent:0.00} % of the orders were cancelled for want of stock"]
                : Array.Empty<string>(),
        ];

    /// <summary>The row of the table in docs/orders.md.</summary>
    public string Row =>
        FormattableString.Invariant(
            $"| {Plan.Seed} | {Plan.Days} | {Orders} | {Stored} | {Different.Count} | {Effects} | {Twice.Count} | {Pieces} | {Oversold.Count} | {CancelledForStock} ({CancelledPercent:0.00} %) | {Decided} | {Failed} |"
        );

    public override string ToString()
    {
        var text = new StringBuilder();
        text.AppendLine(
                "| seed | days | orders | stored | not the same in the end | effects of commands | done twice | pieces sold | sold beyond the stock | cancelled for stock | decided by a person | calls that failed |"
            )
            .AppendLine("|---|---|---|---|---|---|---|---|---|---|---|---|")
            .AppendLine(Row)
            .AppendLine($"ends: {string.Join("; ", Ends)}");
        foreach (var broken in Broken.Take(50))
        {
            text.AppendLine($"BROKEN {broken}");
        }

        return text.ToString();
    }
}
