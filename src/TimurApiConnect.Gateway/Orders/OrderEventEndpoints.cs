using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Hints;
using TimurApiConnect.Storage.Keys;
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
    private const int MostAtOnce = 500;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

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
        IHints hints,
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
                    new(found.Key, orders, hints, clock),
                    from,
                    lifetime.ApplicationStopping,
                    stopping
                )
            );
    }

    private sealed record Watch(string Shop, OrderQueries Orders, IHints Hints, TimeProvider Clock);

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
            var changes = await LookAsync(watch, last, ended.Token);
            foreach (var change in changes)
            {
                last = change.Id;
                yield return Item(Of(change), "change", last);
            }

            if (changes.Count > 0)
            {
                beat = watch.Clock.GetTimestamp();
            }
            else if (watch.Clock.GetElapsedTime(beat) >= HeartbeatEvery)
            {
                beat = watch.Clock.GetTimestamp();
                yield return Heartbeat(watch, last);
            }

            if (changes.Count < MostAtOnce && !await WaitAsync(watch, ended.Token))
            {
                yield break;
            }
        }
    }

    private static async Task<bool> WaitAsync(Watch watch, CancellationToken ended)
    {
        try
        {
            await watch.Hints.WaitAsync(HintTopics.Orders, LookEvery, ended);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    private static async Task<IReadOnlyList<StoredShopChange>> LookAsync(
        Watch watch,
        long last,
        CancellationToken ended
    )
    {
        // A stream looks for as long as it lasts; a span for each look would fill its trace.
        Activity.Current = null;
        try
        {
            return await watch.Orders.ChangesAfterAsync(watch.Shop, last, MostAtOnce, ended);
        }
        catch (Exception e) when (e is DbException or OperationCanceledException)
        {
            // The next look tells; meanwhile the heartbeat keeps the stream open.
            return [];
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
        Item(new(null, null, null, null, watch.Clock.GetUtcNow()), "heartbeat", last);

    private static SseItem<OrderEvent> Item(OrderEvent told, string type, long number) =>
        new(told, type)
        {
            EventId = number.ToString(CultureInfo.InvariantCulture),
            ReconnectionInterval = LookEvery,
        };
}
