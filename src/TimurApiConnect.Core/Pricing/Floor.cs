using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Pricing;

/// <summary>Kaspi's commission for matching goods, a share of the sale price.</summary>
/// <param name="Name">Shown in explanations.</param>
/// <param name="When">To which goods it applies.</param>
/// <param name="Percent">The share.</param>
public sealed record CommissionRule(string Name, When When, BasisPoints Percent) : IConditional;

/// <summary>What the delivery costs the merchant for sale prices up to an amount.</summary>
/// <param name="PriceUpTo">Sale price up to and with, tenge; the last band has none.</param>
/// <param name="Tenge">The cost.</param>
public sealed record DeliveryBand(long PriceUpTo, long Tenge);

/// <summary>
/// The floor: the price under which a sale loses money. <c>price - commission - tax - delivery - cost ≥ minimum margin</c>.
/// It stands apart from the price rules, and is asked a second time before anything is published (a repricer once sold other
/// people's goods for a penny for an hour because its only limit was inside the pricing code).
/// </summary>
/// <param name="Delivery">Bands by sale price, ascending; the last reaches to the end.</param>
/// <param name="Tax">Share of the sale price.</param>
/// <param name="MinMargin">Least margin as a share of the cost.</param>
/// <param name="MinMarginTenge">Least margin in tenge; the larger of the two counts.</param>
public sealed record Floor(
    IReadOnlyList<DeliveryBand> Delivery,
    BasisPoints Tax,
    BasisPoints MinMargin,
    long MinMarginTenge
)
{
    /// <summary>
    /// The lowest price at or above <paramref name="price"/> that covers everything. Delivery grows in steps, so a price just above a step
    /// can lose money although the price below it did not: the floor is not one number but this question.
    /// </summary>
    public long LowestFrom(long price, long cost, BasisPoints commission)
    {
        var keeps = BasisPoints.Whole - commission.Value - Tax.Value;
        var need = cost + Margin(cost);
        var from = Math.Max(price, 1);
        for (var i = 0; i < Delivery.Count; i++)
        {
            var band = Delivery[i];
            if (band.PriceUpTo >= from)
            {
                var candidate = Math.Max(
                    from,
                    BasisPoints.DivideUp((need + band.Tenge) * BasisPoints.Whole, keeps)
                );
                if (candidate <= band.PriceUpTo)
                {
                    return candidate;
                }

                from = band.PriceUpTo + 1;
            }
        }

        return long.MaxValue;
    }

    /// <summary>Whether a sale at this price keeps the minimum margin.</summary>
    public bool Covers(long price, long cost, BasisPoints commission)
    {
        for (var i = 0; i < Delivery.Count; i++)
        {
            var band = Delivery[i];
            if (band.PriceUpTo >= price)
            {
                // The same question as LowestFrom, without a division: it is asked twice of every offer.
                var keeps = BasisPoints.Whole - commission.Value - Tax.Value;
                return price > 0
                    && price * keeps >= (cost + Margin(cost) + band.Tenge) * BasisPoints.Whole;
            }
        }

        return false;
    }

    /// <summary>What the merchant must keep after all costs, tenge.</summary>
    public long Margin(long cost) => Math.Max(MinMargin.UpOf(cost), MinMarginTenge);

    /// <summary>The delivery cost at a sale price, tenge.</summary>
    public long DeliveryAt(long price) => Delivery.First(b => b.PriceUpTo >= price).Tenge;
}
