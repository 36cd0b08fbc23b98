using System.Globalization;
using System.Text.Json;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.Storage.Offers;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Access;

/// <summary>What the merchant pays is for those who may see it.</summary>
public sealed class DealerPriceTests
{
    // Numbers that nothing else is likely to hold.
    private const long OnSale = 77_713;
    private const long OutOfStock = 88_813;
    private const long NotPriced = 99_913;

    [Fact]
    public async Task A_key_without_the_right_finds_no_dealer_price_in_any_answer()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(
            await shop.PublishAsync(
                ShopDriver.Good(1, OnSale),
                ShopDriver.Good(2, OutOfStock, "0"),
                // On request by its retail price alone.
                ShopDriver.Good(3, NotPriced) with
                {
                    RetailPrice = 1,
                }
            )
        );
        await shop.EndedRunAsync(RunKind.Fast, RunState.Succeeded, "Published.");
        await shop.StoreAsync(ShopDriver.Good(1, OnSale + 2), ShopDriver.Good(2, OutOfStock, "0"));
        var secrets = new HashSet<long> { OnSale, OnSale + 2, OutOfStock, NotPriced };
        var stored = await server.Get<OfferStore>().LoadAsync("demo", Stopping);
        for (var i = 0; i < stored.Count; i++)
        {
            // The price that covers everything gives the cost away; where it is the price, everybody sees it.
            if (stored[i].Floor is > 0 and < long.MaxValue && stored[i].Floor != stored[i].Price)
            {
                secrets.Add(stored[i].Floor);
            }
        }

        Assert.True(secrets.Count >= 6, string.Join(' ', secrets));
        var hidden = await AnswersAsync(server, await KeyAsync(server, "reader", false));
        var shown = await AnswersAsync(server, await KeyAsync(server, "buyer", true));

        // The search finds what it looks for where it may be seen.
        Assert.Contains(Spellings(OnSale + 2), s => shown.Values.Any(t => t.Contains(s)));
        Assert.True(hidden.Count >= 20, $"{hidden.Count} answers");
        foreach (var (path, text) in hidden)
        {
            foreach (var spelling in secrets.SelectMany(Spellings))
            {
                Assert.False(
                    text.Contains(spelling, StringComparison.Ordinal),
                    $"{path} shows {spelling}: {text}"
                );
            }
        }

        Assert.StartsWith("403", hidden["/api/shops/demo/rules"], StringComparison.Ordinal);
        Assert.Contains("dealer-prices-hidden", hidden["/api/shops/demo/rules/1"]);
    }

    [Fact]
    public async Task What_is_hidden_is_null_and_the_rest_stays()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        await shop.ServedAsync(await shop.PublishAsync(ShopDriver.Good(1, OnSale)));
        using var client = server.Client(await KeyAsync(server, "reader", false));

        var detail = JsonElement.Parse(await client.GetByteArrayAsync("/api/offers/1", Stopping));

        var offer = detail.GetProperty("offer");
        Assert.Equal(JsonValueKind.Null, offer.GetProperty("dealerPrice").ValueKind);
        Assert.Equal(JsonValueKind.Null, offer.GetProperty("floor").ValueKind);
        Assert.True(offer.GetProperty("price").GetInt64() > OnSale);
        var explanation = detail.GetProperty("explanation");
        Assert.Equal(
            "assortment sku stock preorder points decision",
            Joined(explanation.GetProperty("steps"), "topic")
        );
        Assert.EndsWith(
            "shown to keys that may see dealer prices.",
            explanation.GetProperty("note").GetString(),
            StringComparison.Ordinal
        );
    }

    private static async Task<Dictionary<string, string>> AnswersAsync(
        GatewayServer server,
        string key
    )
    {
        using var client = server.Client(key);
        var answers = new Dictionary<string, string>(StringComparer.Ordinal);
        // All but the pages of the document, which are files.
        foreach (
            var route in Route
                .Of(server)
                .Where(r =>
                    r.Method == "GET" && !r.Pattern.StartsWith("/docs", StringComparison.Ordinal)
                )
        )
        {
            foreach (var sku in new[] { "1", "2", "3", "4" })
            {
                var path = route.Address(
                    ("shop", "demo"),
                    ("sku", sku),
                    ("id", "1"),
                    ("version", "1")
                );
                if (answers.ContainsKey(path) || path.Contains('{', StringComparison.Ordinal))
                {
                    continue;
                }

                using var response = await client.GetAsync(
                    path.EndsWith("/offers", StringComparison.Ordinal) ? $"{path}?size=500" : path,
                    HttpCompletionOption.ResponseHeadersRead,
                    Stopping
                );
                answers[path] = $"{(int)response.StatusCode} {await BeginningAsync(response)}";
            }
        }

        return answers;
    }

    private static async Task<string> KeyAsync(
        GatewayServer server,
        string name,
        bool dealerPrices
    ) =>
        (
            await server.JsonAsync(
                "/api/keys",
                201,
                HttpMethod.Post,
                $$"""{ "name": "{{name}}", "scope": "read", "dealerPrices": {{(dealerPrices ? "true" : "false")}} }"""
            )
        )
            .GetProperty("key")
            .GetString()!;

    private static string[] Spellings(long number) =>
        [
            $"{number}",
            number.ToString("#,0", new NumberFormatInfo { NumberGroupSeparator = " " }),
            number.ToString("#,0", CultureInfo.InvariantCulture),
        ];
}
