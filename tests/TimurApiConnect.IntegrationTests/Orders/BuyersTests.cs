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
}
