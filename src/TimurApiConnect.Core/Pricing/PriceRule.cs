using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Pricing;

/// <summary>From which of the supplier's prices a mark-up starts.</summary>
public enum PriceBase
{
    /// <summary>What the merchant pays (<c>price1</c>).</summary>
    Dealer,

    /// <summary>The supplier's retail price (<c>price2</c>).</summary>
    Retail,
}

/// <summary>A mark-up: so many percent, then so many tenge.</summary>
/// <param name="Name">Shown in explanations.</param>
/// <param name="When">To which goods it applies.</param>
/// <param name="Base">From which price it starts.</param>
/// <param name="Percent">Added share.</param>
/// <param name="Tenge">Added amount.</param>
public sealed record PriceRule(
    string Name,
    When When,
    PriceBase Base,
    BasisPoints Percent,
    long Tenge
) : IConditional
{
    /// <summary>The price before rounding, limits and floor, whole tenge.</summary>
    public long Apply(in Good good) =>
        Percent.AddUpTo(Base == PriceBase.Dealer ? good.DealerPrice : good.RetailPrice) + Tenge;
}
