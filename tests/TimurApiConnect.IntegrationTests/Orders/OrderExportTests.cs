using System.Text;
using MiniExcelLibs;
using TimurApiConnect.Gateway.Orders;
using TimurApiConnect.IntegrationTests.Gateway;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>Orders as a table, and the filters that it shares with the list.</summary>
[Collection(nameof(OrderApi))]
public sealed class OrderExportTests(OrderApiFixture fixture)
{
    private GatewayServer Gateway => fixture.Gateway;

    [Fact]
    public async Task Orders_are_exported_as_csv_and_excel_without_the_buyer()
    {
        var code = await fixture.Orders.BuyAsync(new { quantity = 2 });
        var detail = await Gateway.JsonAsync($"/api/orders/{code}");
        var line = detail.GetProperty("lines")[0];
        var sku = line.GetProperty("sku").GetString()!;

        var csv = await ExportAsync($"csv&search={code}", "text/csv");
        Assert.Equal(Encoding.UTF8.GetPreamble(), csv[..3]);
        var text = Encoding.UTF8.GetString(csv[3..]);
        var rows = text.Split("\r\n");
        Assert.Equal(
            "order;stage;status;created;sku;name;quantity;price;line total;order total;delivery mode;hand over by;cancellation reason",
            rows[0]
        );
        Assert.StartsWith($"{code};new;APPROVED_BY_BANK;20", rows[1], StringComparison.Ordinal);
        Assert.Contains(
            $";2;{line.GetProperty("price").GetInt64()};{line.GetProperty("total").GetInt64()};",
            rows[1],
            StringComparison.Ordinal
        );
        Assert.Equal(("", 3), (rows[^1], rows.Length));
        Assert.DoesNotContain("7000000001", text, StringComparison.Ordinal);
        Assert.DoesNotContain(
            detail.GetProperty("buyer").GetProperty("firstName").GetString()!,
            text,
            StringComparison.Ordinal
        );

        using var book = new MemoryStream(
            await ExportAsync(
                $"xlsx&search={code}",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            )
        );
        var sheet = await SheetAsync(book, hasHeader: true);
        Assert.Equal(rows[0].Split(';'), sheet[0].Keys);
        Assert.Equal(
            (code, sku, 2.0),
            (
                $"{sheet[0]["order"]}",
                $"{sheet[0]["sku"]}",
                Convert.ToDouble(sheet[0]["quantity"], null)
            )
        );

        using var empty = new MemoryStream(
            await ExportAsync(
                "xlsx&search=nobody",
                "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
            )
        );
        Assert.Equal("order", Assert.Single(await SheetAsync(empty, hasHeader: false))["A"]);
    }

    private static async Task<IReadOnlyList<IDictionary<string, object?>>> SheetAsync(
        Stream book,
        bool hasHeader
    ) =>
        [
            .. (await book.QueryAsync(hasHeader, cancellationToken: Stopping)).Cast<
                IDictionary<string, object?>
            >(),
        ];

    [Fact]
    public async Task Orders_are_found_by_day_status_sku_and_name_and_what_is_wrong_is_said()
    {
        var code = await fixture.Orders.BuyAsync();
        var order = await Gateway.JsonAsync($"/api/orders/{code}");
        var sku = order.GetProperty("lines")[0].GetProperty("sku").GetString();
        var day = order
            .GetProperty("order")
            .GetProperty("createdAt")
            .GetDateTimeOffset()
            .ToOffset(TimeSpan.FromHours(5));
        Assert.Equal(
            1,
            await CountAsync($"search={code}&from={day:yyyy-MM-dd}&to={day:yyyy-MM-dd}")
        );
        Assert.Equal(0, await CountAsync($"search={code}&from={day.AddDays(1):yyyy-MM-dd}"));
        Assert.Equal(0, await CountAsync($"search={code}&to={day.AddDays(-1):yyyy-MM-dd}"));
        Assert.Equal(1, await CountAsync($"search={code}&status=APPROVED_BY_BANK"));
        Assert.Equal(0, await CountAsync($"search={code}&status=COMPLETED"));
        Assert.NotEqual(0, await CountAsync($"search={sku}"));
        // In the other case, and a percent sign is a letter like others.
        var name = order.GetProperty("lines")[0].GetProperty("name").GetString()!;
        var part = Uri.EscapeDataString(name[1..].ToUpperInvariant());
        Assert.NotEqual(0, await CountAsync($"search={part}"));
        Assert.Equal(0, await CountAsync($"search={part}%25"));

        foreach (var path in new[] { "/api/orders?", "/api/orders/export?format=pdf&" })
        {
            var problem = await Gateway.ProblemAsync(
                $"{path}from=2026-13-01&to=tomorrow&stage=lost",
                400,
                "query-invalid"
            );
            Assert.EndsWith(
                "from to stage",
                Joined(problem.GetProperty("errors"), "path"),
                StringComparison.Ordinal
            );
        }

        await Gateway.ProblemAsync(
            "/api/orders?from=2026-02-02&to=2026-02-01",
            400,
            "query-invalid"
        );
    }

    [Theory]
    [InlineData("=1+1", "'=1+1")]
    [InlineData("+7", "'+7")]
    [InlineData("-1", "'-1")]
    [InlineData("@a", "'@a")]
    [InlineData("\t=1", "' =1")]
    [InlineData("\rx", "' x")]
    [InlineData("  =1", "'  =1")]
    [InlineData("a\0b", "a b")]
    [InlineData("Чехол - синий", "Чехол - синий")]
    [InlineData("", null)]
    public void A_text_is_shown_and_not_run(string text, string? shown) =>
        Assert.Equal(shown, OrderSheet.Plain(text));

    private async Task<int> CountAsync(string query) =>
        (await Gateway.JsonAsync($"/api/orders?{query}")).GetProperty("total").GetInt32();

    private async Task<byte[]> ExportAsync(string format, string type)
    {
        using var response = await Gateway.SendAsync(
            HttpMethod.Get,
            $"/api/orders/export?format={format}"
        );
        Assert.Equal(type, response.Content.Headers.ContentType?.MediaType);
        return await BytesAsync(response);
    }
}
