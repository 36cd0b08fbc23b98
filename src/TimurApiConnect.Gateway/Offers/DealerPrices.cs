using TimurApiConnect.Gateway.Access;

namespace TimurApiConnect.Gateway.Offers;

/// <summary>
/// Keeps from a caller who may not see it what the merchant pays, and everything that it could be computed from: the floor, the
/// mark-up, the limits that moved a price.
/// </summary>
internal static class DealerPrices
{
    private const string NotShown =
        "The steps that lead to the price are shown to keys that may see dealer prices.";

    // Those without a price in them, except what is published.
    private static readonly string[] Shown =
    [
        "assortment",
        "sku",
        "stock",
        "preorder",
        "points",
        "decision",
    ];

    public static OfferView For(this OfferView offer, Caller caller) =>
        caller.DealerPrices ? offer : offer with { DealerPrice = null, Floor = null };

    public static ExplanationView For(this ExplanationView explanation, Caller caller)
    {
        if (caller.DealerPrices)
        {
            return explanation;
        }

        return explanation with
        {
            Inputs = explanation.Inputs is { } inputs ? inputs with { DealerPrice = null } : null,
            Steps =
            [
                .. explanation.Steps.Where(s => Shown.Contains(s.Topic, StringComparer.Ordinal)),
            ],
            Differences = [],
            Note = $"{explanation.Note} {NotShown}",
        };
    }
}
