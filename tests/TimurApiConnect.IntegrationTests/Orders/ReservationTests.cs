using System.Text.Json;
using System.Text.Json.Nodes;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>What a buyer has ordered is not offered to the next one; what the shop cancels too often is kept back.</summary>
public class ReservationTests
{
    private static readonly string[] Worker =
    [
        $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
        "Orders:PollEvery=00:00:01",
        "Kaspi:PerSecond=100",
        "Kaspi:Attempts=1",
        "Kaspi:BreakFor=00:00:01",
        "AlStyle:Attempts=1",
        "AlStyle:BreakFor=00:00:01",
        "Guard:ReviewEvery=00:00:01",
        "Guard:MinCancelled=2",
    ];

    [Fact]
    public async Task An_order_lowers_the_list_until_it_is_cancelled_also_while_the_supplier_is_away()
    {
        await using var product = await StartAsync(false);
        await product.StartWorkerAsync(Worker);
        var (sku, stock, _) = await OnSaleAsync(product);
        // An order that comes without its lines holds goods too, also where Kaspi names only its own product.
        await product.Sandbox.SetKaspiAsync(
            new { ordersWithoutLines = true, linesWithoutOffer = true }
        );
        var code = await BuyAsync(product, sku, quantity: 2);
        await StockIsAsync(product, sku, stock - 2);

        var explained = await product.Gateway.JsonAsync($"/api/offers/{sku}");
        Assert.Contains(
            "reserved by open orders 2",
            explained.GetProperty("explanation").GetRawText(),
            StringComparison.Ordinal
        );
        Assert.True(explained.GetProperty("explanation").GetProperty("consistent").GetBoolean());

        await product.Sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "status",
                status = 503,
                @for = "00:10:00",
            }
        );
        var second = await BuyAsync(product, sku, quantity: 1);
        await StockIsAsync(product, sku, stock - 3);
        await HappensAsync(product, second, "buyer-cancels");
        await HappensAsync(product, code, "buyer-cancels");
        await StockIsAsync(product, sku, stock);
    }

    [Fact]
    public async Task An_order_lowers_a_list_that_is_held_too()
    {
        await using var product = await StartAsync(false);
        await product.StartWorkerAsync(Worker);
        var (sku, stock, _) = await OnSaleAsync(product);
        var others = (await product.ListAsync())!
            .Where(o => o.Value.Stock > 0 && o.Key != sku)
            .Select(o => o.Key)
            .ToList();
        foreach (var other in others.Take(others.Count / 2))
        {
            await product.Sandbox.PostAsync(
                $"/control/al-style/goods/{other}",
                new { quantity = 0 }
            );
        }

        await SandboxServer.UntilAsync(
            async () =>
                (await product.ShopStatusAsync()).GetProperty("hold").ValueKind
                == JsonValueKind.Object,
            "the list is held"
        );
        var onSale = (await product.ListAsync())!.Count(o => o.Value.Stock > 0);
        await BuyAsync(product, sku, quantity: 2);
        await StockIsAsync(product, sku, stock - 2);
        Assert.Equal(onSale, (await product.ListAsync())!.Count(o => o.Value.Stock > 0));
        Assert.Equal(
            JsonValueKind.Object,
            (await product.ShopStatusAsync()).GetProperty("hold").ValueKind
        );
    }

    [Fact]
    public async Task A_list_held_for_its_rules_is_lowered_by_those_it_was_published_with()
    {
        await using var product = await StartAsync(false);
        await product.StartWorkerAsync(Worker);
        await OnSaleAsync(product);
        // Prices by city make use of the rule of the commission, by its place among the rules.
        await RulesAsync(
            product,
            """
            {
              "points": [{ "storeId": "PP1", "city": "750000000" }, { "storeId": "PP2", "city": "710000000" }],
              "cities": [{ "id": "750000000" }, { "id": "710000000", "adjustPercent": 5 }],
              "floor": { "commissions": [
                { "name": "Nobody", "when": { "articles": [1] }, "percent": 1 },
                { "name": "Nobody else", "when": { "articles": [2] }, "percent": 2 },
                { "name": "All", "percent": 12.5 } ] }
            }
            """
        );
        await SandboxServer.UntilAsync(
            async () => (await ShownAsync(product)).Contains("cityprice", StringComparison.Ordinal),
            "prices by city are published"
        );
        var (sku, stock, _) = await OnSaleAsync(product);

        await RulesAsync(
            product,
            """
            {
              "assortment": [{ "name": "Cheap ones only", "when": { "priceFrom": 3000 }, "sell": false }],
              "floor": { "commissions": [{ "name": "All", "percent": 12.5 }] }
            }
            """
        );
        await SandboxServer.UntilAsync(
            async () =>
                (await product.ShopStatusAsync()).GetProperty("hold").ValueKind
                == JsonValueKind.Object,
            "the list is held"
        );
        await BuyAsync(product, sku, quantity: 2);
        await StockIsAsync(product, sku, stock - 2);
        Assert.Contains("cityprice", await ShownAsync(product), StringComparison.Ordinal);
        var explained = await product.Gateway.JsonAsync($"/api/offers/{sku}");
        Assert.True(explained.GetProperty("explanation").GetProperty("consistent").GetBoolean());
    }

    private static async Task<string> ShownAsync(Product product) =>
        await product.Gateway.Http.GetStringAsync(
            "/feeds/demo/kaspi.xml",
            TestContext.Current.CancellationToken
        );

    /// <summary>Puts the sections in force in place of those that are there.</summary>
    private static async Task RulesAsync(Product product, string sections)
    {
        var rules = await product.Gateway.JsonAsync("/api/shops/demo/rules");
        var document = JsonNode.Parse(rules.GetProperty("document").GetRawText())!.AsObject();
        foreach (var (name, section) in JsonNode.Parse(sections)!.AsObject())
        {
            if (section is JsonObject fields && document[name] is JsonObject there)
            {
                foreach (var (field, value) in fields)
                {
                    there[field] = value!.DeepClone();
                }
            }
            else
            {
                document[name] = section!.DeepClone();
            }
        }

        await product.Gateway.JsonAsync(
            "/api/shops/demo/rules",
            200,
            HttpMethod.Put,
            document.ToJsonString()
        );
    }

    [Fact]
    public async Task Cancellations_near_the_line_tighten_the_list_and_a_person_can_take_it_back()
    {
        await using var product = await StartAsync(true);
        await product.StartWorkerAsync([.. Worker, "Guard:DangerBuffer=2"]);
        var (sku, stock, other) = await OnSaleAsync(product);
        await product.Sandbox.PostAsync("/control/kaspi/orders", new { count = 20, sku = other });
        foreach (
            var code in new[] { await BuyAsync(product, sku, 1), await BuyAsync(product, sku, 1) }
        )
        {
            await LapsesAsync(product, code);
        }

        JsonElement guard = default;
        await SandboxServer.UntilAsync(
            async () =>
                (guard = await product.Gateway.JsonAsync("/api/guard"))
                    .GetProperty("cancellations")
                    .GetProperty("measures")
                    .GetInt32() >= 2,
            "measures",
            60
        );
        Assert.Equal("over", guard.GetProperty("cancellations").GetProperty("level").GetString());
        Assert.Equal(
            (22, 2),
            (
                guard
                    .GetProperty("cancellations")
                    .GetProperty("last90Days")
                    .GetProperty("orders")
                    .GetInt32(),
                guard
                    .GetProperty("cancellations")
                    .GetProperty("last90Days")
                    .GetProperty("cancelled")
                    .GetInt32()
            )
        );
        await StockIsAsync(product, sku, 0);
        Assert.Contains(
            (await product.Gateway.JsonAsync("/api/status"))
                .GetProperty("attention")
                .EnumerateArray(),
            a => a.GetString()!.Contains("2 of 22 orders", StringComparison.Ordinal)
        );

        foreach (var measure in guard.GetProperty("measures").EnumerateArray())
        {
            var path = $"/api/guard/measures/{measure.GetProperty("id").GetInt64()}/end";
            using (var ended = await product.Gateway.SendAsync(HttpMethod.Post, path))
            {
                Assert.Equal(204, (int)ended.StatusCode);
            }

            await product.Gateway.ProblemAsync(path, 404, "measure-not-found", HttpMethod.Post);
        }

        await StockIsAsync(product, sku, stock);
        // It is not taken again right away.
        await SandboxServer.UntilAsync(
            async () =>
                (await product.Gateway.JsonAsync("/api/journal"))
                    .GetRawText()
                    .Contains("measure ended", StringComparison.Ordinal),
            "the journal says who ended it"
        );
        Assert.Equal(
            0,
            (await product.Gateway.JsonAsync("/api/guard"))
                .GetProperty("cancellations")
                .GetProperty("measures")
                .GetInt32()
        );
    }

    [Fact]
    public async Task Older_orders_are_read_in_windows_and_a_failure_costs_nothing()
    {
        await using var product = await StartAsync(true);
        var first = await product.StartWorkerAsync("Schedule:FastEvery=00:05:00");
        await OnSaleAsync(product);
        await product.EndWorkerAsync(first);
        string[] ages =
        [
            "1.00:00:00",
            "20.00:00:00",
            "60.00:00:00",
            "150.00:00:00",
            "300.00:00:00",
        ];
        foreach (var ago in ages)
        {
            await product.Sandbox.PostAsync("/control/kaspi/orders", new { count = 3, ago });
        }

        await product.StartWorkerAsync([.. Worker, "Schedule:FastEvery=00:05:00"]);
        // The first look reads 90 days by itself.
        await ImportedAsync(product, 9);
        Assert.Equal(9, await TotalAsync(product));

        var wrong = await product.Gateway.JsonAsync(
            "/api/orders/import",
            400,
            HttpMethod.Post,
            """{"months": 99, "since": 1}"""
        );
        Assert.Equal(2, wrong.GetProperty("errors").GetArrayLength());
        // In the middle of it Kaspi fails for a while; the import waits and goes on.
        await product.Sandbox.ArrangeAsync(
            "kaspi",
            new
            {
                kind = "status",
                status = 503,
                count = 3,
            }
        );
        var asked = await product.Gateway.JsonAsync(
            "/api/orders/import",
            202,
            HttpMethod.Post,
            """{"months": 12}"""
        );
        Assert.Equal("running", asked.GetProperty("state").GetString());
        await product.Gateway.JsonAsync(
            "/api/orders/import",
            409,
            HttpMethod.Post,
            """{"months": 1}"""
        );
        await ImportedAsync(product, 15);
        Assert.Equal(15, await TotalAsync(product));
        await product.Gateway.ProblemAsync(
            "/api/orders/import",
            404,
            "no-import",
            HttpMethod.Delete
        );
    }

    private static async Task ImportedAsync(Product product, int found)
    {
        var last = "nothing";
        await SandboxServer.UntilAsync(
            async () =>
            {
                using var answer = await product.Gateway.Http.GetAsync(
                    "/api/orders/import",
                    TestContext.Current.CancellationToken
                );
                last = await answer.Content.ReadAsStringAsync(
                    TestContext.Current.CancellationToken
                );
                if (!answer.IsSuccessStatusCode)
                {
                    return false;
                }

                using var import = JsonDocument.Parse(last);
                return import.RootElement.GetProperty("state").GetString() == "done"
                    && import.RootElement.GetProperty("percent").GetInt32() == 100
                    && import.RootElement.GetProperty("found").GetInt32() == found;
            },
            $"{found} orders imported",
            60
        );
    }

    private static async Task<int> TotalAsync(Product product) =>
        (await product.Gateway.JsonAsync("/api/orders")).GetProperty("total").GetInt32();

    private static Task<Product> StartAsync(bool postgres) =>
        Product.StartAsync(
            postgres,
            ["AlStyle:Goods=300"],
            ["Orders:PollEvery=00:00:01", "Guard:MinCancelled=2"]
        );

    /// <summary>Goods on sale at Kaspi, and two of which there is enough.</summary>
    private static async Task<(string Sku, int Stock, string Other)> OnSaleAsync(Product product)
    {
        var list = await product.FirstListAsync();
        await product.Sandbox.PullAsync();
        var plenty = list.Where(o => o.Value.Stock is > 25 and < 400).OrderBy(o => o.Key).ToList();
        // Other stock must stay as it is, so that only orders move it.
        await product.Sandbox.SetAlStyleAsync(new { speed = 0 });
        return (plenty[0].Key, plenty[0].Value.Stock, plenty[1].Key);
    }

    private static async Task<string> BuyAsync(Product product, string sku, int quantity) =>
        (await product.Sandbox.PostAsync("/control/kaspi/orders", new { sku, quantity }))
            .GetProperty("codes")[0]
            .GetString()!;

    private static Task HappensAsync(Product product, string code, string what) =>
        product.Sandbox.PostAsync($"/control/kaspi/orders/{code}/{what}", new { });

    /// <summary>Nobody accepted it in time.</summary>
    private static Task LapsesAsync(Product product, string code) =>
        HappensAsync(product, code, "lapses");

    private static Task StockIsAsync(Product product, string sku, int stock) =>
        SandboxServer.UntilAsync(
            async () => (await product.ListAsync())![sku].Stock == stock,
            $"{sku} has {stock} in the list",
            60
        );
}
