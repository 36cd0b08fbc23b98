using System.Globalization;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Primitives;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Gateway.PriceLists;
using TimurApiConnect.Gateway.Runs;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Rules;

namespace TimurApiConnect.Gateway.Rules;

/// <summary>A version of a shop's rules.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Version">Counts up from 1.</param>
/// <param name="CreatedAt">When it came.</param>
/// <param name="CreatedBy">From whom.</param>
/// <param name="Document">The rules, without comments; null when the text is no JSON.</param>
/// <param name="Text">The document as it was given, comments included.</param>
internal sealed record RulesView(
    string Shop,
    int Version,
    DateTimeOffset CreatedAt,
    string CreatedBy,
    JsonElement? Document,
    string Text
);

/// <summary>Rules that were taken.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Version">The version in force now.</param>
/// <param name="Changed">False when the same document was in force already.</param>
/// <param name="Run">The run that decides by them, or null.</param>
internal sealed record RulesTaken(string Shop, int Version, bool Changed, long? Run);

/// <summary>Whether a document could be taken.</summary>
/// <param name="Valid">Whether it could.</param>
/// <param name="Errors">All errors.</param>
internal sealed record RulesCheck(bool Valid, IReadOnlyList<RulesError> Errors);

/// <summary>The rules of each shop.</summary>
internal static class RulesEndpoints
{
    private const int MaxTries = 3;

    private static readonly JsonDocumentOptions Lenient = new()
    {
        CommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };

    public static void MapRules(this RouteGroupBuilder api)
    {
        var rules = api.MapGroup("/shops/{shop}/rules")
            .WithTags("Rules")
            .ProducesProblem(StatusCodes.Status404NotFound);
        rules
            .MapGet("/", CurrentAsync)
            .WithName("GetRules")
            .WithSummary("The rules in force, with their version as ETag")
            .Needs(KeyScope.Read)
            .NeedsDealerPrices()
            .ProducesProblem(StatusCodes.Status409Conflict);
        rules
            .MapGet("/{version:int}", VersionAsync)
            .WithName("GetRulesVersion")
            .WithSummary("An older version of the rules")
            .Needs(KeyScope.Read)
            .NeedsDealerPrices();
        rules
            .MapPut("/", PutAsync)
            .WithName("PutRules")
            .WithSummary("Puts new rules in force and starts a fast run")
            .Needs(KeyScope.Admin)
            .WithDescription(
                "With `If-Match: \"v3\"` only when version 3 is still in force. Wrong rules are refused with all their errors."
            )
            .Accepts<JsonElement>("application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status409Conflict)
            .ProducesProblem(StatusCodes.Status412PreconditionFailed)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
        rules
            .MapPost("/check", CheckAsync)
            .WithName("CheckRules")
            .WithSummary("Says whether rules could be taken, and what is wrong with them")
            .Needs(KeyScope.Operate)
            .Accepts<JsonElement>("application/json")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status413PayloadTooLarge)
            .ProducesProblem(StatusCodes.Status415UnsupportedMediaType);
    }

    private static async Task<Results<Ok<RulesView>, ProblemHttpResult>> CurrentAsync(
        string shop,
        ShopDirectory shops,
        ShopRulesSource source,
        HttpResponse response,
        CancellationToken stopping
    )
    {
        if (shops.Find(shop) is null)
        {
            return Problems.NoSuchShop(shop, shops.All);
        }

        var current = await source.DocumentAsync(shop, stopping);
        response.Headers.ETag = ETag(current.Version);
        return TypedResults.Ok(View(current));
    }

    private static async Task<Results<Ok<RulesView>, ProblemHttpResult>> VersionAsync(
        string shop,
        int version,
        ShopDirectory shops,
        RulesStore store,
        HttpResponse response,
        CancellationToken stopping
    )
    {
        if (shops.Find(shop) is null)
        {
            return Problems.NoSuchShop(shop, shops.All);
        }

        if (await store.LoadAsync(shop, version, stopping) is not { } found)
        {
            return Problems.Of(
                StatusCodes.Status404NotFound,
                "rules-not-found",
                "No such version of the rules",
                $"{shop} has no version {version}. GET /api/shops/{shop}/rules gives the one in force."
            );
        }

        response.Headers.ETag = ETag(found.Version);
        return TypedResults.Ok(View(found));
    }

    private static async Task<Results<Ok<RulesTaken>, ProblemHttpResult>> PutAsync(
        string shop,
        HttpContext context,
        Caller caller,
        ShopDirectory shops,
        ShopRulesSource source,
        RulesStore store,
        SkuMappings mappings,
        SyncStart start,
        CancellationToken stopping
    )
    {
        if (shops.Find(shop) is not { } found)
        {
            return Problems.NoSuchShop(shop, shops.All);
        }

        var (document, errors) = await ReadAsync(context.Request, mappings, stopping);
        if (errors.Count > 0)
        {
            return Problems.Of(
                StatusCodes.Status400BadRequest,
                "rules-invalid",
                "The rules cannot be used",
                "Nothing was changed. Correct what is listed under errors and send the whole document again.",
                errors.Select(e => new FieldError(e.Path, e.Message))
            );
        }

        var wanted = context.Request.Headers.IfMatch;
        for (var tries = 0; tries < MaxTries; tries++)
        {
            var current = await source.DocumentAsync(shop, stopping);
            if (!Matches(wanted, current.Version))
            {
                return Stale(shop, current.Version);
            }

            if (string.Equals(current.Document, document, StringComparison.Ordinal))
            {
                return Taken(context, new RulesTaken(shop, current.Version, false, null));
            }

            if (
                await store.AddAsync(shop, current.Version, document, caller.Name, stopping) is
                { } added
            )
            {
                var run = await start.AskAsync(caller, found, RunKind.Fast, false, stopping);
                return Taken(context, new RulesTaken(shop, added.Version, true, run.Id));
            }
        }

        return Problems.Of(
            StatusCodes.Status409Conflict,
            "rules-changed",
            "The rules change faster than they can be put",
            "Somebody else puts rules at the same moment. Get them again, and send yours with If-Match."
        );
    }

    private static async Task<Results<Ok<RulesCheck>, ProblemHttpResult>> CheckAsync(
        string shop,
        HttpRequest request,
        ShopDirectory shops,
        SkuMappings mappings,
        CancellationToken stopping
    )
    {
        if (shops.Find(shop) is null)
        {
            return Problems.NoSuchShop(shop, shops.All);
        }

        var (_, errors) = await ReadAsync(request, mappings, stopping);
        return TypedResults.Ok(new RulesCheck(errors.Count == 0, errors));
    }

    private static async Task<(string Document, IReadOnlyList<RulesError> Errors)> ReadAsync(
        HttpRequest request,
        SkuMappings mappings,
        CancellationToken stopping
    )
    {
        using var reader = new StreamReader(
            request.Body,
            new UTF8Encoding(false, throwOnInvalidBytes: true)
        );
        string document;
        try
        {
            document = await reader.ReadToEndAsync(stopping);
        }
        catch (DecoderFallbackException)
        {
            return ("", [new RulesError("$", "is no UTF-8 text; send the document as UTF-8.")]);
        }

        var (rules, errors) = RulesDocument.Read(document);
        if (rules?.SkuMappingFile is not { } file)
        {
            return (document, errors);
        }

        try
        {
            mappings.Read(file);
            return (document, errors);
        }
        catch (RulesUnusableException e)
        {
            return (document, [new RulesError("$.sku.mappingFile", e.Message)]);
        }
    }

    private static Ok<RulesTaken> Taken(HttpContext context, RulesTaken taken)
    {
        context.Response.Headers.ETag = ETag(taken.Version);
        return TypedResults.Ok(taken);
    }

    private static bool Matches(StringValues ifMatch, int version)
    {
        var etag = ETag(version);
        return ifMatch.Count == 0 || ifMatch.Any(v => Negotiation.Names(v, etag));
    }

    private static ProblemHttpResult Stale(string shop, int version) =>
        Problems.Of(
            StatusCodes.Status412PreconditionFailed,
            "rules-changed",
            "The rules have changed meanwhile",
            $"Version {version} is in force now. Get it with GET /api/shops/{shop}/rules, put your changes into it, and send it with If-Match: {ETag(version)}."
        );

    private static RulesView View(RulesVersion version)
    {
        JsonElement? document = null;
        try
        {
            using var parsed = JsonDocument.Parse(version.Document, Lenient);
            document = parsed.RootElement.Clone();
        }
        catch (JsonException)
        {
            // Then only the text can be shown.
        }

        return new RulesView(
            version.Shop,
            version.Version,
            version.CreatedAt,
            version.CreatedBy,
            document,
            version.Document
        );
    }

    private static string ETag(int version) =>
        string.Create(CultureInfo.InvariantCulture, $"\"v{version}\"");
}
