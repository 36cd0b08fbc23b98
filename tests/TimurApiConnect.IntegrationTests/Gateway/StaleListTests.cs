using System.Xml.Linq;
using TimurApiConnect.Kaspi.PriceLists;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Gateway;

public sealed class StaleListTests
{
    private static readonly XNamespace Kaspi = "kaspiShopping";

    [Fact]
    public async Task A_list_by_data_that_no_worker_stopped_is_served_with_everything_off_sale_and_comes_back_by_itself()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server);
        var good = ShopDriver.Good(18104);
        await shop.PublishAsync(good);
        await UntilAsync(async () => await OnSaleAsync(server) == 1, "the list is served");
        var before = await ETagAsync(server);

        shop.StockAge = TimeSpan.FromHours(25);
        await shop.StoreAsync(good);
        await UntilAsync(async () => await OnSaleAsync(server) == 0, "everything is off sale");
        Assert.NotEqual(before, await ETagAsync(server));

        shop.StockAge = TimeSpan.Zero;
        await shop.StoreAsync(good);
        await UntilAsync(async () => await OnSaleAsync(server) == 1, "it is on sale again");
        Assert.Equal(before, await ETagAsync(server));
    }

    [Fact]
    public async Task A_list_of_goods_that_were_read_at_another_address_is_not_served_and_says_why()
    {
        await using var server = await GatewayServer.StartAsync();
        var shop = new ShopDriver(server) { GoodsAddress = "http://simulated/api/" };
        await shop.ReadAtAsync("http://simulated/api/");
        await shop.PublishAsync(ShopDriver.Good(18104));
        await UntilAsync(async () => await OnSaleAsync(server) == 1, "the list is served");

        await shop.ReadAtAsync("https://real/api/");
        await UntilAsync(async () => await OnSaleAsync(server) == -1, "it is served no more");
        var problem = await server.ProblemAsync(
            "/feeds/demo/kaspi.xml",
            503,
            "price-list-of-another-supplier"
        );
        Assert.Contains(
            "read at http://simulated/api/; those of supplier account main are read at https://real/api/ now",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        var status = await server.JsonAsync("/api/status");
        Assert.Contains(
            status.GetProperty("attention").EnumerateArray(),
            a => a.GetString()!.StartsWith("demo: Price list 1 was made", StringComparison.Ordinal)
        );

        // The same goods there: no new version, and served again.
        shop.GoodsAddress = "https://real/api/";
        await shop.PublishAsync(ShopDriver.Good(18104));
        await UntilAsync(async () => await OnSaleAsync(server) == 1, "it is served again");
    }

    private static async Task<string?> ETagAsync(GatewayServer server)
    {
        using var answer = await server.PullAsync();
        return answer.Headers.ETag?.Tag;
    }

    private static async Task<int> OnSaleAsync(GatewayServer server)
    {
        using var answer = await server.PullAsync();
        if (!answer.IsSuccessStatusCode)
        {
            return -1;
        }

        var bytes = await BytesAsync(answer);
        Assert.Empty(PriceListValidator.Validate(new MemoryStream(bytes)));
        var offers = XDocument.Load(new MemoryStream(bytes)).Descendants(Kaspi + "offer").ToList();
        Assert.Single(offers);
        return offers.Count(o =>
            o.Descendants(Kaspi + "availability")
                .Any(a => (string?)a.Attribute("available") == "yes")
        );
    }
}
