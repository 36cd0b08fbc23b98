using TimurApiConnect.Core.Assortment;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Core.Offers;

/// <summary>
/// The last look at an offer before it can be published, apart from the rules that made it: price not under the floor in any city, stock
/// not above what the supplier surely has less what open orders reserve, SKU and name usable. What fails is taken off sale and counted, whatever the rules said.
/// </summary>
public sealed class PublishCheck(ShopRules rules, Snapshot snapshot, StockClaims claims)
{
    private readonly RuleList<CommissionRule> _commissions = new(rules.Commissions, snapshot);

    /// <summary>The reason not to publish it, or <see cref="Reason.None"/>.</summary>
    public Reason Check(in Good good, in Offer offer)
    {
        if (good.Name.IsEmpty || !SkuScheme.IsValid(offer.Sku.Utf8))
        {
            return good.Name.IsEmpty ? Reason.NoName : Reason.SkuInvalid;
        }

        if (
            offer.Stock <= 0
            || offer.Stock > (long)good.Quantity.LowerBound - claims.ReservedOf(good.Article)
        )
        {
            return Reason.OutOfStock;
        }

        var commission = _commissions.FirstFor(good);
        return commission < 0 ? Reason.NoCommission
            : Covers(good, offer, commission) ? Reason.None
            : Reason.UnderFloor;
    }

    private bool Covers(in Good good, in Offer offer, int commission)
    {
        var percent = rules.Commissions[commission].Percent;
        if (good.IsPriceOnRequest || !rules.Floor.Covers(offer.Price, good.DealerPrice, percent))
        {
            return false;
        }

        foreach (var city in rules.Cities)
        {
            if (
                !rules.Floor.Covers(
                    CityPrices.PriceIn(rules, city, offer.Price, good.DealerPrice, commission),
                    good.DealerPrice,
                    percent
                )
            )
            {
                return false;
            }
        }

        return true;
    }
}
