using System.Text.Json;
using TimurApiConnect.IntegrationTests.Gateway;
using TimurApiConnect.IntegrationTests.Sandbox;
using UglyToad.PdfPig;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>Waybills from the sandbox's Kaspi through the worker to the printer.</summary>
[Collection(nameof(OrderApi))]
public sealed class WaybillTests(OrderApiFixture fixture)
{
    private GatewayServer Gateway => fixture.Gateway;

    [Fact]
    public async Task Waybills_are_fetched_once_and_joined_and_one_that_fails_stops_nothing()
    {
        var orders = fixture.Orders;
        await orders.FailAsync(
            new
            {
                kind = "html",
                method = "waybill",
                @for = "00:10:00",
            }
        );
        var fresh = await orders.BuyAsync();
        var pickup = await orders.BuyAsync(new { delivery = "pickup" });
        var (one, two) = (await PackedAsync(1), await PackedAsync(2));
        await UntilItIsAsync(one, "waybill-not-fetched");
        var failed = await ProblemOfAsync(one);
        Assert.Contains("unreadable", failed, StringComparison.Ordinal);
        Assert.Contains("no PDF", failed, StringComparison.Ordinal);
        // Orders are read all the same.
        await orders.BuyAsync();
        var poll = (await fixture.Product.ShopStatusAsync()).GetProperty("orders");
        Assert.False(poll.GetProperty("isLate").GetBoolean());

        await fixture.Product.Sandbox.ClearFaultsAsync("kaspi");
        Assert.Equal([$"KASPI {one}"], Labels(await WaybillAsync(one)));
        Assert.Equal(2, Labels(await WaybillAsync(two)).Count);

        await Gateway.ProblemAsync($"/api/orders/{fresh}/waybill", 404, "waybill-not-packed");
        await Gateway.ProblemAsync($"/api/orders/{pickup}/waybill", 404, "waybill-none");
        await Gateway.ProblemAsync("/api/orders/1/waybill", 404, "order-not-found");

        using var joined = await AskAsync(new { codes = new[] { two, one } });
        Assert.Equal("no-store", joined.Headers.CacheControl?.ToString());
        Assert.Equal(
            [$"KASPI {two}", $"KASPI {two}", $"KASPI {one}"],
            Labels(await BytesAsync(joined))
        );
        string[] all = [one, fresh, two, "1"];
        var refused = await Gateway.ProblemAsync(
            "/api/orders/waybills",
            409,
            "waybills-missing",
            HttpMethod.Post,
            JsonSerializer.Serialize(new { codes = all })
        );
        Assert.Equal("$.codes[1] $.codes[3]", Joined(refused.GetProperty("errors"), "path"));
        Assert.Equal(
            "waybill-not-packed order-not-found",
            Joined(refused.GetProperty("errors"), "code")
        );
        using var some = await AskAsync(new { codes = all, skipMissing = true });
        Assert.Equal($"{fresh},1", some.Headers.GetValues("X-Waybills-Missing").Single());
        Assert.Equal(3, Labels(await BytesAsync(some)).Count);

        // Kept is kept: later looks do not ask again.
        var asked = await AskedAsync();
        await orders.BuyAsync();
        await orders.BuyAsync();
        Assert.Equal(asked, await AskedAsync());
    }

    [Fact]
    public async Task A_waybill_that_harms_its_reader_is_fetched_and_left_out_of_prints()
    {
        var (good, bad) = (await PackedAsync(1), await PackedAsync(1, "references"));
        await WaybillAsync(good);
        Assert.True((await WaybillAsync(bad)).Length > 500_000);

        using var printed = await AskAsync(new { codes = new[] { bad, good }, skipMissing = true });

        Assert.Equal([$"KASPI {good}"], Labels(await BytesAsync(printed)));
        Assert.Equal(bad, printed.Headers.GetValues("X-Waybills-Unreadable").Single());
    }

    [Theory]
    [InlineData("{}", "$.codes")]
    [InlineData("""{"codes":[]}""", "$.codes")]
    [InlineData("""{"codes":["1","1"]}""", "$.codes")]
    [InlineData("""{"codes":["1\r\n2"]}""", "$.codes")]
    [InlineData("""{"codes":["1"],"skip":true}""", "$.skip")]
    public async Task What_cannot_be_asked_is_said(string body, string path)
    {
        var problem = await Gateway.ProblemAsync(
            "/api/orders/waybills",
            400,
            "body-invalid",
            HttpMethod.Post,
            body
        );
        Assert.Equal(path, Joined(problem.GetProperty("errors"), "path"));
    }

    private async Task<int> AskedAsync() =>
        (await fixture.Product.Sandbox.RequestsAsync("kaspi", 2_000))
            .GetProperty("requests")
            .EnumerateArray()
            .Count(r =>
                r.GetProperty("path").GetString()!.Contains("/waybill/", StringComparison.Ordinal)
            );

    private async Task<string> PackedAsync(int places, string waybill = "good")
    {
        var code = await fixture.Orders.BuyAsync(new { waybill });
        await fixture.Orders.DoAsync(code, new { command = "accept" });
        await fixture.Orders.DoAsync(code, new { command = "assemble", places });
        return code;
    }

    private async Task<byte[]> WaybillAsync(string code)
    {
        byte[] pdf = [];
        await SandboxServer.UntilAsync(
            async () =>
            {
                using var response = await Gateway.SendAsync(
                    HttpMethod.Get,
                    $"/api/orders/{code}/waybill"
                );
                pdf = await BytesAsync(response);
                return response.Content.Headers.ContentType?.MediaType == "application/pdf";
            },
            $"the waybill of {code}"
        );
        return pdf;
    }

    private Task UntilItIsAsync(string code, string problem) =>
        SandboxServer.UntilAsync(
            async () => (await ProblemOfAsync(code)).Contains(problem, StringComparison.Ordinal),
            $"{code} is {problem}"
        );

    private async Task<string> ProblemOfAsync(string code)
    {
        using var response = await Gateway.SendAsync(HttpMethod.Get, $"/api/orders/{code}/waybill");
        return await TextAsync(response);
    }

    private Task<HttpResponseMessage> AskAsync(object body) =>
        Gateway.SendAsync(HttpMethod.Post, "/api/orders/waybills", JsonSerializer.Serialize(body));

    // "KASPI 123456789Place 1 of 2": the lines of a label come without a space between them.
    private static List<string> Labels(byte[] pdf)
    {
        using var document = PdfDocument.Open(pdf);
        return [.. document.GetPages().Select(p => p.Text.Split("Place")[0].Trim())];
    }
}
