using TimurApiConnect.Core.Offers;
using TimurApiConnect.Storage.Offers;

namespace TimurApiConnect.Gateway.Offers;

/// <summary>An offer as people look at it. Money is whole tenge.</summary>
internal sealed record OfferView
{
    /// <summary>The shop's code.</summary>
    public required string Sku { get; init; }

    /// <summary>The supplier's code.</summary>
    public required int Article { get; init; }

    /// <summary>The good's name, untrusted text.</summary>
    public required string Name { get; init; }

    /// <summary>The good's brand.</summary>
    public required string Brand { get; init; }

    /// <summary>The manufacturer's part number.</summary>
    public required string PartNumber { get; init; }

    /// <summary>Where it stands.</summary>
    public required OfferState State { get; init; }

    /// <summary>Why it is not on sale.</summary>
    public required Reason Reason { get; init; }

    /// <summary>The same in plain words; empty when it is on sale.</summary>
    public required string ReasonText { get; init; }

    /// <summary>The price; of an offer off sale the last one.</summary>
    public required long Price { get; init; }

    /// <summary>The lowest price that covers everything; null when none does, none was computed, or the key may not see it.</summary>
    public required long? Floor { get; init; }

    /// <summary>How many are offered over all points.</summary>
    public required int Stock { get; init; }

    /// <summary>Days before hand-over.</summary>
    public required int PreOrderDays { get; init; }

    /// <summary>What the merchant pays; null when the key may not see it.</summary>
    public required long? DealerPrice { get; init; }

    /// <summary>The supplier's stock as it said it.</summary>
    public required string Quantity { get; init; }

    /// <summary>The version of the rules that decided.</summary>
    public required int RulesVersion { get; init; }

    /// <summary>The run that changed it last.</summary>
    public required long Run { get; init; }

    /// <summary>When.</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    public static OfferView Of(OfferRow row) =>
        new()
        {
            Sku = row.Offer.Sku.ToString(),
            Article = row.Offer.Article,
            Name = row.Name,
            Brand = row.Brand,
            PartNumber = row.PartNumber,
            State = row.Offer.State,
            Reason = row.Offer.Reason,
            ReasonText = Core.Offers.ReasonText.Of(row.Offer.Reason),
            Price = row.Offer.Price,
            Floor = row.Offer.Floor is > 0 and < long.MaxValue ? row.Offer.Floor : null,
            Stock = row.Offer.Stock,
            PreOrderDays = row.Offer.PreOrderDays,
            DealerPrice = row.DealerPrice,
            Quantity = row.Quantity.ToString(),
            RulesVersion = row.Offer.RulesVersion,
            Run = row.Run,
            ChangedAt = row.ChangedAt,
        };
}

/// <summary>A page of offers.</summary>
/// <param name="Total">How many match.</param>
/// <param name="Page">Which page, from 0.</param>
/// <param name="Size">Offers a page.</param>
/// <param name="Offers">The offers.</param>
internal sealed record OfferPage(int Total, int Page, int Size, IReadOnlyList<OfferView> Offers);

/// <summary>Why an offer is as it is.</summary>
/// <param name="RulesVersion">The rules that decided.</param>
/// <param name="Inputs">What the supplier says of the good now; null when the good is not stored any more.</param>
/// <param name="Steps">How it came about, computed anew.</param>
/// <param name="Consistent">Whether the computation gives what is stored; null when it cannot be done.</param>
/// <param name="Differences">What differs.</param>
/// <param name="Note">What to think of it, in a sentence.</param>
internal sealed record ExplanationView(
    int RulesVersion,
    ExplanationInputs? Inputs,
    IReadOnlyList<ExplanationStep> Steps,
    bool? Consistent,
    IReadOnlyList<string> Differences,
    string Note
);

/// <summary>An offer with its explanation and its history.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Offer">The offer as stored, which is what is published.</param>
/// <param name="Explanation">Why it is so.</param>
/// <param name="History">What happened to the article's offers, the newest first.</param>
internal sealed record OfferDetail(
    string Shop,
    OfferView Offer,
    ExplanationView Explanation,
    IReadOnlyList<OfferHistoryRow> History
);
