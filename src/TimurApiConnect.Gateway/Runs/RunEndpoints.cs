using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Gateway.Runs;

/// <summary>A run that was asked for.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Shop">The shop's key.</param>
/// <param name="Kind">What it will read; a waiting full run stays one.</param>
/// <param name="Existing">Whether it was waiting already, and nothing new was started.</param>
internal sealed record SyncAccepted(long Id, string Shop, RunKind Kind, bool Existing);

/// <summary>Runs, the newest first.</summary>
/// <param name="Runs">The runs.</param>
/// <param name="Before">Give this as <c>before</c> for the next page; null when there is none.</param>
internal sealed record RunList(IReadOnlyList<Run> Runs, long? Before);

/// <summary>Asking for runs, watching and stopping them.</summary>
internal static class RunEndpoints
{
    private const int MaxRows = 200;

    public static void MapRuns(this RouteGroupBuilder api)
    {
        api.MapPost("/sync", SyncAsync)
            .WithName("StartSync")
            .WithTags("Runs")
            .WithSummary("Asks for a run; when one is waiting already it is that one")
            .Needs(KeyScope.Operate)
            .Accepts<SyncRequest>(isOptional: true, "application/json")
            .WithMetadata(new RequestSizeLimitAttribute(JsonBody.Largest))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        var runs = api.MapGroup("/runs").WithTags("Runs");
        runs.MapGet("/", ListAsync)
            .WithName("ListRuns")
            .WithSummary("The runs of a shop, or of all, the newest first")
            .Needs(KeyScope.Read)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapGet("/{id:long}", FindAsync)
            .WithName("GetRun")
            .WithSummary("A run with its progress and numbers")
            .Needs(KeyScope.Read)
            .ProducesProblem(StatusCodes.Status404NotFound);
        runs.MapPost("/{id:long}/cancel", CancelAsync)
            .WithName("CancelRun")
            .WithSummary("Asks a run to stop; one that waits is cancelled at once")
            .Needs(KeyScope.Operate)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Accepted<SyncAccepted>, ProblemHttpResult>> SyncAsync(
        HttpRequest request,
        Caller caller,
        ShopDirectory shops,
        SyncStart start,
        CancellationToken stopping
    )
    {
        var (wanted, problem) = await SyncRequest.ReadAsync(request, shops, stopping);
        if (wanted is null)
        {
            return problem!;
        }

        var accepted = await start.AskAsync(
            caller,
            wanted.Shop,
            wanted.Kind,
            wanted.AcceptLoss,
            stopping
        );
        return TypedResults.Accepted($"/api/runs/{accepted.Id}", accepted);
    }

    private static async Task<Results<Ok<RunList>, ProblemHttpResult>> ListAsync(
        string? shop,
        string? before,
        string? size,
        ShopDirectory shops,
        RunStore runs,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var found = query.ShopOrAll(shop);
        var first = query.WholeOrNull("before", before, 1, long.MaxValue);
        var most = query.Whole("size", size, 50, 1, MaxRows);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var list = await runs.ListAsync(found?.Key, first, most, stopping);
        return TypedResults.Ok(new RunList(list, list.Count == most ? list[^1].Id : null));
    }

    private static async Task<Results<Ok<Run>, ProblemHttpResult>> FindAsync(
        long id,
        RunStore runs,
        CancellationToken stopping
    ) => await runs.FindAsync(id, stopping) is { } run ? TypedResults.Ok(run) : NoSuchRun(id);

    private static async Task<Results<Accepted<Run>, ProblemHttpResult>> CancelAsync(
        long id,
        Caller caller,
        RunStore runs,
        JournalStore journal,
        INotifier notifier,
        TimeProvider clock,
        CancellationToken stopping
    )
    {
        var asked = await runs.CancelAsync(id, stopping);
        if (await runs.FindAsync(id, stopping) is not { } run)
        {
            return NoSuchRun(id);
        }

        if (!asked)
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                "run-over",
                "The run is over",
                $"Run {id} is {QueryReader.Spelled(run.State)}; there is nothing to stop."
            );
        }

        await notifier.PublishAsync(Topics.Runs);
        await notifier.PublishAsync(Topics.Progress);
        await journal.AddAsync(
            new JournalEntry(
                clock.GetUtcNow(),
                caller.Name,
                "run asked to stop",
                run.Shop,
                id,
                run.IsOver ? "It had not begun and is cancelled." : $"It was at stage {run.Stage}."
            ),
            stopping
        );
        return TypedResults.Accepted($"/api/runs/{id}", run);
    }

    internal static ProblemHttpResult NoSuchRun(long id) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "run-not-found",
            "No such run",
            $"There is no run {id}. GET /api/runs lists them."
        );
}
