using TimurApiConnect.Core.Guard;
using TimurApiConnect.Core.Pricing;

namespace TimurApiConnect.Core.Orders.Policy;

/// <summary>One way out when the goods are not there, with what it costs.</summary>
/// <param name="Way">Which: the word of the rules.</param>
/// <param name="LostRevenue">Sales that are lost, tenge.</param>
/// <param name="LostMargin">What the merchant would have kept of them, tenge; null when it cannot be computed.</param>
/// <param name="ShareBefore">The shop's share of cancellations now, hundredths of a percent.</param>
/// <param name="ShareAfter">The same when it is done.</param>
/// <param name="Text">What it means, in a sentence.</param>
public sealed record GoneOption(
    GoneMode Way,
    long LostRevenue,
    long? LostMargin,
    int ShareBefore,
    int ShareAfter,
    string Text
);

/// <summary>What can be done about an order whose goods are not there. Pure.</summary>
public static class StockGoneOptions
{
    /// <summary>Whether something is not there, as far as anybody knows.</summary>
    public static bool AreWanted(PolicyInputs inputs) =>
        inputs.StockAgeSeconds is not null && inputs.Lines?.Any(l => Missing(l) > 0) == true;

    /// <summary>
    /// The ways out, the cheapest for the shop's standing first; none when everything is there, or when nobody knows what is there.
    /// </summary>
    /// <param name="inputs">The order and its goods.</param>
    /// <param name="floor">For the margins.</param>
    /// <param name="quarter">The shop's orders of 90 days, this one among them.</param>
    /// <param name="acceptBy">When Kaspi cancels it by itself.</param>
    public static IReadOnlyList<GoneOption> Of(
        PolicyInputs inputs,
        Floor floor,
        CancellationCount quarter,
        DateTimeOffset? acceptBy
    )
    {
        if (!AreWanted(inputs))
        {
            return [];
        }

        var lines = inputs.Lines!;

        var (before, after) = (
            quarter.Share.Value,
            (quarter with { Cancelled = quarter.Cancelled + 1 }).Share.Value
        );
        var (all, missing) = (Lost(lines, l => l.Quantity, floor), Lost(lines, Missing, floor));
        var until = acceptBy is { } at ? $"{at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "its deadline";
        List<GoneOption> options =
        [
            new(
                GoneMode.Wait,
                0,
                0,
                before,
                after,
                $"Nothing is lost if the goods come back; at {until} Kaspi cancels the order as out of stock, which counts like a cancellation."
            ),
            new(
                GoneMode.Cancel,
                all.Revenue,
                all.Margin,
                before,
                after,
                "The order is cancelled as out of stock; it counts against the shop."
            ),
        ];
        if (lines.Any(l => l.Free > 0))
        {
            options.Insert(
                0,
                new(
                    GoneMode.Reduce,
                    missing.Revenue,
                    missing.Margin,
                    before,
                    before,
                    "Its lines are reduced to what is there and the rest is sold; an order that goes on is not a cancelled one."
                )
            );
        }

        return options;
    }

    // Of a good that nobody knows nobody can say that it is gone.
    private static int Missing(PolicyLine line) =>
        line.Article == 0 ? 0 : Math.Max(0, line.Quantity - line.Free);

    private static (long Revenue, long? Margin) Lost(
        IReadOnlyList<PolicyLine> lines,
        Func<PolicyLine, int> pieces,
        Floor floor
    ) =>
        (
            lines.Sum(l => l.Price * pieces(l)),
            lines.Aggregate(
                (long?)0,
                (sum, l) => pieces(l) == 0 ? sum : sum + (l.MarginOfOne(floor) * pieces(l))
            )
        );
}
