using System.Text.Json;
using System.Text.Json.Nodes;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>The policy in the whole product: what is covered is accepted, the rest waits for a person.</summary>
public sealed class OrderPolicyTests
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_covered_is_accepted_and_the_rest_asked(bool postgres)
    {
        await using var orders = await OutboxProduct.StartAsync(postgres);
        var product = orders.Product;
        var waiting = await orders.BuyAsync();
        var asked = await DecidedAsync(product, waiting, "ask");
        Assert.Contains("rules-ask", Codes(asked));
        Assert.Contains(
            (await product.Gateway.JsonAsync("/api/status"))
                .GetProperty("attention")
                .EnumerateArray(),
            a => a.GetString()!.Contains($"order {waiting} waits", StringComparison.Ordinal)
        );
        var deadline = (await product.Gateway.JsonAsync($"/api/orders/{waiting}")).GetProperty(
            "deadlines"
        )[0];
        Assert.Equal("accept", deadline.GetProperty("what").GetString());

        await PutRulesAsync(product, "automatic", "ask");
        // The rules are other ones now: it is decided anew.
        await AcceptedAsync(orders, waiting);
        var decision = (await product.Gateway.JsonAsync($"/api/orders/{waiting}")).GetProperty(
            "decision"
        );
        var command = await orders.UntilAsync(decision.GetProperty("command").GetInt64(), "done");
        Assert.Equal("policy", command.GetProperty("askedBy").GetString());

        // The supplier has sold out since the list was published.
        var sku = await SellOutAsync(product);
        var gone = await orders.BuyAsync(new { sku });
        var decided = await DecidedAsync(product, gone, "ask");
        Assert.Contains("stock-gone", Codes(decided));
        Assert.Equal(
            ["wait", "cancel"],
            decided
                .GetProperty("options")
                .EnumerateArray()
                .Select(o => o.GetProperty("way").GetString())
        );
        Assert.Empty(await orders.EffectsAsync(gone));

        // The goods come back: nobody needs to do anything.
        await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = 90 });
        await product.EndedAsync(await product.AskAsync("fast"));
        await AcceptedAsync(orders, gone);

        await PutRulesAsync(product, "automatic", "cancel");
        sku = await SellOutAsync(product);
        var cancelled = await orders.BuyAsync(new { sku });
        await SandboxServer.UntilAsync(
            async () => (await orders.EffectsAsync(cancelled)) is ["CANCELLED"],
            "it is cancelled",
            30
        );

        // Two of three are there: the buyer gets two.
        await PutRulesAsync(product, "automatic", "reduce");
        sku = await SellOutAsync(product, left: 2);
        var reduced = await orders.BuyAsync(new { sku, quantity = 3 });
        await SandboxServer.UntilAsync(
            async () =>
                (await orders.EffectsAsync(reduced)) is ["REDUCE 0 2", "ACCEPTED_BY_MERCHANT"],
            "it is reduced to what is there, and accepted",
            30
        );

        // Nothing is sent while the goods may come back; when they do, it is accepted.
        await PutRulesAsync(product, "automatic", "wait");
        sku = await SellOutAsync(product);
        var waits = await orders.BuyAsync(new { sku });
        decided = await DecidedAsync(product, waits, "wait");
        Assert.Equal(["stock-gone"], Codes(decided));
        Assert.Equal(JsonValueKind.Null, decided.GetProperty("command").ValueKind);
        Assert.Empty(await orders.EffectsAsync(waits));
        await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = 90 });
        await product.EndedAsync(await product.AskAsync("fast"));
        await AcceptedAsync(orders, waits);
    }

    private static IEnumerable<string?> Codes(JsonElement decision) =>
        decision
            .GetProperty("reasons")
            .EnumerateArray()
            .Select(r => r.GetProperty("code").GetString());

    private static Task AcceptedAsync(OutboxProduct orders, string code) =>
        SandboxServer.UntilAsync(
            async () => (await orders.EffectsAsync(code)) is ["ACCEPTED_BY_MERCHANT"],
            $"order {code} is accepted",
            30
        );

    /// <summary>Sells a good out at the supplier, or nearly, while Kaspi still has it on sale; the SKU.</summary>
    private static async Task<string> SellOutAsync(Product product, int left = 0)
    {
        var list = (await product.ListAsync())!;
        var sku = list.First(o => o.Value.Stock > 5 && o.Value.Price < 100_000).Key;
        await product.Sandbox.SetGoodAsync(int.Parse(sku), new { quantity = left });
        await product.EndedAsync(await product.AskAsync("fast"));
        return sku;
    }

    private static async Task PutRulesAsync(Product product, string accept, string gone)
    {
        var rules = JsonNode.Parse(RulesDocument.Default)!;
        rules["orders"]!["accept"] = accept;
        rules["orders"]!["mostTotal"] = 100_000_000;
        rules["orders"]!["whenStockIsGone"] = gone;
        using var answer = await product.Gateway.SendAsync(
            HttpMethod.Put,
            "/api/shops/demo/rules",
            rules.ToJsonString()
        );
        Assert.True(
            answer.IsSuccessStatusCode,
            $"{answer.StatusCode} {await answer.Content.ReadAsStringAsync()}"
        );
    }

    private static async Task<JsonElement> DecidedAsync(
        Product product,
        string code,
        string outcome
    )
    {
        var found = default(JsonElement);
        await SandboxServer.UntilAsync(
            async () =>
                (
                    found = (await product.Gateway.JsonAsync($"/api/orders/{code}")).GetProperty(
                        "decision"
                    )
                ).ValueKind == JsonValueKind.Object
                && found.GetProperty("outcome").GetString() == outcome,
            $"order {code} is decided: {outcome}",
            30
        );
        return found;
    }
}
