using System.Net;
using System.Text;
using System.Text.Json;
using TimurApiConnect.Sandbox.Faults.Bodies;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox.Faults;

/// <summary>Faults of what an answer says.</summary>
public class BodyFaultTests(FaultySandbox faulty) : IClassFixture<FaultySandbox>
{
    private const string OrdersPage =
        """{"data":[{"id":"a"},{"id":"b"},{"id":"c"}],"included":[],"meta":{"totalCount":5}}""";

    [Theory]
    [InlineData("al-style")]
    [InlineData("kaspi")]
    public async Task A_truncated_body_ends_well_and_is_no_json(string vendor)
    {
        using var response = await AskAsync(vendor, new { kind = "truncated" });
        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.StartsWith("{", body, StringComparison.Ordinal);
        Assert.ThrowsAny<JsonException>(() => JsonElement.Parse(body));
    }

    [Theory]
    [InlineData("al-style")]
    [InlineData("kaspi")]
    public async Task A_drip_is_never_silent_and_never_done(string vendor)
    {
        var heard = await faulty.AskAsync(
            vendor,
            new
            {
                kind = "drip",
                bytes = 1,
                pause = 0.02,
            },
            TimeSpan.FromSeconds(0.5)
        );
        Assert.Equal((200, Ending.StillOpen), (heard.Status, heard.Ending));
        Assert.StartsWith("1\r\n{\r\n1\r\n\"\r\n1\r\n", heard.Body, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("objectForList", "al-style", """{"status":true,"data":{"0":{""")]
    [InlineData("stringForNumber", "al-style", "\"count\":\"")]
    [InlineData("null", "al-style", "null")]
    [InlineData("nested", "al-style", """{"response":{"result":{"status":true,"data":[{""")]
    [InlineData("objectForList", "kaspi", """{"data":{},"included":{},"meta":{"pageCount":0""")]
    [InlineData(
        "stringForNumber",
        "kaspi",
        """{"data":[],"included":[],"meta":{"pageCount":"0","totalCount":"0"}}"""
    )]
    [InlineData("null", "kaspi", "null")]
    [InlineData("nested", "kaspi", """{"response":{"result":{"data":[]""")]
    public async Task A_wrong_shape_is_well_formed(string shape, string vendor, string says)
    {
        using var response = await AskAsync(vendor, new { kind = "wrongShape", shape });
        var body = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains(says, body, StringComparison.Ordinal);
        Assert.NotEqual(JsonValueKind.Undefined, JsonElement.Parse(body).ValueKind);
    }

    [Theory]
    [InlineData(
        """[[{"a":1,"b":[true,null]}]]""",
        """{"0":{"0":{"a":1,"b":{"0":true,"1":null}}}}"""
    )]
    [InlineData("""{"7":{"q":">5"},"8":{}}""", """[{"q":">5"},{}]""")]
    public void Lists_become_objects_and_where_there_is_none_the_object_becomes_a_list(
        string right,
        string wrong
    ) =>
        Assert.Equal(
            wrong,
            Encoding.UTF8.GetString(
                WrongShapeFault
                    .Reshape(Encoding.UTF8.GetBytes(right), WrongShape.ObjectForList)
                    .Span
            )
        );

    [Theory]
    [InlineData("al-style", "quantity")]
    [InlineData("al-style", "quantity-price")]
    [InlineData("al-style", "elements")]
    [InlineData("al-style", "elements-pagination")]
    [InlineData("al-style", "categories")]
    [InlineData("kaspi", null)]
    public async Task A_huge_body_is_right_and_as_long_as_told(string vendor, string? method)
    {
        await faulty.ArrangeAsync(vendor, new { kind = "hugeBody", size = 1_000_000 });
        using var response = method is null
            ? await faulty.Server.AskKaspiAsync("orders")
            : await faulty.Server.AskAlStyleAsync(method);
        var bytes = await response.Content.ReadAsByteArrayAsync(
            TestContext.Current.CancellationToken
        );
        Assert.InRange(bytes.Length, 1_000_000, 1_001_000);
        Assert.NotEqual(JsonValueKind.Undefined, JsonElement.Parse(bytes).ValueKind);
    }

    [Fact]
    public async Task A_body_without_end_is_not_held_in_memory()
    {
        await faulty.ArrangeAsync("al-style", new { kind = "hugeBody", size = 1L << 40 });
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            $"/api/quantity-price?access-token={SandboxServer.AlStyleToken}"
        );
        using var response = await faulty.Server.Http.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            TestContext.Current.CancellationToken
        );
        await using var body = await response.Content.ReadAsStreamAsync(
            TestContext.Current.CancellationToken
        );
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var buffer = new byte[64 * 1024];
        for (var read = 0L; read < 500_000_000; )
        {
            read += await body.ReadAsync(buffer, TestContext.Current.CancellationToken);
        }

        // Of the whole process, in which other tests run.
        Assert.InRange(
            GC.GetTotalMemory(forceFullCollection: true) - before,
            long.MinValue,
            250_000_000
        );
    }

    [Theory]
    [InlineData("elements-pagination")]
    [InlineData("elements")]
    public async Task The_former_page_comes_again(string method)
    {
        await faulty.ArrangeAsync("al-style", new { kind = "duplicatePage" });
        // There is no page before the first: it does not use the fault up.
        var first = await ArticlesAsync(method, 0);
        Assert.Equal(first, await ArticlesAsync(method, 250));
        Assert.NotEqual(first, await ArticlesAsync(method, 250));
        var log = (await faulty.Server.RequestsAsync("al-style", 2)).GetProperty("requests");
        Assert.Equal("limit=250&offset=250", log[1].GetProperty("query").GetString());
    }

    [Theory]
    [InlineData("elements-pagination")]
    [InlineData("elements")]
    public async Task Rows_of_a_shifted_page_are_missing_and_come_twice(string method)
    {
        int[] right = [.. await ArticlesAsync(method, 0), .. await ArticlesAsync(method, 250)];
        await faulty.ArrangeAsync("al-style", new { kind = "shiftedPage", rows = 3 });
        var shifted = await ArticlesAsync(method, 0);
        Assert.Equal(right[3..253], shifted);
        // The last page has no rows after it: it only gets shorter.
        await faulty.ArrangeAsync("al-style", new { kind = "shiftedPage", rows = 3 });
        Assert.Equal(97, (await ArticlesAsync(method, 500)).Length);
    }

    [Fact]
    public void Rows_are_moved_in_the_marketplaces_shape_too()
    {
        var following =
            """{"data":[{"id":"d"},{"id":"e"}],"included":[],"meta":{"totalCount":5}}""";
        Assert.Equal(
            """{"data":[{"id":"c"},{"id":"d"},{"id":"e"}],"included":[],"meta":{"totalCount":5}}""",
            Encoding.UTF8.GetString(
                Rows.Shift(Encoding.UTF8.GetBytes(OrdersPage), Encoding.UTF8.GetBytes(following), 2)
            )
        );
        Assert.Equal(
            """{"data":[{"id":"a"}],"included":[],"meta":{"totalCount":5}}""",
            Encoding.UTF8.GetString(Rows.Keep(Encoding.UTF8.GetBytes(OrdersPage), 0.5))
        );
    }

    [Fact]
    public async Task The_marketplaces_former_page_is_asked_for_by_its_number()
    {
        await faulty.ArrangeAsync("kaspi", new { kind = "duplicatePage" });
        using (await faulty.Server.AskKaspiAsync("orders?page[number]=0&page[size]=20"))
        {
            Assert.Equal(1, await WaitingAsync("kaspi"));
        }

        using (await faulty.Server.AskKaspiAsync("orders?page[number]=1&page[size]=20"))
        {
            Assert.Equal(0, await WaitingAsync("kaspi"));
        }
    }

    [Fact]
    public async Task The_catalogue_is_empty_or_halved_where_it_is_asked_for()
    {
        await faulty.ArrangeAsync("al-style", new { kind = "emptyCatalogue" });
        await faulty.ArrangeAsync("al-style", new { kind = "halfCatalogue" });
        await faulty.Server.AlStyleAsync("brands");
        Assert.Empty((await faulty.Server.AlStyleAsync("quantity-price")).EnumerateObject());
        var page = await faulty.Server.AlStyleAsync("elements-pagination");
        Assert.Equal(300, page.GetProperty("pagination").GetProperty("totalCount").GetInt32());
    }

    [Fact]
    public async Task A_list_of_orders_is_empty_whatever_is_asked()
    {
        await faulty.ArrangeAsync("kaspi", new { kind = "emptyOrders" });
        using (var one = await faulty.Server.AskKaspiAsync("orders/T3JkZXI"))
        {
            Assert.Equal(HttpStatusCode.NotFound, one.StatusCode);
        }

        // Without a filter the right answer would be 400.
        using var list = await faulty.Server.AskKaspiAsync("orders");
        Assert.Equal(HttpStatusCode.OK, list.StatusCode);
        Assert.Equal(0, (await SandboxServer.JsonAsync(list)).GetProperty("data").GetArrayLength());
    }

    private async Task<HttpResponseMessage> AskAsync(string vendor, object fault)
    {
        await faulty.ArrangeAsync(vendor, fault);
        return vendor == "kaspi"
            ? await faulty.Server.AskKaspiAsync("orders?filter[orders][code]=1")
            : await faulty.Server.AskAlStyleAsync("brands");
    }

    private async Task<int[]> ArticlesAsync(string method, int offset)
    {
        var page = await faulty.Server.AlStyleAsync($"{method}?limit=250&offset={offset}");
        var rows = page.ValueKind == JsonValueKind.Array ? page[0] : page.GetProperty("elements");
        return [.. rows.EnumerateArray().Select(e => e.GetProperty("article").GetInt32())];
    }

    private async Task<int> WaitingAsync(string side) =>
        (await faulty.Server.StateAsync())
            .GetProperty(side)
            .GetProperty("faultsWaiting")
            .GetInt32();
}
