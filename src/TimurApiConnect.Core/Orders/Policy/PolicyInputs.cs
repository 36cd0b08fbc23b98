using System.Text.Json.Serialization;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Orders.Policy;

/// <summary>What is known of a line's good when its order is judged. Money is whole tenge.</summary>
/// <param name="Number">The line's place in the order.</param>
/// <param name="LineId">Kaspi's id of the line.</param>
/// <param name="Sku">The shop's code; empty while Kaspi names only its own product.</param>
/// <param name="Article">The supplier's code; 0 while no offer has the SKU.</param>
/// <param name="Quantity">How many are ordered.</param>
/// <param name="Price">What the buyer pays for one.</param>
public sealed record PolicyLine(
    int Number,
    string LineId,
    string Sku,
    int Article,
    int Quantity,
    long Price
)
{
    /// <summary>Whether the supplier lists the good.</summary>
    public bool IsListed { get; init; }

    /// <summary>The most that the supplier surely has.</summary>
    public int LowerBound { get; init; }

    /// <summary>What other open orders reserve of it.</summary>
    [JsonPropertyName("held")] // As decisions stored before name it.
    public int Reserved { get; init; }

    /// <summary>Of that, what was ordered at the supplier already, whose figure may no longer count it.</summary>
    public int Ordered { get; init; }

    /// <summary>What the merchant pays for one.</summary>
    public long DealerPrice { get; init; }

    /// <summary>Kaspi's commission in hundredths of a percent; null when no rule names one.</summary>
    public int? Commission { get; init; }

    /// <summary>What is there for this order.</summary>
    public int Free => Math.Max(0, LowerBound - Reserved);

    /// <summary>Whether it is missing only when what was ordered at the supplier is still in its figure: nobody knows.</summary>
    public bool MayBeThere => Free < Quantity && LowerBound - Reserved + Ordered >= Quantity;

    /// <summary>What the merchant keeps of one sold, tenge; null when it cannot be computed.</summary>
    public long? MarginOfOne(Floor floor) =>
        Commission is not { } commission || !IsListed || DealerPrice <= 1 || Price <= 0
            ? null
            : Price
                - new BasisPoints(commission).UpOf(Price)
                - floor.Tax.UpOf(Price)
                - floor.DeliveryAt(Price)
                - DealerPrice;
}

/// <summary>All that a decision about an order is made from: it can be judged again from this alone.</summary>
/// <param name="Total">What the buyer pays, tenge.</param>
/// <param name="Lines">Its lines; null while they are not known.</param>
/// <param name="StockAgeSeconds">How old the supplier's stock figures are; null when they were never read.</param>
/// <param name="StockIsOldFrom">Data so old, in seconds, stop selling what there is little of.</param>
/// <param name="StopsUpTo">Goods of which at most this many are there stop selling by data of this age.</param>
/// <param name="RulesVersion">Which rules.</param>
/// <param name="IsTakenOver">Whether a person has had a hand in it: then the policy only advises.</param>
public sealed record PolicyInputs(
    long Total,
    IReadOnlyList<PolicyLine>? Lines,
    long? StockAgeSeconds,
    long StockIsOldFrom,
    int StopsUpTo,
    long RulesVersion,
    bool IsTakenOver
)
{
    /// <summary>Whether it came accepted, since Kaspi accepts for the shop: then only its goods are in question.</summary>
    public bool IsAccepted { get; init; }

    /// <summary>Whether a person was asked about an order that came accepted, and may have bought its goods since: nothing is done by itself then.</summary>
    public bool IsAsked { get; init; }
}
