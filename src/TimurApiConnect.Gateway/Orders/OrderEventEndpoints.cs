using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>A change of an order, or a sign of life, which has the time alone. Nothing about the buyer.</summary>
/// <param name="Order">The order's number.</param>
/// <param name="Field">What changed; <c>seen</c> is the first time that Kaspi showed the order.</param>
/// <param name="Before">What it was.</param>
/// <param name="After">What it is.</param>
/// <param name="At">When it was noticed.</param>
internal sealed record OrderEvent(
    string? Order,
    string? Field,
    string? Before,
    string? After,
    DateTimeOffset At
);

/// <summary>What happens to a shop's orders, as a stream of server-sent events.</summary>
internal static class OrderEventEndpoints
{
    private const int MaxAtOnce = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);

    public static void MapOrderEvents(this RouteGroupBuilder api) =>
        api.MapGet("/orders/events", WatchAsync)
            .WithName("WatchOrders")
            .WithTags("Orders")
            .WithSummary("Changes of a shop's orders as server-sent events")
            .Needs(KeyScope.Read)
            // It lasts as long as somebody listens.
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithDescription(
                "`change` for each change since the connection, `heartbeat` at once and every 15 seconds without one. A client that comes back with `Last-Event-ID` gets what it has missed."
            )
            .Produces<OrderEvent>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<
        Results<ServerSentEventsResult<OrderEvent>, ProblemHttpResult>
    > WatchAsync(
        string? shop,
        [FromHeader(Name = "Last-Event-ID")] string? lastEventId,
        ShopDirectory shops,
        OrderQueries orders,
        INotifier notifier,
        TimeProvider clock,
        IHostApplicationLifetime lifetime,
        Caller caller,
        RequestLimits limits,
        HttpResponse response,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var found = query.Shop(shop);
        var after = query.WholeOrNull("Last-Event-ID", lastEventId, 0, long.MaxValue);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var last = await orders.LastChangeAsync(found!.Key, stopping);
        // A number that was never given is of another database: what comes from now on is told.
        var from = after <= last ? after.Value : last;
        return limits.Stream(caller, response) is { } tooMany
            ? tooMany
            : TypedResults.ServerSentEvents(
                EventsAsync(
                    new(found.Key, orders, new(notifier, Topics.Orders, LookEvery), clock),
                    from,
                    lifetime.ApplicationStopping,
                    stopping
                )
            );
    }

    private sealed record Watch(
        string Shop,
        OrderQueries Orders,
        EventStream Stream,
        TimeProvider Clock
    );

    private static async IAsyncEnumerable<SseItem<OrderEvent>> EventsAsync(
        Watch watch,
        long last,
        CancellationToken shutdown,
        [EnumeratorCancellation] CancellationToken stopping
    )
    {
        // A shutdown does not wait for whoever watches.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, shutdown);
        // At once: the client learns from where it is told, and can come back there.
        yield return Heartbeat(watch, last);
        var beat = watch.Clock.GetTimestamp();
        while (true)
        {
            var changes =
                await EventStream.LookAsync(() =>
                    watch.Orders.ChangesAfterAsync(watch.Shop, last, MaxAtOnce, ended.Token)
                ) ?? [];
            foreach (var change in changes)
            {
                last = change.Id;
                yield return watch.Stream.Item(Of(change), "change", last);
            }

            if (changes.Count > 0)
            {
                beat = watch.Clock.GetTimestamp();
            }
            else if (watch.Clock.GetElapsedTime(beat) >= EventStream.HeartbeatEvery)
            {
                beat = watch.Clock.GetTimestamp();
                yield return Heartbeat(watch, last);
            }

            if (changes.Count < MaxAtOnce && !await watch.Stream.WaitAsync(ended.Token))
            {
                yield break;
            }
        }
    }

    private static OrderEvent Of(StoredShopChange stored) =>
        new(
            stored.Code,
            stored.Change.Change.Field,
            stored.Change.Change.Before,
            stored.Change.Change.After,
            stored.Change.At
        );

    private static SseItem<OrderEvent> Heartbeat(Watch watch, long last) =>
        watch.Stream.Item(
            new OrderEvent(null, null, null, null, watch.Clock.GetUtcNow()),
            "heartbeat",
            last
        );
}
