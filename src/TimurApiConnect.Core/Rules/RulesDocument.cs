using TimurApiConnect.Core.Assortment;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Core.Rules;

/// <summary>Reads a shop's rules from JSON. Strict: a wrong or unknown value is an error with its path, never a silent default.</summary>
public static class RulesDocument
{
    /// <summary>The largest document accepted, bytes.</summary>
    public const int Largest = 1024 * 1024;

    /// <summary>The rules that a shop starts with.</summary>
    public static string Default { get; } = ReadDefault();

    /// <summary>Reads a document; either rules or at least one error.</summary>
    public static (ShopRules? Rules, IReadOnlyList<RulesError> Errors) Read(string json)
    {
        var errors = new List<RulesError>();
        if (json.Length > Largest)
        {
            return (
                null,
                [new RulesError("$", $"has {json.Length} characters; at most {Largest} are taken.")]
            );
        }

        var (document, error) = RulesJson.Parse(json);
        if (document is null)
        {
            return (null, [error!]);
        }

        using (document)
        {
            var rules = DocumentNode.Read(
                new DocumentNode(document.RootElement, "$", errors),
                ReadRules
            );
            Check(rules, errors);
            return errors.Count == 0 ? (rules, errors) : (null, errors);
        }
    }

    private static ShopRules ReadRules(DocumentNode root)
    {
        root.TextOrNull("$comment", 10_000);
        var (rules, rounding, rrp) = DocumentNode.Read(root.Object("prices"), ReadPrices);
        var (commissions, floor) = DocumentNode.Read(root.Object("floor"), ReadFloor);
        var (sku, mapping) = DocumentNode.Read(
            root.Object("sku"),
            n => (n.Choice("scheme", SkuSource.Article), n.TextOrNull("mappingFile", 1_000))
        );
        return new ShopRules
        {
            Assortment = root.List(
                "assortment",
                n => new AssortmentRule(Name(n), ReadWhen(n), n.Flag("sell", null))
            ),
            Sku = sku,
            SkuMappingFile = mapping,
            Prices = rules,
            Rounding = rounding,
            Rrp = rrp,
            Commissions = commissions,
            Floor = floor,
            Stock = root.List(
                "stock",
                n => new StockRule(
                    Name(n),
                    ReadWhen(n),
                    (int)n.Whole("buffer", 0, 0, 1_000_000),
                    (int)n.Whole("cap", 1_000_000, 1, 1_000_000),
                    (int)n.Whole("endWhen", 0, 0, 1_000_000),
                    n.Choice("multiplicity", MultiplicityMode.RoundDown)
                )
            ),
            PreOrder = root.List(
                "preOrder",
                n => new PreOrderRule(
                    Name(n),
                    ReadWhen(n),
                    (int)n.Whole("days", 0, 0, PreOrderRule.MaxDays)
                )
            ),
            Points = root.List(
                "points",
                n => new Point(
                    n.Text("storeId", null, 64),
                    n.TextOrNull("city", 32),
                    n.Flag("available", true),
                    (int)n.Whole("share", 1, 0, 1_000)
                )
            ),
            Cities = root.List(
                "cities",
                n => new City(
                    n.Text("id", null, 32),
                    n.Percent("adjustPercent", 0, -90, 500),
                    (int)n.Whole("preOrderDays", 0, 0, PreOrderRule.MaxDays)
                )
            ),
            Orders = DocumentNode.Read(root.Object("orders"), OrderRulesReader.Read),
        };
    }

    private static (IReadOnlyList<PriceRule>, Rounding, RrpLimit) ReadPrices(DocumentNode prices) =>
        (
            prices.List(
                "rules",
                n => new PriceRule(
                    Name(n),
                    ReadWhen(n),
                    n.Choice("base", PriceBase.Dealer),
                    n.Percent("markupPercent", 0, -90, 1_000),
                    n.Whole("markupTenge", 0, -10_000_000, 10_000_000)
                )
            ),
            DocumentNode.Read(
                prices.Object("rounding"),
                n => new Rounding(
                    n.Choice("mode", RoundingMode.Up),
                    (int)n.Whole("step", 1, 1, 100_000),
                    (int)n.Whole("ending", 0, 0, 99_999)
                )
            ),
            DocumentNode.Read(
                prices.Object("rrp"),
                n => new RrpLimit(
                    n.PercentOrNull("leastPercent", 0, 1_000),
                    n.PercentOrNull("mostPercent", 1, 1_000)
                )
            )
        );

    private static (IReadOnlyList<CommissionRule>, Floor) ReadFloor(DocumentNode floor)
    {
        var commissions = floor.List(
            "commissions",
            n => new CommissionRule(Name(n), ReadWhen(n), n.Percent("percent", null, 0, 90))
        );
        var bands = floor.List(
            "delivery",
            n => new DeliveryBand(
                n.Whole("priceUpTo", long.MaxValue, 1, 1_000_000_000),
                n.Whole("tenge", 0, 0, 10_000_000)
            )
        );
        return (
            commissions,
            new Floor(
                bands.Count == 0 ? [new DeliveryBand(long.MaxValue, 0)] : bands,
                floor.Percent("taxPercent", 0, 0, 50),
                floor.Percent("leastMarginPercent", 0, 0, 500),
                floor.Whole("leastMarginTenge", 0, 0, 10_000_000)
            )
        );
    }

    private static string Name(DocumentNode node) => node.Text("name", null, 100);

    private static When ReadWhen(DocumentNode rule) =>
        DocumentNode.Read(
            rule.Object("when"),
            n => new When
            {
                Categories = n.WholeNumbers("categories"),
                Brands = n.Texts("brands"),
                Articles = n.WholeNumbers("articles"),
                PriceFrom = n.Whole("priceFrom", 0, 0, 1_000_000_000),
                PriceBelow = n.Whole("priceBelow", long.MaxValue, 1, 1_000_000_000),
            }
        );

    /// <summary>What no single value tells: rules that contradict each other or leave a gap that nobody can want.</summary>
    private static void Check(ShopRules rules, List<RulesError> errors)
    {
        void Demand(bool holds, string path, string message)
        {
            if (!holds)
            {
                errors.Add(new RulesError(path, message));
            }
        }

        Demand(
            rules.Prices.Count > 0,
            "$.prices.rules",
            "is empty; without a price rule nothing is sold."
        );
        Demand(rules.Stock.Count > 0, "$.stock", "is empty; without a stock rule nothing is sold.");
        Demand(
            rules.Commissions.Count > 0,
            "$.floor.commissions",
            "is empty; without the commission there is no floor."
        );
        Demand(
            rules.Points.Count > 0,
            "$.points",
            "is empty; name at least one pick-up point, for example \"PP1\"."
        );
        Demand(
            rules.Points.Any(p => p is { Available: true, Share: > 0 }),
            "$.points",
            "has no available point with a share, so nothing can be sold."
        );
        Demand(
            rules.Points.DistinctBy(p => p.StoreId, StringComparer.Ordinal).Count()
                == rules.Points.Count,
            "$.points",
            "names a storeId twice."
        );
        Demand(
            rules.Cities.DistinctBy(c => c.Id, StringComparer.Ordinal).Count()
                == rules.Cities.Count,
            "$.cities",
            "names a city twice."
        );
        Demand(
            rules.Rounding.Ending < rules.Rounding.Step,
            "$.prices.rounding.ending",
            $"is {rules.Rounding.Ending} but the step is {rules.Rounding.Step}; the ending must be smaller than the step."
        );
        Demand(
            !(rules.Rrp.Least?.Value > rules.Rrp.Most?.Value),
            "$.prices.rrp",
            $"has leastPercent {rules.Rrp.Least} above mostPercent {rules.Rrp.Most}."
        );
        Demand(
            (rules.Sku == SkuSource.Mapping) == (rules.SkuMappingFile is not null),
            "$.sku.mappingFile",
            "goes with the scheme \"mapping\", and only with it."
        );
        for (var i = 0; i < rules.Points.Count; i++)
        {
            var city = rules.Points[i].City;
            Demand(
                rules.Cities.Count == 0 ? city is null : rules.Cities.Any(c => c.Id == city),
                $"$.points[{i}].city",
                rules.Cities.Count == 0
                    ? "is given, but $.cities is empty."
                    : $"is {city ?? "missing"}; one of {string.Join(", ", rules.Cities.Select(c => c.Id))} is wanted."
            );
        }

        for (var i = 0; i < rules.Commissions.Count; i++)
        {
            var sum = rules.Commissions[i].Percent.Value + rules.Floor.Tax.Value;
            Demand(
                sum < 9_500,
                $"$.floor.commissions[{i}].percent",
                $"and the tax take {new BasisPoints(sum)} of the price; less than 95 % is wanted."
            );
        }

        var bands = rules.Floor.Delivery;
        for (var i = 0; i < bands.Count; i++)
        {
            Demand(
                i == 0 || bands[i].PriceUpTo > bands[i - 1].PriceUpTo,
                $"$.floor.delivery[{i}].priceUpTo",
                "is not above the band before it; order the bands by price."
            );
        }

        Demand(
            bands[^1].PriceUpTo == long.MaxValue,
            $"$.floor.delivery[{bands.Count - 1}].priceUpTo",
            "is given for the last band; leave it out, so that every price has a band."
        );
    }

    private static string ReadDefault()
    {
        using var stream =
            typeof(RulesDocument).Assembly.GetManifestResourceStream(
                "TimurApiConnect.Core.Rules.default-rules.json"
            ) ?? throw new InvalidOperationException("default-rules.json is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
