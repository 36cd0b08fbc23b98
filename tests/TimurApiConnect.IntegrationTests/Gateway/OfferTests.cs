using System.Text.Json;
using System.Text.Json.Nodes;
using TimurApiConnect.Storage.Offers;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Gateway;

public sealed class OfferTests
{
    [Fact]
    public async Task Offers_are_filtered_sorted_and_paged()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        var dlink = shop.Brand("D-Link");
        await shop.PublishAsync(
            ShopDriver.Good(11, 3_000, "7", brand: dlink),
            ShopDriver.Good(12, 30_000, "8", name: "Кабель"),
            ShopDriver.Good(13, 60_000, "0"),
            ShopDriver.Good(14, 1, "9")
        );

        async Task<string> SkusAsync(string query) =>
            Joined((await server.JsonAsync($"/api/offers?{query}")).GetProperty("offers"), "sku");

        Assert.Equal("11 12 13 14", await SkusAsync(""));
        Assert.Equal("11 12", await SkusAsync("state=onSale"));
        Assert.Equal("13", await SkusAsync("reason=outOfStock"));
        Assert.Equal("14", await SkusAsync("reason=priceOnRequest&state=notOffered"));
        Assert.Equal("11", await SkusAsync("brand=d-link"));
        Assert.Equal("12", await SkusAsync("search=%D0%BA%D0%B0%D0%B1%D0%B5%D0%BB%D1%8C"));
        Assert.Equal("12", await SkusAsync("priceFrom=10000&priceTo=50000"));
        Assert.Equal("12 11", await SkusAsync("state=onSale&sort=-price"));
        Assert.Equal("12", await SkusAsync("size=1&page=1"));
        var page = await server.JsonAsync("/api/offers?size=1&page=1");
        Assert.Equal(4, page.GetProperty("total").GetInt32());
        Assert.Equal(1, page.GetProperty("page").GetInt32());
        var gone = (await server.JsonAsync("/api/offers?reason=outOfStock")).GetProperty("offers")[
            0
        ];
        Assert.Equal("outOfStock", gone.GetProperty("reason").GetString());
        Assert.Equal("The supplier has none.", gone.GetProperty("reasonText").GetString());
    }

    [Fact]
    public async Task Every_wrong_value_of_a_query_is_told()
    {
        await using var server = await GatewayServer.StartAsync();

        var problem = await server.ProblemAsync(
            "/api/offers?state=sold&reason=x&priceFrom=-1&priceTo=y&sort=colour&page=-1&size=501",
            400,
            "query-invalid"
        );

        Assert.Equal(
            "state reason priceFrom priceTo page size sort",
            Joined(problem.GetProperty("errors"), "path")
        );
        await server.ProblemAsync("/api/offers?shop=other", 404, "shop-not-found");
        await server.ProblemAsync("/api/offers/nothing", 404, "offer-not-found");
        await server.ProblemAsync("/api/offers/1?shop=other", 404, "shop-not-found");
    }

    [Theory]
    [MemberData(nameof(RuleChanges))]
    public async Task An_offer_explains_itself_from_what_is_stored(string what)
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.SetRulesAsync(ShopDriver.Rules(Changes[what]));
        await shop.PublishAsync(
            ShopDriver.Good(1, 12_390),
            ShopDriver.Good(2, 900, "5", rrp: 1_500, multiplicity: 2),
            ShopDriver.Good(3, 80_000, "<10"),
            ShopDriver.Good(4, 4_999, "1", rrp: 9_000),
            ShopDriver.Good(5, 1, "3"),
            ShopDriver.Good(6, 25_000_000, "3")
        );
        var stored = await server.Get<OfferStore>().LoadAsync("demo", Stopping);

        for (var i = 0; i < stored.Count; i++)
        {
            var sku = stored[i].Sku.IsEmpty ? $"{stored[i].Article}" : stored[i].Sku.ToString();
            var detail = await server.JsonAsync($"/api/offers/{sku}");
            var explanation = detail.GetProperty("explanation");
            Assert.True(
                explanation.GetProperty("consistent").GetBoolean(),
                explanation.GetRawText()
            );
            Assert.Equal(2, explanation.GetProperty("rulesVersion").GetInt32());
            if (stored[i].IsOnSale)
            {
                Assert.Equal(stored[i].Price, Value(explanation, "final price"));
                Assert.Equal(stored[i].Stock, Value(explanation, "stock"));
                Assert.Equal(stored[i].Floor, Value(explanation, "floor"));
                Assert.Equal(
                    "added",
                    detail.GetProperty("history")[0].GetProperty("kind").GetString()
                );
            }
        }
    }

    [Fact]
    public async Task An_explanation_keeps_to_the_rules_that_decided_and_tells_when_the_good_has_changed()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.PublishAsync(ShopDriver.Good(1, 12_390));
        await shop.SetRulesAsync(
            ShopDriver.Rules(r => r["prices"]!["rules"]![1]!["markupPercent"] = 99)
        );

        var before = (await server.JsonAsync("/api/offers/1")).GetProperty("explanation");
        await shop.StoreAsync(ShopDriver.Good(1, 12_500, "3"));
        var after = (await server.JsonAsync("/api/offers/1")).GetProperty("explanation");

        Assert.True(before.GetProperty("consistent").GetBoolean());
        Assert.Equal(1, before.GetProperty("rulesVersion").GetInt32());
        Assert.Contains(
            before.GetProperty("steps").EnumerateArray(),
            s => s.GetProperty("text").GetString() == "Dealer price 12 390 + 30 % = 16 107."
        );
        Assert.False(after.GetProperty("consistent").GetBoolean());
        Assert.Contains(
            "The good changed at",
            after.GetProperty("note").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(12_500, after.GetProperty("inputs").GetProperty("dealerPrice").GetInt64());
    }

    [Fact]
    public async Task A_withdrawn_offer_explains_itself_too()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.PublishAsync(ShopDriver.Good(1), ShopDriver.Good(2));
        await shop.PublishAsync(ShopDriver.Good(1, quantity: "0"), ShopDriver.Good(2));

        var detail = await server.JsonAsync("/api/offers/1");

        Assert.Equal("offSale", detail.GetProperty("offer").GetProperty("state").GetString());
        Assert.True(detail.GetProperty("explanation").GetProperty("consistent").GetBoolean());
        Assert.Equal("withdrawn added", Joined(detail.GetProperty("history"), "kind"));
    }

    public static TheoryData<string> RuleChanges() => [.. Changes.Keys];

    private static readonly Dictionary<string, Action<JsonNode>> Changes = new(
        StringComparer.Ordinal
    )
    {
        ["as shipped"] = _ => { },
        ["no mark-up, so the floor decides"] = r =>
            r["prices"]!["rules"] = JsonNode.Parse("""[{ "name": "Cost", "when": {} }]"""),
        ["tight limits by recommended price"] = r =>
            r["prices"]!["rrp"] = JsonNode.Parse("""{ "leastPercent": 90, "mostPercent": 110 }"""),
        ["prices that end in 990"] = r =>
            r["prices"]!["rounding"] = JsonNode.Parse(
                """{ "mode": "nearest", "step": 1000, "ending": 990 }"""
            ),
        ["part numbers, which Kaspi does not take"] = r =>
            r["sku"] = JsonNode.Parse("""{ "scheme": "partNumber" }"""),
        ["excluded articles, preorder, large buffer"] = r =>
        {
            r["assortment"] = JsonNode.Parse(
                """[{ "name": "Black list", "when": { "articles": [4] }, "sell": false }]"""
            );
            r["preOrder"] = JsonNode.Parse("""[{ "name": "Slow", "when": {}, "days": 3 }]""");
            r["stock"]![0]!["buffer"] = 4;
        },
        ["points and cities"] = r =>
        {
            r["points"] = JsonNode.Parse(
                """[{ "storeId": "PP1", "city": "750000000", "share": 2 }, { "storeId": "PP2", "city": "710000000" }]"""
            );
            r["cities"] = JsonNode.Parse(
                """[{ "id": "750000000" }, { "id": "710000000", "adjustPercent": -5, "preOrderDays": 2 }]"""
            );
        },
    };

    private static long Value(JsonElement explanation, string topic) =>
        explanation
            .GetProperty("steps")
            .EnumerateArray()
            .Single(s => s.GetProperty("topic").GetString() == topic)
            .GetProperty("value")
            .GetInt64();
}
