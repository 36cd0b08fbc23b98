using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Core.Offers;

/// <summary>One step on the way from a good to its offer.</summary>
/// <param name="Topic"><c>assortment</c>, <c>sku</c>, <c>price</c>, <c>rounding</c>, <c>rrp</c>, <c>floor</c>, <c>final price</c>, <c>stock</c>, <c>preorder</c>, <c>points</c>, <c>cities</c> or <c>decision</c>.</param>
/// <param name="Rule">The rule that applied, by name, or null.</param>
/// <param name="Text">The step with its arithmetic.</param>
/// <param name="Value">The number that the step ends with, or null.</param>
public sealed record ExplanationStep(string Topic, string? Rule, string Text, long? Value = null);

/// <summary>What an offer was made from.</summary>
/// <param name="DealerPrice">What the merchant pays, tenge; null where it is not shown.</param>
/// <param name="RetailPrice">The supplier's retail price, tenge.</param>
/// <param name="Rrp">Recommended retail price, tenge; 0 when there is none.</param>
/// <param name="Quantity">The stock as the supplier said it.</param>
/// <param name="Multiplicity">Sold in multiples of this.</param>
/// <param name="Category">The category's name, or its number when the tree does not have it.</param>
/// <param name="Brand">The brand.</param>
/// <param name="PartNumber">The manufacturer's part number.</param>
/// <param name="Marks">What is special about the good.</param>
public sealed record ExplanationInputs(
    long? DealerPrice,
    long RetailPrice,
    long Rrp,
    string Quantity,
    int Multiplicity,
    string Category,
    string Brand,
    string PartNumber,
    GoodMarks Marks
);

/// <summary>
/// Why an offer is as it is: decided anew from the stored good and the rules version that the offer names, step by step, and laid
/// beside what is stored. Pure, like <see cref="Decider"/>, which it asks instead of copying.
/// </summary>
public sealed record Explanation
{
    private Explanation() { }

    /// <summary>What it was made from.</summary>
    public required ExplanationInputs Inputs { get; init; }

    /// <summary>The steps in their order.</summary>
    public required IReadOnlyList<ExplanationStep> Steps { get; init; }

    /// <summary>The offer as these inputs and rules give it now.</summary>
    public required Offer Recomputed { get; init; }

    /// <summary>What differs between the stored and the recomputed offer; empty when they are the same.</summary>
    public required IReadOnlyList<string> Differences { get; init; }

    /// <summary>Whether the recomputed offer equals the stored one.</summary>
    public bool IsConsistent => Differences.Count == 0;

    /// <summary>Explains a stored offer.</summary>
    /// <param name="rules">The rules of the version that the offer names.</param>
    /// <param name="snapshot">Holds the good; nothing else of it is needed.</param>
    /// <param name="skuMapping">Article to SKU, for the mapping scheme.</param>
    /// <param name="stored">The offer.</param>
    /// <returns>The explanation, or null when the good is not there any more.</returns>
    public static Explanation? Of(
        ShopRules rules,
        Snapshot snapshot,
        IReadOnlyDictionary<int, string> skuMapping,
        in Offer stored
    )
    {
        var position = snapshot.Find(stored.Article);
        if (position < 0)
        {
            return null;
        }

        ref readonly var good = ref snapshot.Goods[position];
        var decided = Recompute(rules, snapshot, skuMapping, good, stored);
        return new Explanation
        {
            Inputs = new ExplanationInputs(
                good.DealerPrice,
                good.RetailPrice,
                good.Rrp,
                good.Quantity.ToString(),
                good.Multiplicity,
                snapshot.Categories.Find(good.Category)?.Name ?? $"{good.Category}",
                snapshot.Brands.NameOf(good.Brand),
                good.PartNumber.ToString(),
                good.Marks
            ),
            Steps = new ExplanationSteps(rules, snapshot).Tell(good, decided),
            Recomputed = decided,
            Differences = Compare(stored, decided),
        };
    }

    /// <summary>What a run would make of the good, given what is stored: decide, look once more, keep what was listed listed.</summary>
    private static Offer Recompute(
        ShopRules rules,
        Snapshot snapshot,
        IReadOnlyDictionary<int, string> skuMapping,
        in Good good,
        in Offer stored
    )
    {
        // Orders come and go: what was reserved then is taken from what is stored.
        var claims = new StockClaims
        {
            Reserved = new Dictionary<int, int> { [stored.Article] = stored.Reserved },
            ExtraBuffer = stored.GuardBuffer,
            OffSale = new HashSet<int>(stored.Reason == Reason.Guarded ? [stored.Article] : []),
        };
        var decider = new Decider(rules, stored.RulesVersion, snapshot, skuMapping)
        {
            Claims = claims,
        };
        var decided = decider.Decide(good, stored.Sku);
        if (
            decided.IsOnSale
            && new PublishCheck(rules, snapshot, claims).Check(good, decided)
                is not Reason.None
                    and var refused
        )
        {
            (decided.State, decided.Reason, decided.Stock) = (OfferState.NotOffered, refused, 0);
        }

        // How old the data were when it was decided is not stored with the good.
        if (stored.Reason == Reason.DataTooOld && decided.IsOnSale)
        {
            (decided.State, decided.Reason, decided.Stock) = (
                OfferState.NotOffered,
                Reason.DataTooOld,
                0
            );
        }

        // One good alone does not show that another one wants the same SKU: that is taken from what is stored.
        if (stored.Reason == Reason.SkuCollision && decided.Sku == stored.Sku)
        {
            (decided.State, decided.Reason) = (stored.State, stored.Reason);
            (decided.Stock, decided.PreOrderDays) = (stored.Stock, stored.PreOrderDays);
            (decided.Price, decided.Floor, decided.Steps) = (
                stored.Price,
                stored.Floor,
                stored.Steps
            );
            (decided.PriceRule, decided.CommissionRule, decided.StockRule) = (
                stored.PriceRule,
                stored.CommissionRule,
                stored.StockRule
            );
        }
        else if (
            !decided.IsOnSale
            && decided.Sku == stored.Sku
            && stored.State != OfferState.NotOffered
        )
        {
            decided.State = OfferState.OffSale;
            decided.Stock = 0;
            decided.Price = decided.Price > 0 ? decided.Price : stored.Price;
        }

        return decided;
    }

    private static List<string> Compare(in Offer stored, in Offer now)
    {
        var differences = new List<string>();
        void Note<T>(string what, T before, T after)
        {
            if (!EqualityComparer<T>.Default.Equals(before, after))
            {
                differences.Add($"{what}: stored {before}, now {after}");
            }
        }

        // A withdrawn SKU belongs to no good any more: that the good has another one is all there is to check.
        if (stored.Reason == Reason.SkuChanged && now.Sku != stored.Sku)
        {
            return differences;
        }

        Note("SKU", stored.Sku, now.Sku);
        Note("state", stored.State, now.State);
        Note("reason", stored.Reason, now.Reason);
        Note("price", stored.Price, now.Price);
        Note("floor", stored.Floor, now.Floor);
        Note("stock", stored.Stock, now.Stock);
        Note("preorder days", stored.PreOrderDays, now.PreOrderDays);
        Note("assortment rule", stored.AssortmentRule, now.AssortmentRule);
        Note("price rule", stored.PriceRule, now.PriceRule);
        Note("commission rule", stored.CommissionRule, now.CommissionRule);
        Note("stock rule", stored.StockRule, now.StockRule);
        return differences;
    }
}
