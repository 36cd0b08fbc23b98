using TimurApiConnect.Core.Assortment;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Core.Rules;

/// <summary>A shop's rules: what it sells, under which SKU, at what price, how many, where. One versioned document.</summary>
public sealed record ShopRules
{
    /// <summary>What is sold; goods that no rule names are.</summary>
    public required IReadOnlyList<AssortmentRule> Assortment { get; init; }

    /// <summary>Where SKUs come from.</summary>
    public required SkuSource Sku { get; init; }

    /// <summary>The mapping file's path for <see cref="SkuSource.Mapping"/>.</summary>
    public string? SkuMappingFile { get; init; }

    /// <summary>Mark-ups; a good that no rule names has no price and is not sold.</summary>
    public required IReadOnlyList<PriceRule> Prices { get; init; }

    /// <summary>Rounding.</summary>
    public required Rounding Rounding { get; init; }

    /// <summary>Limits by recommended price.</summary>
    public required RrpLimit Rrp { get; init; }

    /// <summary>Kaspi's commission; every good needs one, so the last rule should apply always.</summary>
    public required IReadOnlyList<CommissionRule> Commissions { get; init; }

    /// <summary>The floor.</summary>
    public required Floor Floor { get; init; }

    /// <summary>How much is offered; a good that no rule names is not sold.</summary>
    public required IReadOnlyList<StockRule> Stock { get; init; }

    /// <summary>Preorder days; a good that no rule names has none.</summary>
    public required IReadOnlyList<PreOrderRule> PreOrder { get; init; }

    /// <summary>Pick-up points, at least one.</summary>
    public required IReadOnlyList<Point> Points { get; init; }

    /// <summary>Cities with prices of their own; empty means one price everywhere.</summary>
    public required IReadOnlyList<City> Cities { get; init; }

    /// <summary>How new orders are decided.</summary>
    public required OrderRules Orders { get; init; }
}
