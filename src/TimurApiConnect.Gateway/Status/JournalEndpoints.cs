using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Status;

/// <summary>Who did what, the newest first.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Entries">The entries.</param>
internal sealed record Journal(string Shop, IReadOnlyList<JournalEntry> Entries);

/// <summary>The journal.</summary>
internal static class JournalEndpoints
{
    private const int MaxRows = 500;

    public static void MapJournal(this RouteGroupBuilder api) =>
        api.MapGet("/journal", ListAsync)
            .WithName("ListJournal")
            .WithTags("Status")
            .WithSummary("Who did what to a shop, the newest first")
            .Needs(KeyScope.Read)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);

    private static async Task<Results<Ok<Journal>, ProblemHttpResult>> ListAsync(
        string? shop,
        string? size,
        ShopDirectory shops,
        JournalStore store,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var (found, most) = (query.Shop(shop), query.Whole("size", size, 100, 1, MaxRows));
        return query.Problem is { } problem
            ? problem
            : TypedResults.Ok(
                new Journal(found!.Key, await store.ListAsync(found.Key, most, stopping))
            );
    }
}
