using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Tests;

/// <summary>Builds what the domain's tests talk about.</summary>
internal static class A
{
    public static Brands Brands { get; } = new();

    // Brands belong to one run at a time; tests share these and run side by side.
    private static int BrandOf(string name)
    {
        lock (Brands)
        {
            return Brands.Add(name);
        }
    }

    public static Good Good(
        int article = 18104,
        long dealer = 10_000,
        long? retail = null,
        string quantity = "20",
        string name = "Адаптер",
        string brand = "D-Link",
        string partNumber = "DWA-131",
        int category = 3,
        long rrp = 0,
        int multiplicity = 1,
        GoodMarks marks = GoodMarks.None
    ) =>
        new()
        {
            Article = article,
            Texts = GoodTexts.From(name, partNumber),
            Brand = BrandOf(brand),
            Category = category,
            DealerPrice = dealer,
            RetailPrice = retail ?? dealer,
            Rrp = rrp,
            Quantity = Quantity.Parse(System.Text.Encoding.UTF8.GetBytes(quantity)),
            Multiplicity = multiplicity,
            Marks = marks,
        };

    /// <summary>1 Техника (2 Сети (3 Адаптеры, 4 Кабели), 5 Печать).</summary>
    public static CategoryTree Categories { get; } =
        new([
            new Category(5, "Печать", 8, 9, 2),
            new Category(3, "Адаптеры", 3, 4, 3),
            new Category(1, "Техника", 1, 10, 1),
            new Category(4, "Кабели", 5, 6, 3),
            new Category(2, "Сети", 2, 7, 2),
        ]);

    public static Snapshot Snapshot(params Good[] goods)
    {
        var table = new Table<Good>();
        foreach (var good in goods.OrderBy(g => g.Article))
        {
            table.Add(good);
        }

        return new Snapshot
        {
            Goods = table,
            Brands = Brands,
            Categories = Categories,
            CatalogueAt = DateTimeOffset.UnixEpoch,
            StockAt = DateTimeOffset.UnixEpoch,
        };
    }

    /// <summary>Rules with the given parts in the place of plain ones: +20 %, no commission, no limits.</summary>
    public static ShopRules Rules(
        string assortment = "[]",
        string sku = """{ "scheme": "article" }""",
        string prices = """{ "rules": [{ "name": "all", "markupPercent": 20 }] }""",
        string floor = """{ "commissions": [{ "name": "all", "percent": 0 }] }""",
        string stock = """[{ "name": "all" }]""",
        string preOrder = "[]",
        string points = """[{ "storeId": "PP1" }]""",
        string cities = "[]"
    )
    {
        var (rules, errors) = RulesDocument.Read(
            $$"""
            { "assortment": {{assortment}}, "sku": {{sku}}, "prices": {{prices}}, "floor": {{floor}}, "stock": {{stock}},
              "preOrder": {{preOrder}}, "points": {{points}}, "cities": {{cities}} }
            """
        );
        return rules ?? throw new InvalidOperationException(string.Join('\n', errors));
    }

    public static Offer Decide(
        ShopRules rules,
        Good good,
        IReadOnlyDictionary<int, string>? mapping = null
    ) =>
        new Decider(rules, 1, Snapshot(good), mapping ?? new Dictionary<int, string>()).Decide(
            good,
            default
        );

    public static ChangeSet Compare(ShopRules rules, Table<Offer> published, params Good[] goods) =>
        Compare(rules, published, StockClaims.None, goods);

    public static ChangeSet Compare(
        ShopRules rules,
        Table<Offer> published,
        StockClaims claims,
        params Good[] goods
    )
    {
        var snapshot = Snapshot(goods);
        return Comparison.Compare(
            snapshot,
            new Decider(rules, 1, snapshot, new Dictionary<int, string>()) { Claims = claims },
            new PublishCheck(rules, snapshot, claims),
            published
        );
    }
}
