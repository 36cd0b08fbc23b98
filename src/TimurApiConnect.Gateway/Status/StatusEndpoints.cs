using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Status;

/// <summary>How everything is.</summary>
internal static class StatusEndpoints
{
    public static void MapStatus(this RouteGroupBuilder api) =>
        api.MapGet("/status", ReadAsync)
            .WithName("GetStatus")
            .WithTags("Status")
            .WithSummary("How everything is, and what a person should look at")
            .Needs(KeyScope.Read);

    private static async Task<Ok<StatusView>> ReadAsync(
        StatusReader reader,
        CancellationToken stopping
    ) => TypedResults.Ok(await reader.ReadAsync(stopping));
}
