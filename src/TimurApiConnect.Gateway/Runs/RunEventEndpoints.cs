using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Http.Timeouts;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Gateway.Runs;

/// <summary>A run's progress as a stream of server-sent events.</summary>
internal static class RunEventEndpoints
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);

    public static void MapRunEvents(this RouteGroupBuilder api) =>
        api.MapGet("/runs/{id:long}/events", WatchAsync)
            .WithName("WatchRun")
            .WithTags("Runs")
            .WithSummary("A run's progress as server-sent events")
            .Needs(KeyScope.Read)
            // It lasts as long as the run.
            .WithMetadata(new DisableRequestTimeoutAttribute())
            .WithDescription(
                "`progress` with the run whenever something changed, `heartbeat` every 15 seconds, `ended` last. A client that comes back gets the present state first, so nothing is missed."
            )
            .Produces<Run>(StatusCodes.Status200OK, "text/event-stream")
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<ServerSentEventsResult<Run>, ProblemHttpResult>> WatchAsync(
        long id,
        RunStore runs,
        INotifier notifier,
        TimeProvider clock,
        IHostApplicationLifetime lifetime,
        Caller caller,
        RequestLimits limits,
        HttpResponse response,
        CancellationToken stopping
    )
    {
        if (await runs.FindAsync(id, stopping) is not { } run)
        {
            return RunEndpoints.NoSuchRun(id);
        }

        return limits.Stream(caller, response) is { } tooMany
            ? tooMany
            : TypedResults.ServerSentEvents(
                EventsAsync(
                    run,
                    runs,
                    new(notifier, Topics.Progress, LookEvery),
                    clock,
                    lifetime.ApplicationStopping,
                    stopping
                )
            );
    }

    private static async IAsyncEnumerable<SseItem<Run>> EventsAsync(
        Run run,
        RunStore runs,
        EventStream stream,
        TimeProvider clock,
        CancellationToken shutdown,
        [EnumeratorCancellation] CancellationToken stopping
    )
    {
        // A shutdown does not wait for whoever watches.
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping, shutdown);
        var (number, told, beat) = (0L, (Run?)null, clock.GetTimestamp());
        while (true)
        {
            if (run.IsOver)
            {
                yield return stream.Item(run, "ended", ++number);
                yield break;
            }

            if (told is null || Differs(told, run))
            {
                told = run;
                beat = clock.GetTimestamp();
                yield return stream.Item(run, "progress", ++number);
            }
            else if (clock.GetElapsedTime(beat) >= EventStream.HeartbeatEvery)
            {
                beat = clock.GetTimestamp();
                yield return stream.Item(run, "heartbeat", ++number);
            }

            if (!await stream.WaitAsync(ended.Token))
            {
                yield break;
            }

            run = await EventStream.LookAsync(() => runs.FindAsync(run.Id, ended.Token)) ?? run;
        }
    }

    // The sign of life changes all the time and says nothing new.
    private static bool Differs(Run before, Run after) =>
        before with { HeartbeatAt = after.HeartbeatAt } != after;
}
