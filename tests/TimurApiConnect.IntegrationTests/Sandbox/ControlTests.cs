using System.Net;
using System.Net.Http.Json;
using System.Text;
using TimurApiConnect.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Sandbox;

public class ControlTests
{
    [Theory]
    [InlineData("/control/al-style/change", "{}", "stock")]
    [InlineData("/control/al-style/change", "{\"stok\":1}", "stok")]
    [InlineData("/control/al-style/change", "not json", "JSON")]
    [InlineData("/control/al-style/vanish", "{}", "articles")]
    [InlineData("/control/al-style/vanish", "{\"articles\":[7]}", "article 7")]
    [InlineData("/control/al-style/goods/601", "{\"colour\":1}", "Known")]
    [InlineData("/control/al-style/settings", "{\"interval\":\"soon\"}", "hh:mm:ss")]
    [InlineData("/control/al-style/settings", "{\"speed\":-1}", "Speed '-1'")]
    [InlineData("/control/al-style/fail-next", "{\"count\":1}", "kind")]
    [InlineData("/control/al-style/fail-next", "{\"kind\":\"explode\"}", "kind")]
    [InlineData("/control/kaspi/fail-next", "{\"kind\":\"halfCatalogue\"}", "al-style")]
    [InlineData("/control/kaspi/settings", "{\"priceListUrl\":\"ftp://x\"}", "ftp://x")]
    [InlineData("/control/reset", "{\"goods\":2000000}", "2000000")]
    public async Task Bad_input_is_answered_with_the_next_move(
        string path,
        string body,
        string says
    )
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        using var response = await sandbox.Http.PostAsync(
            path,
            content,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("application/problem+json", response.Content.Headers.ContentType!.MediaType);
        var detail = (await SandboxServer.JsonAsync(response)).GetProperty("detail").GetString();
        Assert.Contains(says, detail, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_there_is_404_and_a_pull_without_an_address_409()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        using var good = await sandbox.Http.PostAsJsonAsync(
            "/control/al-style/goods/7",
            new { price2 = 1 },
            TestContext.Current.CancellationToken
        );
        using var offer = await sandbox.Http.GetAsync(
            "/control/kaspi/on-sale/none",
            TestContext.Current.CancellationToken
        );
        using var pull = await sandbox.Http.PostAsync(
            "/control/kaspi/pull",
            null,
            TestContext.Current.CancellationToken
        );
        Assert.Equal(
            (404, 404, 409),
            ((int)good.StatusCode, (int)offer.StatusCode, (int)pull.StatusCode)
        );
    }

    [Fact]
    public async Task The_page_asks_nobody_else()
    {
        await using var sandbox = await SandboxServer.StartAsync();
        var html = await sandbox.Http.GetStringAsync("/", TestContext.Current.CancellationToken);
        Assert.Contains("Load price list now", html, StringComparison.Ordinal);
        Assert.DoesNotContain("http://", html, StringComparison.Ordinal);
        Assert.DoesNotContain("https://", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("/health")]
    [InlineData("/alive")]
    public async Task It_says_that_it_is_well(string path)
    {
        await using var sandbox = await SandboxServer.StartAsync();
        Assert.Equal("Healthy", (await sandbox.GetAsync(path)).GetProperty("status").GetString());
    }

    [Theory]
    [InlineData("AlStyle:Token=short", "'short'")]
    [InlineData("AlStyle:Goods=9999999", "'9999999'")]
    [InlineData("AlStyle:Goods=many", "'many'")]
    [InlineData("AlStyle:BadTokenStatus=404", "'404'")]
    [InlineData("Kaspi:PullEvery=00:00:00", "'00:00:00'")]
    [InlineData("Kaspi:PriceListUrl=/list.xml", "'/list.xml'")]
    public void A_wrong_setting_is_quoted_before_anything_starts(string setting, string quoted)
    {
        var refused = Assert.Throws<SettingsException>(() =>
            SandboxApp.Build([$"--Sandbox:{setting}"], settingsFolder: AppContext.BaseDirectory)
        );
        Assert.Contains(quoted, refused.Message, StringComparison.Ordinal);
    }
}
