using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Guard;

/// <summary>The cancellation guard: how it stands, and ending what it does.</summary>
internal static class GuardEndpoints
{
    private const int MaxMeasures = 500;

    public static void MapGuard(this RouteGroupBuilder api)
    {
        var guard = api.MapGroup("/guard").WithTags("Cancellation guard");
        guard
            .MapGet("/", GetAsync)
            .WithName("GetGuard")
            .WithSummary("A shop's share of cancellations, the forecast, and the measures taken")
            .Needs(KeyScope.Read)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        guard
            .MapPost("/measures/{id:long}/end", EndAsync)
            .WithName("EndMeasure")
            .WithSummary("Ends a measure; it is not taken again for Guard:RestAfterEnd")
            .Needs(KeyScope.Operate)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<GuardView>, ProblemHttpResult>> GetAsync(
        string? shop,
        ShopDirectory shops,
        GuardReader reader,
        MeasureStore measures,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        if (query.Shop(shop) is not { } found)
        {
            return query.Problem!;
        }

        return TypedResults.Ok(
            new GuardView(
                found.Key,
                await reader.ReadAsync(found.Key, stopping),
                [
                    .. (await measures.ListAsync(found.Key, MaxMeasures, stopping)).Select(
                        MeasureView.Of
                    ),
                ]
            )
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> EndAsync(
        long id,
        string? shop,
        Caller caller,
        ShopDirectory shops,
        MeasureStore measures,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        if (query.Shop(shop) is not { } found)
        {
            return query.Problem!;
        }

        return await measures.EndAsync(found.Key, id, caller.Name, stopping)
            ? TypedResults.NoContent()
            : Problems.Of(
                StatusCodes.Status404NotFound,
                "measure-not-found",
                "No such measure in force",
                $"{found.Key} has no measure {id} in force. GET /api/guard lists them."
            );
    }
}
