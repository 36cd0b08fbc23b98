using System.IO.Compression;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Net.Http.Headers;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Kaspi.PriceLists;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.PriceLists;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>The newest versions, the newest first.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Versions">The versions.</param>
internal sealed record PriceListVersions(string Shop, IReadOnlyList<PriceListVersion> Versions);

/// <summary>What Kaspi would not like about a list.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Version">Which version was read.</param>
/// <param name="Valid">Whether it is right.</param>
/// <param name="Violations">All breaches, at most a thousand.</param>
internal sealed record PriceListValidation(
    string Shop,
    long Version,
    bool Valid,
    IReadOnlyList<PriceListViolation> Violations
);

/// <summary>Who pulled, the newest first.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Pulls">The pulls.</param>
internal sealed record PullList(string Shop, IReadOnlyList<Pull> Pulls);

/// <summary>Published price lists and who pulled them.</summary>
internal static class PriceListEndpoints
{
    private const int MaxRows = 500;

    public static void MapPriceLists(this RouteGroupBuilder api)
    {
        var lists = api.MapGroup("/price-lists").WithTags("Price lists").Needs(KeyScope.Read);
        lists
            .MapGet("/", ListAsync)
            .WithName("ListPriceLists")
            .WithSummary("The published versions of a shop's price list, the newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        lists
            .MapGet("/{shop}/{version:long}", DownloadAsync)
            .WithName("DownloadPriceList")
            .WithSummary("A version's XML, as it was published")
            .Produces<string>(StatusCodes.Status200OK, "application/xml")
            .ProducesProblem(StatusCodes.Status404NotFound);
        lists
            .MapGet("/{shop}/validation", Validate)
            .WithName("ValidatePriceList")
            .WithSummary(
                "Reads the current price list as Kaspi would and says what it would not like"
            )
            .ProducesProblem(StatusCodes.Status404NotFound);
        api.MapGet("/pulls", PullsAsync)
            .WithName("ListPulls")
            .WithTags("Price lists")
            .WithSummary("Who pulled the shop's price list, the newest first")
            .Needs(KeyScope.Read)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<PriceListVersions>, ProblemHttpResult>> ListAsync(
        string? shop,
        string? size,
        ShopDirectory shops,
        PriceListStore store,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var (found, most) = (query.Shop(shop), query.Whole("size", size, 50, 1, MaxRows));
        return query.Problem is { } problem
            ? problem
            : TypedResults.Ok(
                new PriceListVersions(found!.Key, await store.ListAsync(found.Key, most, stopping))
            );
    }

    private static async Task<Results<FileStreamHttpResult, ProblemHttpResult>> DownloadAsync(
        string shop,
        long version,
        ShopDirectory shops,
        PriceListStore store,
        HttpContext context,
        CancellationToken stopping
    )
    {
        if (shops.Find(shop) is null)
        {
            return Problems.NoSuchShop(shop, shops.All);
        }

        if (await store.LoadAsync(shop, version, stopping) is not { } found)
        {
            return NoList(
                $"Version {version} of {shop} does not exist, or its bytes were freed after a day or more. GET /api/price-lists lists the versions."
            );
        }

        // Never changed once published.
        context.Response.Headers.CacheControl = "private, max-age=86400, immutable";
        context.Response.Headers.Vary = "Accept-Encoding";
        Stream bytes = new MemoryStream(found.Gzip);
        var gzip = Negotiation.WantsGzip(context.Request.Headers.AcceptEncoding);
        if (gzip)
        {
            context.Response.Headers.ContentEncoding = "gzip";
        }
        else
        {
            bytes = new GZipStream(bytes, CompressionMode.Decompress);
        }

        return TypedResults.Stream(
            bytes,
            "application/xml; charset=utf-8",
            $"{shop}-{version}.xml",
            found.Version.CreatedAt,
            new EntityTagHeaderValue(
                gzip ? $"\"{found.Version.Hash}-gzip\"" : $"\"{found.Version.Hash}\""
            )
        );
    }

    private static Results<Ok<PriceListValidation>, ProblemHttpResult> Validate(
        string shop,
        ShopDirectory shops,
        PriceListCache cache
    )
    {
        if (shops.Find(shop) is null)
        {
            return Problems.NoSuchShop(shop, shops.All);
        }

        if (cache.Find(shop) is not { } list)
        {
            return NoList(
                $"{shop} has no price list yet. GET {new Shop(shop, new()).FeedPath} says why."
            );
        }

        using var xml = new GZipStream(
            new MemoryStream(list.GzipBytes),
            CompressionMode.Decompress
        );
        var violations = PriceListValidator.Validate(xml);
        return TypedResults.Ok(
            new PriceListValidation(shop, list.Version.Version, violations.Count == 0, violations)
        );
    }

    private static async Task<Results<Ok<PullList>, ProblemHttpResult>> PullsAsync(
        string? shop,
        string? size,
        ShopDirectory shops,
        PullStore store,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var (found, most) = (query.Shop(shop), query.Whole("size", size, 50, 1, MaxRows));
        return query.Problem is { } problem
            ? problem
            : TypedResults.Ok(
                new PullList(found!.Key, await store.ListAsync(found.Key, most, stopping))
            );
    }

    private static ProblemHttpResult NoList(string detail) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "price-list-not-found",
            "No such price list",
            detail
        );
}
