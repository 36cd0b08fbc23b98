using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.IntegrationTests.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox;

/// <summary>What the sandbox's orders refuse that our own client would not send.</summary>
public sealed class KaspiGuardTests
{
    [Theory]
    [InlineData("""{"items":[]}""")]
    [InlineData("""{"items":[7]}""")]
    [InlineData("""{"items":[{"imei":"490154203237518"}]}""")]
    [InlineData("""{"items":[{"imei":[]}]}""")]
    [InlineData("""{"items":[{"imei":["a"]}]}""")]
    [InlineData("""{"items":[{"imei":["490154203237518","490154203237526","490154203237534"]}]}""")]
    public async Task What_are_no_codes_is_refused(string attributes)
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { needsImei = true });
        await AssertRefusedAsync(
            market,
            "orderEntryImeiOperation",
            OfLine(order.Lines![0], JsonSerializer.Deserialize<JsonElement>(attributes))
        );
    }

    [Fact]
    public async Task The_reason_of_another_method_and_a_code_without_its_header_are_refused()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { quantity = 2, delivery = "pickup" });
        await AssertRefusedAsync(
            market,
            "orderEntryCancelOperation",
            OfLine(order.Lines![0], new { remainedQuantity = 1, reason = "PRODUCT_UNDERWEIGHT" })
        );
        order = await market.DoAsync(order, new OrderCommand.Accept());
        order = await market.DoAsync(order, new OrderCommand.SendCode());
        var code = (await market.TruthAsync(order)).GetProperty("securityCode").GetString()!;
        await AssertRefusedAsync(
            market,
            "orders",
            new { data = new { order.Id, attributes = new { order.Code, status = "COMPLETED" } } },
            ("X-Security-Code", code)
        );
    }

    private static async Task AssertRefusedAsync(
        Market market,
        string address,
        object body,
        params (string Name, string Value)[] headers
    )
    {
        using var answer = await market.Sandbox.AskKaspiAsync(
            address,
            r =>
            {
                r.Method = HttpMethod.Post;
                r.Content = JsonContent.Create(body);
                foreach (var (name, value) in headers)
                {
                    r.Headers.Add(name, value);
                }
            }
        );
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
    }

    private static object OfLine(OrderLine line, object attributes) =>
        new
        {
            data = new
            {
                attributes,
                relationships = new { entry = new { data = new { line.Id } } },
            },
        };
}
