using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>The sandbox's people who buy by the clock.</summary>
public class BuyersTests
{
    [Theory]
    [InlineData("3.00:00:00", 1)]
    [InlineData("01:30:00", 48)]
    public async Task As_many_buy_a_day_as_asked_however_far_the_clock_jumps(string by, int times)
    {
        await using var market = await Market.StartAsync("Kaspi:BuyersSeed=5");
        await market.Sandbox.SetKaspiAsync(new { ordersPerDay = 240 });
        for (var i = 0; i < times; i++)
        {
            await market.AdvanceAsync(TimeSpan.Parse(by, null));
        }

        JsonElement[] orders = [];
        await SandboxServer.UntilAsync(
            async () =>
                (
                    orders = [
                        .. (await market.Sandbox.GetAsync("/control/kaspi/orders?last=1000"))
                            .GetProperty("orders")
                            .EnumerateArray(),
                    ]
                ).Length >= 718,
            "three days of 240 orders"
        );
        Assert.InRange(orders.Length, 718, 722);
        // All through that time, and not at its end.
        var placed = orders.Select(o => o.GetProperty("createdAt").GetDateTimeOffset()).ToList();
        Assert.InRange(placed.Max() - placed.Min(), TimeSpan.FromDays(2.5), TimeSpan.FromDays(3.1));
    }

    [Fact]
    public async Task An_order_is_of_as_many_as_asked_for_or_there_is_none()
    {
        await using var market = await Market.StartAsync();
        var order = await market.PlaceAsync(new { sku = "3", quantity = 7 });
        Assert.Equal(7, Assert.Single(order.Lines!).Quantity);
        foreach (var wish in new object[] { new { sku = "3", quantity = 8 }, new { quantity = 8 } })
        {
            var refused = await Assert.ThrowsAsync<HttpRequestException>(() =>
                market.PlaceAsync(wish)
            );
            Assert.Equal(System.Net.HttpStatusCode.Conflict, refused.StatusCode);
            Assert.Contains("8", refused.Message, StringComparison.Ordinal);
        }
    }
}
