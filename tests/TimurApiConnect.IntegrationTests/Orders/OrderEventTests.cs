using System.Net.ServerSentEvents;
using System.Text.Json;
using TimurApiConnect.IntegrationTests.Gateway;
using Xunit;
using static TimurApiConnect.IntegrationTests.Gateway.GatewayServer;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>What happens to orders, told as it happens.</summary>
[Collection(nameof(OrderApi))]
public sealed class OrderEventTests(OrderApiFixture fixture)
{
    private GatewayServer Gateway => fixture.Gateway;

    [Fact]
    public async Task Changes_are_told_and_who_comes_back_has_missed_nothing()
    {
        string seen;
        string code;
        using (var response = await Gateway.SendAsync(HttpMethod.Get, "/api/orders/events"))
        {
            await using var events = await EventsAsync(response);
            Assert.True(await events.MoveNextAsync());
            Assert.Equal("heartbeat", events.Current.EventType);
            code = await fixture.Orders.BuyAsync();
            var told = await NextAsync(events, code);
            Assert.Equal("seen", told.GetProperty("field").GetString());
            seen = events.Current.EventId!;
        }

        await fixture.Orders.HappensAsync(code, "buyer-cancels");
        using var again = await Gateway.SendAsync(
            HttpMethod.Get,
            "/api/orders/events",
            null,
            ("Last-Event-ID", seen)
        );
        await using var rest = await EventsAsync(again);
        JsonElement next;
        do
        {
            next = await NextAsync(rest, code);
            Assert.True(long.Parse(rest.Current.EventId!, null) > long.Parse(seen, null));
        } while (next.GetProperty("field").GetString() != "status");

        Assert.Equal("CANCELLED", next.GetProperty("after").GetString());
        await Gateway.ProblemAsync(
            "/api/orders/events",
            400,
            "query-invalid",
            null,
            null,
            ("Last-Event-ID", "x")
        );
    }

    private static async Task<IAsyncEnumerator<SseItem<JsonElement>>> EventsAsync(
        HttpResponseMessage response
    )
    {
        Assert.Equal("text/event-stream", response.Content.Headers.ContentType?.MediaType);
        return SseParser
            .Create(
                await response.Content.ReadAsStreamAsync(Stopping),
                (_, data) => JsonSerializer.Deserialize<JsonElement>(data)
            )
            .EnumerateAsync(Stopping)
            .GetAsyncEnumerator(Stopping);
    }

    private static async Task<JsonElement> NextAsync(
        IAsyncEnumerator<SseItem<JsonElement>> events,
        string code
    )
    {
        while (await events.MoveNextAsync().AsTask().WaitAsync(TimeSpan.FromSeconds(20), Stopping))
        {
            if (
                events.Current.EventType == "change"
                && events.Current.Data.GetProperty("order").GetString() == code
            )
            {
                return events.Current.Data;
            }
        }

        throw new Xunit.Sdk.XunitException("The stream has ended.");
    }
}
