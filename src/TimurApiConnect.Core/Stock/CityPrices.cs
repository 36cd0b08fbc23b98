using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Stock;

/// <summary>An offer's price in each city of the shop.</summary>
public static class CityPrices
{
    /// <summary>
    /// The base price moved by the city's share, rounded like every price, and never under the floor: a city's discount must not lose money.
    /// </summary>
    /// <param name="rules">The shop's rules.</param>
    /// <param name="city">The city.</param>
    /// <param name="price">The base price, tenge.</param>
    /// <param name="cost">The dealer price, tenge.</param>
    /// <param name="commissionRule">Position in the commission rules; -1 when none applied (offers off sale).</param>
    public static long PriceIn(
        ShopRules rules,
        City city,
        long price,
        long cost,
        int commissionRule
    )
    {
        if (city.Adjust.Value == 0)
        {
            return price;
        }

        var moved = rules.Rounding.Apply(Math.Max(1, city.Adjust.AddUpTo(price)));
        return commissionRule < 0
            ? moved
            : rules.Floor.LowestFrom(moved, cost, rules.Commissions[commissionRule].Percent);
    }
}
