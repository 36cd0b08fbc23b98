using TimurApiConnect.Core.Assortment;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Core.Offers;

/// <summary>
/// Decides one good at a time: assortment → SKU → price → limits → floor → stock → age of the data. Pure: the same good and rules give the same offer,
/// which is how a published number is explained later.
/// </summary>
public sealed class Decider
{
    private readonly ShopRules _rules;
    private readonly int _rulesVersion;
    private readonly RuleList<AssortmentRule> _assortment;
    private readonly SkuScheme _skus;
    private readonly RuleList<PriceRule> _prices;
    private readonly RuleList<CommissionRule> _commissions;
    private readonly RuleList<StockRule> _stock;
    private readonly RuleList<PreOrderRule> _preOrder;

    /// <summary>Prepares the rules for one snapshot.</summary>
    /// <param name="rules">The shop's rules.</param>
    /// <param name="rulesVersion">Their version, noted in each offer.</param>
    /// <param name="snapshot">The goods.</param>
    /// <param name="skuMapping">Article to SKU, for the mapping scheme.</param>
    public Decider(
        ShopRules rules,
        int rulesVersion,
        Snapshot snapshot,
        IReadOnlyDictionary<int, string> skuMapping
    )
    {
        (_rules, _rulesVersion) = (rules, rulesVersion);
        _skus = new SkuScheme(rules.Sku, snapshot, skuMapping);
        _assortment = new(rules.Assortment, snapshot);
        _prices = new(rules.Prices, snapshot);
        _commissions = new(rules.Commissions, snapshot);
        _stock = new(rules.Stock, snapshot);
        _preOrder = new(rules.PreOrder, snapshot);
    }

    /// <summary>Offers with at most this stock stop, since the data are old: <see cref="AgeLimits.StopsUpTo"/>.</summary>
    public int StopUpTo { get; init; }

    /// <summary>What open orders and the guard have a claim to.</summary>
    public StockClaims Claims { get; init; } = StockClaims.None;

    /// <summary>
    /// The offer that the good deserves now: on sale, or not with the first reason met. <see cref="OfferState.OffSale"/> is not decided
    /// here, it depends on what was published before.
    /// </summary>
    public Offer Decide(in Good good, in Text knownSku)
    {
        var offer = new Offer
        {
            Article = good.Article,
            AssortmentRule = -1,
            PriceRule = -1,
            CommissionRule = -1,
            StockRule = -1,
            RulesVersion = _rulesVersion,
        };
        offer.Reason = _skus.Assign(good, knownSku, out var sku);
        offer.Sku = sku;
        if (Assortment(good, ref offer) is not Reason.None and var excluded)
        {
            offer.Reason = excluded;
        }

        // A good with stock but without a price keeps its stock at 0: nothing may be sold without a price.
        if (offer.Reason == Reason.None)
        {
            offer.Reason = Price(good, ref offer);
        }

        if (offer.Reason == Reason.None)
        {
            offer.Reason = OfferedStock(good, ref offer);
        }

        if (offer.Reason == Reason.None)
        {
            offer.Reason = Age(ref offer);
        }

        offer.State = offer.Reason == Reason.None ? OfferState.OnSale : OfferState.NotOffered;
        return offer;
    }

    private Reason Assortment(in Good good, ref Offer offer)
    {
        offer.AssortmentRule = (short)_assortment.FirstFor(good);
        return good switch
        {
            _ when good.IsGone => Reason.Gone,
            _ when good.Name.IsEmpty => Reason.NoName,
            _ when good.Marks.HasFlag(GoodMarks.MarkedDown) => Reason.MarkedDown,
            _ when good.IsPriceOnRequest => Reason.PriceOnRequest,
            _ when offer.AssortmentRule >= 0 && !_assortment.Rules[offer.AssortmentRule].Sell =>
                Reason.Excluded,
            _ => Reason.None,
        };
    }

    private Reason Price(in Good good, ref Offer offer)
    {
        offer.PriceRule = (short)_prices.FirstFor(good);
        offer.CommissionRule = (short)_commissions.FirstFor(good);
        if (offer.PriceRule < 0 || offer.CommissionRule < 0)
        {
            return offer.PriceRule < 0 ? Reason.NoPriceRule : Reason.NoCommission;
        }

        var commission = _commissions.Rules[offer.CommissionRule].Percent;
        var marked = _prices.Rules[offer.PriceRule].Apply(good);
        var rounded = _rules.Rounding.Apply(marked);
        var limited = _rules.Rrp.Apply(rounded, good.Rrp);
        var price = _rules.Floor.LowestFrom(limited, good.DealerPrice, commission);
        if (price > limited)
        {
            // Rounding up may step over a delivery band; then the exact floor is the honest price.
            var up = price == long.MaxValue ? price : _rules.Rounding.Up(price);
            price = _rules.Floor.Covers(up, good.DealerPrice, commission) ? up : price;
            price =
                price > _rules.Rrp.Highest(good.Rrp)
                    ? _rules.Floor.LowestFrom(limited, good.DealerPrice, commission)
                    : price;
            offer.Steps |= PriceSteps.RaisedToFloor;
        }

        offer.Floor = _rules.Floor.LowestFrom(1, good.DealerPrice, commission);
        offer.Steps |=
            (rounded != marked ? PriceSteps.Rounded : PriceSteps.None)
            | (limited != rounded ? PriceSteps.LimitedByRrp : PriceSteps.None);
        if (price > _rules.Rrp.Highest(good.Rrp) || price > PriceReading.Largest)
        {
            return Reason.FloorAboveRrp;
        }

        offer.Price = price;
        return Reason.None;
    }

    private Reason OfferedStock(in Good good, ref Offer offer)
    {
        offer.StockRule = (short)_stock.FirstFor(good);
        if (offer.StockRule < 0 || !good.Quantity.IsKnown)
        {
            return offer.StockRule < 0 ? Reason.NoStockRule : Reason.StockUnknown;
        }

        var rule = _stock.Rules[offer.StockRule];
        offer.Reserved = Claims.ReservedOf(good.Article);
        offer.GuardBuffer = (byte)Claims.ExtraBuffer;
        offer.Stock = rule.Apply(
            good.Quantity,
            good.Multiplicity,
            offer.Reserved,
            offer.GuardBuffer
        );
        var preOrder = _preOrder.FirstFor(good);
        offer.PreOrderDays = preOrder < 0 ? (byte)0 : (byte)_preOrder.Rules[preOrder].Days;
        if (offer.Stock > 0 && Claims.OffSale.Contains(good.Article))
        {
            offer.Stock = 0;
            return Reason.Guarded;
        }

        return offer.Stock > 0 ? Reason.None
            : good.Quantity.LowerBound == 0 ? Reason.OutOfStock
            : rule.Apply(good.Quantity, good.Multiplicity) == 0 ? Reason.UnderStockRule
            : rule.Apply(good.Quantity, good.Multiplicity, offer.Reserved) == 0
                ? Reason.ReservedByOrders
            : Reason.Guarded;
    }

    private Reason Age(ref Offer offer)
    {
        if (offer.Stock > StopUpTo)
        {
            return Reason.None;
        }

        offer.Stock = 0;
        return Reason.DataTooOld;
    }
}
