using System.Text.Json;
using Microsoft.Extensions.Time.Testing;
using Xunit;
using static TimurApiConnect.IntegrationTests.Sandbox.FeedServer;

namespace TimurApiConnect.IntegrationTests.Sandbox;

public class PullerTests
{
    [Fact]
    public async Task The_first_list_is_pulled_by_itself_and_tried_again_until_it_is_accepted()
    {
        await using var feed = await FeedServer.StartAsync(
            Document(Offer("A1"), Offer("A2", available: "no"))
        );
        feed.Status = 503;
        await using var sandbox = await SandboxServer.StartAsync(
            $"Kaspi:PriceListUrl={feed.Url}",
            "Kaspi:AutoPull=true",
            "Kaspi:RetryFirstPullEvery=00:00:00.1"
        );
        await SandboxServer.UntilAsync(() => Task.FromResult(feed.Asked >= 2), "a second try");
        feed.Status = 200;
        await SandboxServer.UntilAsync(
            async () => (await sandbox.OnSaleAsync()).GetProperty("total").GetInt32() == 1,
            "the first list"
        );
        Assert.Equal("gzip", feed.LastAcceptEncoding);

        var offer = await sandbox.OfferAsync("A1");
        Assert.True(offer.GetProperty("onSale").GetBoolean());
        Assert.Equal(
            ("Good A1", "Brand", 6418),
            (
                offer.GetProperty("name").GetString(),
                offer.GetProperty("brand").GetString(),
                offer.GetProperty("price").GetInt32()
            )
        );
        var store = offer.GetProperty("stores")[0];
        Assert.Equal(
            ("PP1", 3, 7),
            (
                store.GetProperty("storeId").GetString(),
                store.GetProperty("preOrder").GetInt32(),
                store.GetProperty("stockCount").GetInt32()
            )
        );
        Assert.Equal(
            "no store has it",
            (await sandbox.OfferAsync("A2")).GetProperty("whyOff").GetString()
        );
    }

    [Fact]
    public async Task An_accepted_list_is_pulled_again_every_hour()
    {
        var time = new FakeTimeProvider(DateTimeOffset.UnixEpoch.AddYears(56));
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await SandboxServer.StartAsync(
            time,
            $"Kaspi:PriceListUrl={feed.Url}",
            "Kaspi:AutoPull=true"
        );
        await UntilReportsAsync(sandbox, 1);
        time.Advance(TimeSpan.FromMinutes(59));
        Assert.Equal(1, feed.Asked);
        time.Advance(TimeSpan.FromMinutes(1));
        await UntilReportsAsync(sandbox, 2);
        var reports = await sandbox.GetAsync("/control/kaspi/reports");
        Assert.Equal("schedule", reports[0].GetProperty("why").GetString());
        Assert.Equal("notModified", Outcome(reports[0]));
    }

    [Fact]
    public async Task A_reset_breaks_off_a_pull_that_hangs()
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await PulledAsync(feed);
        feed.Hangs = true;
        var pull = sandbox.PullAsync();
        await SandboxServer.UntilAsync(() => Task.FromResult(feed.Asked == 2), "the second pull");
        await sandbox.ResetAsync();
        Assert.Equal("kept", Outcome(await pull));
        Assert.Equal(0, (await sandbox.OnSaleAsync()).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_old_list_stays_when_the_address_does_not_answer()
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await PulledAsync(feed);
        feed.Hangs = true;
        await sandbox.SetKaspiAsync(new { pullTimeout = 0.2 });
        var report = await sandbox.PullAsync();
        Assert.Equal("kept", Outcome(report));
        Assert.Contains(
            "00:00:00.2",
            report.GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(1, (await sandbox.OnSaleAsync()).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task What_is_not_in_the_file_goes_off_sale_and_304_changes_nothing()
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1"), Offer("A2")));
        await using var sandbox = await PulledAsync(feed);
        Assert.Equal("notModified", Outcome(await sandbox.PullAsync()));
        Assert.Equal(2, (await sandbox.OnSaleAsync()).GetProperty("total").GetInt32());

        feed.Body = Document(Offer("A1", price: "7000"), Offer("A3"));
        var report = await sandbox.PullAsync();
        Assert.Equal("applied", Outcome(report));
        Assert.Equal(
            (1, 1, 1, 2),
            (
                Int(report, "added"),
                Int(report, "changed"),
                Int(report, "takenOff"),
                Int(report, "onSale")
            )
        );
        var gone = await sandbox.OfferAsync("A2");
        Assert.False(gone.GetProperty("onSale").GetBoolean());
        Assert.Equal("not in the price list", gone.GetProperty("whyOff").GetString());
        Assert.Equal(JsonValueKind.String, gone.GetProperty("takenOffAt").ValueKind);
        Assert.Equal(7000, Int(await sandbox.OfferAsync("A1"), "price"));
    }

    [Theory]
    [InlineData(503)]
    [InlineData(500)]
    [InlineData(404)]
    public async Task The_old_list_stays_when_the_address_fails(int status)
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await PulledAsync(feed);
        (feed.Status, feed.Body) = (status, "");
        var report = await sandbox.PullAsync();
        Assert.Equal("kept", Outcome(report));
        Assert.Contains(
            $"{status}",
            report.GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
        Assert.Equal(1, (await sandbox.OnSaleAsync()).GetProperty("total").GetInt32());
    }

    [Theory]
    [InlineData("")]
    [InlineData("<html><body>Login</body></html>")]
    [InlineData(
        """<kaspi_catalog date="x"><company>C</company><merchantid>1</merchantid><offers/></kaspi_catalog>"""
    )]
    [InlineData(
        """<kaspi_catalog xmlns="kaspiShopping"><company>C</company><merchantid>1</merchantid><offers/></kaspi_catalog>"""
    )]
    [InlineData(
        """<kaspi_catalog date="x" xmlns="kaspiShopping"><company>C</company><merchantid>1</merchantid><offers/></kaspi_catalog>"""
    )]
    [InlineData(
        """<kaspi_catalog date="x" xmlns="kaspiShopping"><merchantid>1</merchantid><company>C</company><offers/></kaspi_catalog>"""
    )]
    [InlineData(
        """<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><kaspi_catalog date="x" xmlns="kaspiShopping"><company>&x;</company><merchantid>1</merchantid><offers/></kaspi_catalog>"""
    )]
    public async Task The_old_list_stays_when_the_document_is_not_one(string body)
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await PulledAsync(feed);
        feed.Body = body;
        Assert.Equal("kept", Outcome(await sandbox.PullAsync()));
        Assert.Equal(1, (await sandbox.OnSaleAsync()).GetProperty("total").GetInt32());
    }

    [Fact]
    public async Task The_old_list_stays_when_the_document_is_cut_or_too_large_or_anothers()
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        await using var sandbox = await PulledAsync(feed);
        feed.Body = Document(Offer("A1"), Offer("A2"))
            .Replace("</kaspi_catalog>", "", StringComparison.Ordinal);
        Assert.Equal("kept", Outcome(await sandbox.PullAsync()));

        feed.Body = Document(Offer("A1"), Offer("A2"));
        await sandbox.SetKaspiAsync(new { maxBytes = 300 });
        Assert.Equal("kept", Outcome(await sandbox.PullAsync()));
        await sandbox.SetKaspiAsync(new { maxBytes = 1_000_000, merchantId = "40000002" });
        Assert.Contains(
            "40000002",
            (await sandbox.PullAsync()).GetProperty("reason").GetString(),
            StringComparison.Ordinal
        );
        await sandbox.SetKaspiAsync(new { merchantId = "30000001" });
        Assert.Equal("applied", Outcome(await sandbox.PullAsync()));
    }

    [Fact]
    public async Task A_login_is_sent_when_it_is_set()
    {
        await using var feed = await FeedServer.StartAsync(Document(Offer("A1")));
        feed.Login = "shop:secret пароль";
        await using var sandbox = await SandboxServer.StartAsync();
        await sandbox.SetKaspiAsync(
            new
            {
                priceListUrl = feed.Url,
                login = "shop",
                password = "wrong",
            }
        );
        Assert.Equal(401, Int(await sandbox.PullAsync(), "status"));
        var shown = await sandbox.SetKaspiAsync(new { password = "secret пароль" });
        Assert.DoesNotContain("secret", shown.GetRawText(), StringComparison.Ordinal);
        Assert.Equal("applied", Outcome(await sandbox.PullAsync()));
    }

    [Theory]
    [InlineData(
        """<offer sku="ABCDEFGHIJ12345678901"><model>M</model><price>1</price></offer>""",
        "sku",
        "length"
    )]
    [InlineData("""<offer sku="ЖУК1"><model>M</model><price>1</price></offer>""", "sku", "charset")]
    [InlineData("""<offer sku="A-1"><model>M</model><price>1</price></offer>""", "sku", "charset")]
    [InlineData("""<offer><model>M</model><price>1</price></offer>""", "sku", "required")]
    [InlineData("""<offer sku="OK1"><model>M</model><price>1</price></offer>""", "sku", "unique")]
    [InlineData("""<offer sku="X"><price>1</price></offer>""", "model", "required")]
    [InlineData(
        """<offer sku="X"><brand>B</brand><model>M</model><price>1</price></offer>""",
        "model",
        "order"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><price>1.5</price></offer>""",
        "price",
        "unsigned integer"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><price>-5</price></offer>""",
        "price",
        "unsigned integer"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><price>1 000</price></offer>""",
        "price",
        "unsigned integer"
    )]
    [InlineData("""<offer sku="X"><model>M</model><price>0</price></offer>""", "price", "positive")]
    [InlineData("""<offer sku="X"><model>M</model></offer>""", "price", "choice")]
    [InlineData(
        """<offer sku="X"><model>M</model><price>1</price><cityprices><cityprice cityId="1">2</cityprice></cityprices></offer>""",
        "price",
        "choice"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><cityprices><cityprice>2</cityprice></cityprices></offer>""",
        "cityId",
        "required"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><productCode>9</productCode><price>1</price></offer>""",
        "productCode",
        "unknown"
    )]
    [InlineData(
        """<offer sku="X" barcode="9"><model>M</model><price>1</price></offer>""",
        "offer",
        "unknown"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><availabilities><availability available="true" storeId="PP1"/></availabilities><price>1</price></offer>""",
        "available",
        "enum"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><availabilities><availability available="yes"/></availabilities><price>1</price></offer>""",
        "storeId",
        "required"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><availabilities><availability available="yes" storeId="PP1" preOrder="31"/></availabilities><price>1</price></offer>""",
        "preOrder",
        "range"
    )]
    [InlineData(
        """<offer sku="X"><model>M</model><availabilities><availability available="yes" storeId="PP1" stockCount="many"/></availabilities><price>1</price></offer>""",
        "stockCount",
        "unsigned integer"
    )]
    public async Task An_invalid_offer_is_rejected_by_name_and_the_others_are_applied(
        string offer,
        string field,
        string rule
    )
    {
        await using var feed = await FeedServer.StartAsync(
            Document(Offer("OK1"), "\n", offer, Offer("OK2"))
        );
        await using var sandbox = await SandboxServer.StartAsync();
        await sandbox.SetKaspiAsync(new { priceListUrl = feed.Url });
        var report = await sandbox.PullAsync();
        Assert.Equal(
            ("applied", 3, 2, 1),
            (
                Outcome(report),
                Int(report, "offers"),
                Int(report, "accepted"),
                Int(report, "rejected")
            )
        );
        var problem = report.GetProperty("problems")[0];
        Assert.Equal(
            (field, rule),
            (problem.GetProperty("field").GetString(), problem.GetProperty("rule").GetString())
        );
        Assert.True(Int(problem, "line") > 1);
    }

    [Fact]
    public async Task City_prices_and_a_merchants_store_are_accepted()
    {
        const string offer =
            """<offer sku="1_2" rownumber="7"><model>M</model><availabilities><availability available="yes" storeId="30000001_PP1"/></availabilities><cityprices><cityprice cityId="750000000">193000</cityprice><cityprice cityId="710000000">194000</cityprice></cityprices></offer>""";
        await using var feed = await FeedServer.StartAsync(Document(offer));
        await using var sandbox = await PulledAsync(feed);
        var shown = await sandbox.OfferAsync("1_2");
        Assert.Equal(194000, Int(shown.GetProperty("cityPrices")[1], "price"));
        Assert.Equal(JsonValueKind.Null, shown.GetProperty("brand").ValueKind);
    }

    private static async Task<SandboxServer> PulledAsync(FeedServer feed)
    {
        var sandbox = await SandboxServer.StartAsync($"Kaspi:PriceListUrl={feed.Url}");
        Assert.Equal("applied", Outcome(await sandbox.PullAsync()));
        return sandbox;
    }

    private static Task UntilReportsAsync(SandboxServer sandbox, int count) =>
        SandboxServer.UntilAsync(
            async () =>
                (await sandbox.GetAsync("/control/kaspi/reports")).GetArrayLength() == count,
            $"{count} pulls"
        );

    private static string? Outcome(JsonElement report) => report.GetProperty("outcome").GetString();

    private static int Int(JsonElement element, string name) =>
        element.GetProperty(name).GetInt32();
}
