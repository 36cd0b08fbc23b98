using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Api;

namespace TimurApiConnect.Gateway.Runs;

/// <summary>What is asked for with <c>POST /api/sync</c>; everything may be left out.</summary>
/// <param name="Shop">The shop's key; needed when there is more than one.</param>
/// <param name="Kind">What to read: <c>fast</c> (stock and prices, the default) or <c>full</c>.</param>
/// <param name="AcceptLoss">Publish although many offers would go off sale.</param>
internal sealed record SyncRequest(string? Shop, RunKind? Kind, bool? AcceptLoss)
{
    /// <summary>Reads the body.</summary>
    public static async Task<(Wanted? Wanted, ProblemHttpResult? Problem)> ReadAsync(
        HttpRequest request,
        ShopDirectory shops,
        CancellationToken stopping
    )
    {
        var (body, problem) = await JsonBody.ReadAsync(request, stopping);
        return problem is null ? Read(body, shops) : (null, problem);
    }

    private static (Wanted?, ProblemHttpResult?) Read(JsonElement body, ShopDirectory shops)
    {
        var fields = new BodyFields(body, "shop", "kind", "acceptLoss");
        var shop = fields.Text("shop", "a shop's key as text");
        var kind = fields.Choice<RunKind>("kind");
        var acceptLoss = fields.Flag("acceptLoss");
        if (string.IsNullOrEmpty(shop) && shops.All is not [_])
        {
            fields.Report(
                "shop",
                $"is missing; one of {string.Join(", ", shops.All.Select(s => s.Key))} is wanted."
            );
        }

        if (fields.Problem is { } problem)
        {
            return (null, problem);
        }

        var found = string.IsNullOrEmpty(shop) ? shops.All[0] : shops.Find(shop);
        return found is null
            ? (null, Problems.NoSuchShop(shop!, shops.All))
            : (new Wanted(found, kind ?? RunKind.Fast, acceptLoss ?? false), null);
    }

    /// <summary>The request, read and complete.</summary>
    internal sealed record Wanted(Shop Shop, RunKind Kind, bool AcceptLoss);
}
