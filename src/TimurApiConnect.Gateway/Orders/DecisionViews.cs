using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>What the policy says of an order, and why.</summary>
/// <param name="Outcome">What.</param>
/// <param name="At">When it was decided.</param>
/// <param name="Reasons">Why, with the numbers; without the sentences for keys that may not see what the merchant pays.</param>
/// <param name="Inputs">From what it was decided.</param>
/// <param name="Options">What can be done when the goods are not there, each with its cost.</param>
/// <param name="Command">The command that carries it out.</param>
internal sealed record DecisionView(
    DecisionOutcome Outcome,
    DateTimeOffset At,
    IReadOnlyList<ReasonView> Reasons,
    InputsView Inputs,
    IReadOnlyList<GoneOption> Options,
    long? Command
)
{
    public static DecisionView? Of(StoredDecision? stored, Caller caller) =>
        stored is null
            ? null
            : new(
                stored.Decision.Outcome,
                stored.At,
                [
                    .. stored.Decision.Reasons.Select(r => new ReasonView(
                        r.Code,
                        caller.DealerPrices ? r.Text : null
                    )),
                ],
                InputsView.Of(stored.Inputs, caller),
                [
                    .. stored.Options.Select(o =>
                        caller.DealerPrices ? o : o with { LostMargin = null }
                    ),
                ],
                stored.Command
            );
}

/// <summary>A reason of a decision.</summary>
/// <param name="Code">A stable word.</param>
/// <param name="Text">A sentence with the numbers; null for keys that may not see what the merchant pays.</param>
internal sealed record ReasonView(string Code, string? Text);

/// <summary>From what a decision was made.</summary>
/// <param name="Total">The order's total, tenge.</param>
/// <param name="StockAgeSeconds">How old the supplier's figures were.</param>
/// <param name="RulesVersion">Which rules.</param>
/// <param name="IsTakenOver">Whether a person has had a hand in it.</param>
/// <param name="IsAccepted">Whether it came accepted: then only its goods were in question.</param>
/// <param name="Lines">The lines; null while they are not known.</param>
internal sealed record InputsView(
    long Total,
    long? StockAgeSeconds,
    long RulesVersion,
    bool IsTakenOver,
    bool IsAccepted,
    IReadOnlyList<InputLineView>? Lines
)
{
    public static InputsView Of(PolicyInputs inputs, Caller caller) =>
        new(
            inputs.Total,
            inputs.StockAgeSeconds,
            inputs.RulesVersion,
            inputs.IsTakenOver,
            inputs.IsAccepted,
            inputs.Lines is { } lines
                ?
                [
                    .. lines.Select(l => new InputLineView(
                        l.Number,
                        l.Sku,
                        l.Article,
                        l.Quantity,
                        l.Price,
                        l.LowerBound,
                        l.Reserved,
                        l.Free,
                        caller.DealerPrices ? l.DealerPrice : null
                    )),
                ]
                : null
        );
}

/// <summary>A line and what was known of its good.</summary>
/// <param name="Number">Its place in the order.</param>
/// <param name="Sku">The shop's code.</param>
/// <param name="Article">The supplier's code; 0 while no offer has the SKU.</param>
/// <param name="Quantity">How many are ordered.</param>
/// <param name="Price">For one, tenge.</param>
/// <param name="LowerBound">The most that the supplier surely has.</param>
/// <param name="Reserved">What other open orders reserve.</param>
/// <param name="Free">What is there for this order.</param>
/// <param name="DealerPrice">What the merchant pays; null for keys that may not see it.</param>
internal sealed record InputLineView(
    int Number,
    string Sku,
    int Article,
    int Quantity,
    long Price,
    int LowerBound,
    int Reserved,
    int Free,
    long? DealerPrice
);

/// <summary>Until when something must have happened.</summary>
/// <param name="What">A stable word.</param>
/// <param name="At">Until then.</param>
/// <param name="SecondsLeft">From now; below 0 when it has passed.</param>
/// <param name="Text">What must be done, and what Kaspi does else.</param>
internal sealed record DeadlineView(string What, DateTimeOffset At, long SecondsLeft, string Text)
{
    public static DeadlineView Of(Deadline deadline, DateTimeOffset now) =>
        new(deadline.What, deadline.At, (long)(deadline.At - now).TotalSeconds, deadline.Text);
}
