using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Orders.Policy;

/// <summary>What the policy says of a new order.</summary>
public enum DecisionOutcome
{
    /// <summary>It is accepted.</summary>
    Accept = 1,

    /// <summary>A person decides.</summary>
    Ask = 2,

    /// <summary>Its lines are reduced to what is there.</summary>
    Reduce = 3,

    /// <summary>It is cancelled for want of stock.</summary>
    Cancel = 4,

    /// <summary>It waits for the goods.</summary>
    Wait = 5,
}

/// <summary>Why, in a stable word and a sentence with the numbers.</summary>
/// <param name="Code">For programs: <c>stock-gone</c>.</param>
/// <param name="Text">For people.</param>
public sealed record DecisionReason(string Code, string Text)
{
    /// <summary>Of which line; null when it is of the whole order.</summary>
    public int? Line { get; init; }
}

/// <summary>A decision about a new order.</summary>
/// <param name="Outcome">What it is.</param>
/// <param name="Reasons">Why.</param>
public sealed record OrderDecision(DecisionOutcome Outcome, IReadOnlyList<DecisionReason> Reasons);

/// <summary>
/// Decides about a new order. It is accepted when every line's good is known, the supplier surely has what no other order reserves, the sale keeps the margin,
/// and the data are young enough; whatever else is a person's. Of one that came accepted only the goods are in question. Pure.
/// </summary>
public static class AcceptancePolicy
{
    /// <summary>The decision.</summary>
    public static OrderDecision Decide(PolicyInputs inputs, OrderRules rules, Floor floor)
    {
        var doubts = Doubts(inputs, rules, floor).ToList();
        var gone = Gone(inputs).ToList();
        var reasons = doubts.Concat(gone).ToList();
        if (inputs.IsTakenOver)
        {
            return Ask([new("taken-over", "A person has had a hand in it."), .. reasons]);
        }

        if (reasons.Count == 0 && (inputs.IsAccepted || rules.Accept == AcceptMode.Automatic))
        {
            return new(
                DecisionOutcome.Accept,
                [.. inputs.Lines!.Select(l => Of(l, "covered", Covered(l, floor)))]
            );
        }

        if (rules.Accept == AcceptMode.Ask)
        {
            return Ask(
                inputs.IsAccepted
                    ? reasons
                    :
                    [
                        new(
                            "rules-ask",
                            "The rules leave every order to a person ($.orders.accept is \"ask\")."
                        ),
                        .. reasons,
                    ]
            );
        }

        // Only what is certain is acted upon: with any other doubt it is a person's.
        return doubts.Count > 0 || inputs.IsAsked || rules.WhenStockIsGone == GoneMode.Ask
            ? Ask(reasons)
            : new(
                rules.WhenStockIsGone switch
                {
                    GoneMode.Reduce when inputs.Lines!.Any(l => l.Free > 0) =>
                        DecisionOutcome.Reduce,
                    GoneMode.Wait => DecisionOutcome.Wait,
                    _ => DecisionOutcome.Cancel,
                },
                reasons
            );
    }

    /// <summary>The lines of which there is not enough: how many stay of each.</summary>
    public static IReadOnlyList<RemainingLine> Remaining(PolicyInputs inputs) =>
        [
            .. (inputs.Lines ?? [])
                .Where(l => l.Free < l.Quantity)
                .Select(l => new RemainingLine(
                    l.LineId,
                    l.Free,
                    null,
                    CancellationReason.OutOfStock
                )),
        ];

    private static IEnumerable<DecisionReason> Doubts(
        PolicyInputs inputs,
        OrderRules rules,
        Floor floor
    )
    {
        if (!inputs.IsAccepted && inputs.Total > rules.MaxTotal)
        {
            yield return new(
                "total-too-large",
                $"The order's {inputs.Total} tenge are above the {rules.MaxTotal} that may be accepted automatically."
            );
        }

        if (inputs.Lines is not { Count: > 0 } lines)
        {
            yield return new("lines-unknown", "Its lines are not known yet.");
            yield break;
        }

        if (inputs.StockAgeSeconds is not { } age)
        {
            yield return new("stock-unread", "The supplier's stock was never read.");
            yield break;
        }

        foreach (var line in lines)
        {
            if (line.Article == 0)
            {
                yield return Of(
                    line,
                    "good-unknown",
                    $"Line {line.Number}: no offer of the shop has the SKU {(line.Sku.Length == 0 ? "that Kaspi leaves out" : line.Sku)}."
                );
            }
            else if (!line.IsListed)
            {
                yield return Of(
                    line,
                    "good-not-listed",
                    $"Line {line.Number}: the supplier no longer lists article {line.Article}."
                );
            }
            else if (!inputs.IsAccepted && line.MarginOfOne(floor) is null)
            {
                yield return Of(
                    line,
                    "margin-unknown",
                    $"Line {line.Number}: the margin of article {line.Article} cannot be computed; the supplier's price is {line.DealerPrice}, {(line.Commission is null ? "no commission rule names it" : "the commission is known")}."
                );
            }
            else if (
                !inputs.IsAccepted
                && !floor.Covers(
                    line.Price,
                    line.DealerPrice,
                    new BasisPoints(line.Commission!.Value)
                )
            )
            {
                yield return Of(
                    line,
                    "margin-too-small",
                    $"Line {line.Number}: sold for {line.Price}, article {line.Article} costs {line.DealerPrice} and leaves {line.MarginOfOne(floor)} tenge; {floor.Margin(line.DealerPrice)} are the least."
                );
            }
            else if (line.Free >= line.Quantity && line.Free <= inputs.StopsUpTo)
            {
                yield return Of(
                    line,
                    "stock-old",
                    $"Line {line.Number}: the supplier's figures are {age / 60} minutes old, and {line.Free} of article {line.Article} is too little to trust them."
                );
            }
        }

        foreach (var line in lines.Where(l => l.IsListed && l.MayBeThere))
        {
            yield return Of(
                line,
                "ordered-already",
                $"Line {line.Number}: {line.Quantity} of article {line.Article} are ordered; the supplier surely has {line.LowerBound}, other orders reserve {line.Reserved}, but {line.Ordered} of these were ordered at the supplier already, whose figure may no longer count them."
            );
        }

        // What is not there by old figures may be there: no reason to cancel.
        if (age >= inputs.StockIsOldFrom && lines.Any(l => l.IsListed && l.Free < l.Quantity))
        {
            yield return new(
                "stock-old",
                $"The supplier's figures are {age / 60} minutes old; {inputs.StockIsOldFrom / 60} are the most to decide by."
            );
        }
    }

    private static IEnumerable<DecisionReason> Gone(PolicyInputs inputs) =>
        (inputs.Lines ?? [])
            .Where(l => l.IsListed && l.Free < l.Quantity && !l.MayBeThere)
            .Select(l =>
                Of(
                    l,
                    "stock-gone",
                    $"Line {l.Number}: {l.Quantity} of article {l.Article} are ordered; the supplier surely has {l.LowerBound}, other orders reserve {l.Reserved}, {l.Free} are free."
                )
            );

    private static DecisionReason Of(PolicyLine line, string code, string text) =>
        new(code, text) { Line = line.Number };

    private static string Covered(PolicyLine line, Floor floor) =>
        $"Line {line.Number}: {line.Quantity} of article {line.Article}; the supplier surely has {line.LowerBound}, other orders reserve {line.Reserved}; one sold for {line.Price} leaves {line.MarginOfOne(floor)} tenge.";

    private static OrderDecision Ask(IReadOnlyList<DecisionReason> reasons) =>
        new(DecisionOutcome.Ask, reasons);
}
