using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Journal;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>How far the reading of a shop's history is.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="State">Where it stands.</param>
/// <param name="Percent">The part that was read.</param>
/// <param name="From">The oldest creation date wanted.</param>
/// <param name="To">The newest.</param>
/// <param name="ReadBackTo">Everything newer than this was read.</param>
/// <param name="Found">Orders that Kaspi showed.</param>
/// <param name="New">Of them those that were not known.</param>
/// <param name="AskedAt">When it was asked for.</param>
/// <param name="AskedBy">By whom.</param>
/// <param name="Failure">Why it waits; it goes on by itself.</param>
internal sealed record OrderImportView(
    string Shop,
    OrderImportState State,
    int Percent,
    DateTimeOffset From,
    DateTimeOffset To,
    DateTimeOffset ReadBackTo,
    int Found,
    int New,
    DateTimeOffset AskedAt,
    string AskedBy,
    string? Failure
)
{
    public static OrderImportView Of(OrderImport import) =>
        new(
            import.Shop,
            import.State,
            import.Percent,
            import.From,
            import.To,
            import.NextTo,
            import.Found,
            import.New,
            import.AskedAt,
            import.AskedBy,
            import.Failure
        );
}

/// <summary>Reading a shop's older orders.</summary>
internal static class OrderImportEndpoints
{
    private const int MaxMonths = 36;

    public static void MapOrderImport(this RouteGroupBuilder api)
    {
        var import = api.MapGroup("/orders/import").WithTags("Orders");
        import
            .MapGet("/", GetAsync)
            .WithName("GetOrderImport")
            .WithSummary("How far the reading of a shop's older orders is")
            .Needs(KeyScope.Read)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        import
            .MapPost("/", AskAsync)
            .WithName("StartOrderImport")
            .WithSummary("Reads a shop's orders of so many months, in windows, beside the new ones")
            .WithDescription(
                "Body: `{\"months\": 12}`, 1 to 36, and `\"shop\"` when there are several."
            )
            .Needs(KeyScope.Operate)
            .WithMetadata(new RequestSizeLimitAttribute(JsonBody.Largest))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
        import
            .MapDelete("/", StopAsync)
            .WithName("StopOrderImport")
            .WithSummary("Stops it; what was read stays")
            .Needs(KeyScope.Operate)
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<OrderImportView>, ProblemHttpResult>> GetAsync(
        string? shop,
        ShopDirectory shops,
        OrderImportStore imports,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        if (query.Shop(shop) is not { } found)
        {
            return query.Problem!;
        }

        return await imports.FindAsync(found.Key, stopping) is { } import
            ? TypedResults.Ok(OrderImportView.Of(import))
            : None(found.Key);
    }

    private static async Task<Results<Accepted<OrderImportView>, ProblemHttpResult>> AskAsync(
        HttpRequest request,
        Caller caller,
        ShopDirectory shops,
        OrderImportStore imports,
        JournalStore journal,
        TimeProvider clock,
        CancellationToken stopping
    )
    {
        var (body, problem) = await JsonBody.ReadAsync(request, stopping);
        if (problem is not null)
        {
            return problem;
        }

        var fields = new BodyFields(body, "shop", "months");
        var key = fields.Text("shop", "a shop's key as text");
        var months = fields.Whole("months", 1, MaxMonths);
        fields.Demand("months", months is not null);
        var query = new QueryReader(shops);
        var shop = query.Shop(key);
        if ((fields.Problem ?? query.Problem) is { } wrong)
        {
            return wrong;
        }

        var now = clock.GetUtcNow();
        if (
            !await imports.AskAsync(
                shop!.Key,
                now.AddMonths(-months!.Value),
                now,
                caller.Name,
                now,
                stopping
            )
        )
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                "import-running",
                "An import runs already",
                $"{shop.Key}'s older orders are being read. GET /api/orders/import says how far it is; DELETE stops it."
            );
        }

        await journal.AddAsync(
            new(now, caller.Name, "order import asked for", shop.Key, 0, $"{months} months back."),
            stopping
        );
        return TypedResults.Accepted(
            "/api/orders/import",
            OrderImportView.Of((await imports.FindAsync(shop.Key, stopping))!)
        );
    }

    private static async Task<Results<NoContent, ProblemHttpResult>> StopAsync(
        string? shop,
        Caller caller,
        ShopDirectory shops,
        OrderImportStore imports,
        JournalStore journal,
        TimeProvider clock,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        if (query.Shop(shop) is not { } found)
        {
            return query.Problem!;
        }

        if (!await imports.StopAsync(found.Key, stopping))
        {
            return None(found.Key);
        }

        await journal.AddAsync(
            new(
                clock.GetUtcNow(),
                caller.Name,
                "order import stopped",
                found.Key,
                0,
                "What was read stays."
            ),
            stopping
        );
        return TypedResults.NoContent();
    }

    private static ProblemHttpResult None(string shop) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "no-import",
            "No import",
            $"No import of {shop}'s older orders runs. POST /api/orders/import with {{\"months\": 12}} starts one."
        );
}
