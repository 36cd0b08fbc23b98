using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Offers;

namespace TimurApiConnect.Gateway.Offers;

/// <summary>What to look for. Read as text, so that every wrong value is reported.</summary>
internal sealed class OfferQuery
{
    [Description("The shop's key; may be left out when there is only one.")]
    public string? Shop { get; init; }

    [Description("Only offers that stand so.")]
    public string? State { get; init; }

    [Description("Only offers that are not on sale for this reason.")]
    public string? Reason { get; init; }

    [Description("Only this brand; letter case does not matter.")]
    public string? Brand { get; init; }

    [Description("A part of the SKU, the name or the part number.")]
    public string? Search { get; init; }

    [Description("Price from, tenge.")]
    public string? PriceFrom { get; init; }

    [Description("Price to and with, tenge.")]
    public string? PriceTo { get; init; }

    [Description(
        "sku (the default), article, name, brand, price, stock or changedAt; with a leading minus descending."
    )]
    public string? Sort { get; init; }

    [Description("Which page, from 0.")]
    public string? Page { get; init; }

    [Description("Offers a page, 1 to 500; 50 when left out.")]
    public string? Size { get; init; }

    /// <summary>The filter, or the problem with it.</summary>
    public (OfferFilter? Filter, ProblemHttpResult? Problem) Read(ShopDirectory shops)
    {
        const long Most = 1_000_000_000;
        var query = new QueryReader(shops);
        var shop = query.Shop(Shop);
        var (state, reason) = (
            query.Choice<OfferState>("state", State),
            query.Choice<Reason>("reason", Reason)
        );
        var (brand, search) = (query.Text("brand", Brand, 200), query.Text("search", Search, 200));
        var (from, to) = (
            query.WholeOrNull("priceFrom", PriceFrom, 0, Most),
            query.WholeOrNull("priceTo", PriceTo, 0, Most)
        );
        var (page, size) = (
            query.Whole("page", Page, 0, 0, 1_000_000),
            query.Whole("size", Size, 50, 1, 500)
        );
        var sort = string.IsNullOrEmpty(Sort) ? "sku" : Sort;
        var key = sort.StartsWith('-') ? sort[1..] : sort;
        if (!OfferQueries.SortKeys.Contains(key, StringComparer.OrdinalIgnoreCase))
        {
            query.Report(
                "sort",
                $"is {QueryReader.Shown(sort)}; one of {string.Join(", ", OfferQueries.SortKeys)} is wanted, with a leading minus for descending."
            );
        }

        return query.Problem is { } problem
            ? (null, problem)
            : (
                new OfferFilter
                {
                    Shop = shop!.Key,
                    Account = shop.Options.Supplier,
                    State = state,
                    Reason = reason,
                    Brand = brand,
                    Search = search,
                    PriceFrom = from,
                    PriceTo = to,
                    Sort = sort,
                    Page = page,
                    Size = size,
                },
                null
            );
    }
}

/// <summary>Offers and why they are as they are.</summary>
internal static class OfferEndpoints
{
    private const int MaxHistory = 100;

    public static void MapOffers(this RouteGroupBuilder api)
    {
        var offers = api.MapGroup("/offers").WithTags("Offers").Needs(KeyScope.Read);
        offers
            .MapGet("/", FindAsync)
            .WithName("ListOffers")
            .WithSummary("A page of a shop's offers, filtered and sorted")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        offers
            .MapGet("/{sku}", DetailAsync)
            .WithName("GetOffer")
            .WithSummary(
                "An offer with its explanation and history, by SKU or by the supplier's code"
            )
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
    }

    private static async Task<Results<Ok<OfferPage>, ProblemHttpResult>> FindAsync(
        [AsParameters] OfferQuery query,
        Caller caller,
        ShopDirectory shops,
        OfferQueries offers,
        CancellationToken stopping
    )
    {
        var (filter, problem) = query.Read(shops);
        if (filter is null)
        {
            return problem!;
        }

        var (rows, total) = await offers.FindAsync(filter, stopping);
        return TypedResults.Ok(
            new OfferPage(
                total,
                filter.Page,
                filter.Size,
                [.. rows.Select(r => OfferView.Of(r).For(caller))]
            )
        );
    }

    private static async Task<Results<Ok<OfferDetail>, ProblemHttpResult>> DetailAsync(
        string sku,
        string? shop,
        Caller caller,
        ShopDirectory shops,
        OfferQueries offers,
        OfferExplainer explainer,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var found = query.Shop(shop);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var (key, account) = (found!.Key, found.Options.Supplier);
        if (await offers.FindBySkuAsync(key, account, sku, stopping) is not [var row, ..])
        {
            return Problems.Of(
                StatusCodes.Status404NotFound,
                "offer-not-found",
                "No such offer",
                $"{key} has no offer with the SKU or article {QueryReader.Shown(sku)}. GET /api/offers?search= looks for parts of it."
            );
        }

        return TypedResults.Ok(
            new OfferDetail(
                key,
                OfferView.Of(row).For(caller),
                (await explainer.ExplainAsync(key, account, row, stopping)).For(caller),
                await offers.HistoryAsync(key, row.Offer.Article, MaxHistory, stopping)
            )
        );
    }
}
