using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Keys;

namespace TimurApiConnect.Gateway.Access;

/// <summary>Making, listing and revoking keys.</summary>
internal static class KeyEndpoints
{
    private const int MaxEntries = 200;

    public static void MapKeys(this RouteGroupBuilder api)
    {
        var keys = api.MapGroup("/keys").WithTags("Keys").Needs(KeyScope.Admin);
        keys.MapGet("/", ListAsync)
            .WithName("ListKeys")
            .WithSummary("The keys, never the secret itself, and who made and revoked them");
        keys.MapPost("/", MakeAsync)
            .WithName("MakeKey")
            .WithSummary("Makes a key; the answer shows it, this once")
            .Accepts<KeyRequest>("application/json")
            .WithMetadata(new RequestSizeLimitAttribute(JsonBody.Largest))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        keys.MapDelete("/{id:long}", RevokeAsync)
            .WithName("RevokeKey")
            .WithSummary("Revokes a key at once; the last admin key stays")
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Ok<KeyList>> ListAsync(
        KeyStore store,
        KeyRing ring,
        JournalStore journal,
        CancellationToken stopping
    ) =>
        TypedResults.Ok(
            new KeyList(
                [
                    .. (await store.ListAsync(stopping)).Select(k =>
                        KeyView.Of(k, ring.UsedAt(k.Id))
                    ),
                ],
                // What belongs to no shop.
                await journal.ListAsync("", MaxEntries, stopping)
            )
        );

    private static async Task<Results<Created<KeyMade>, ProblemHttpResult>> MakeAsync(
        HttpContext context,
        Caller caller,
        KeyStore store,
        KeyRing ring,
        CancellationToken stopping
    )
    {
        var (body, problem) = await JsonBody.ReadAsync(context.Request, stopping);
        if (problem is not null)
        {
            return problem;
        }

        (var wanted, problem) = KeyRequest.Read(body);
        if (wanted is null)
        {
            return problem!;
        }

        var (key, secret) = KeySecret.Create();
        var made = new NewApiKey(
            wanted.Name,
            secret,
            wanted.Scope,
            wanted.DealerPrices ?? wanted.Scope == KeyScope.Admin
        );
        if (await store.AddAsync(made, caller.Name, onlyFirst: false, stopping) is not { } id)
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                "key-not-made",
                "The key was not made",
                $"A key that works is called \"{wanted.Name}\" already, or {KeyStore.Most} keys work. Take another name, or revoke what is not used."
            );
        }

        await ring.ChangedAsync(stopping);
        context.Response.Headers.CacheControl = "no-store";
        var stored = (await store.ListAsync(stopping)).First(k => k.Id == id);
        return TypedResults.Created($"/api/keys/{id}", new KeyMade(key, KeyView.Of(stored, null)));
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> RevokeAsync(
        long id,
        Caller caller,
        KeyStore store,
        KeyRing ring,
        CancellationToken stopping
    )
    {
        switch (await store.RevokeAsync(id, caller.Name, stopping))
        {
            case RevokeOutcome.NotFound:
                return Problems.Of(
                    StatusCodes.Status404NotFound,
                    "key-not-found",
                    "No such key",
                    $"There is no key {id}. GET /api/keys lists them."
                );
            case RevokeOutcome.LastAdmin:
                return Problems.Of(
                    StatusCodes.Status409Conflict,
                    "last-admin-key",
                    "The last admin key stays",
                    "Without it nobody could make keys any more. Make another with \"scope\": \"admin\" first, and revoke this one with it."
                );
            default:
                await ring.ChangedAsync(stopping);
                return TypedResults.NoContent();
        }
    }
}
