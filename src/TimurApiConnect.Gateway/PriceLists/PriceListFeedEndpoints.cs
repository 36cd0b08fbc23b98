namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>The address that Kaspi pulls.</summary>
internal static class PriceListFeedEndpoints
{
    private const string Pattern = "/feeds/{shop}/kaspi.xml";

    public static void MapPriceListFeed(this IEndpointRouteBuilder routes)
    {
        // The server is taken once and not asked from the container at each pull.
        var feed = routes.ServiceProvider.GetRequiredService<PriceListFeed>();
        Describe(
            routes.MapMethods(
                Pattern,
                [HttpMethods.Get],
                (string shop, HttpContext context) => feed.ServeAsync(shop, context)
            ),
            "GetKaspiPriceList",
            "The shop's price list, for Kaspi"
        );
        Describe(
            routes.MapMethods(
                Pattern,
                [HttpMethods.Head],
                (string shop, HttpContext context) => feed.ServeAsync(shop, context)
            ),
            "HeadKaspiPriceList",
            "The headers of the shop's price list"
        );
    }

    private static void Describe(RouteHandlerBuilder route, string name, string summary) =>
        route
            .WithName(name)
            .WithTags("Price lists")
            .WithSummary(summary)
            .WithDescription(
                "Served from memory, gzipped when wanted, with ETag and Last-Modified. Without a list the answer is 503 and never an empty list, so that Kaspi keeps the one it has."
            )
            .Produces<string>(StatusCodes.Status200OK, "application/xml")
            .Produces(StatusCodes.Status304NotModified)
            .ProducesProblem(StatusCodes.Status401Unauthorized)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status503ServiceUnavailable)
            .ShortCircuit();
}
