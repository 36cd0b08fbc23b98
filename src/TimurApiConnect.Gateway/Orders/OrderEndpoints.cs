using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>Orders as Kaspi showed them last, and what happened to them.</summary>
internal static class OrderEndpoints
{
    public static void MapOrders(this RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/orders").WithTags("Orders").Needs(KeyScope.Read);
        orders
            .MapGet("/", ListAsync)
            .WithName("ListOrders")
            .WithSummary("A page of a shop's orders, the newest first")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
        orders
            .MapGet("/{code}", DetailAsync)
            .WithName("GetOrder")
            .WithSummary("An order with its lines and its whole history")
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound);
    }

    private static async Task<Results<Ok<OrderPageView>, ProblemHttpResult>> ListAsync(
        [AsParameters] OrderFilterQuery query,
        [Description("Which page, from 0.")] string? page,
        [Description("Orders a page, 1 to 500; 50 when left out.")] string? size,
        ShopDirectory shops,
        OrderQueries orders,
        CancellationToken stopping
    )
    {
        var reader = new QueryReader(shops);
        var filter = query.Read(reader);
        var (wanted, most) = (
            reader.Whole("page", page, 0, 0, 1_000_000),
            reader.Whole("size", size, 50, 1, 500)
        );
        if (reader.Problem is { } problem)
        {
            return problem;
        }

        var (rows, total) = await orders.FindAsync(
            filter! with
            {
                Page = wanted,
                Size = most,
            },
            stopping
        );
        return TypedResults.Ok(
            new OrderPageView(total, wanted, most, [.. rows.Select(OrderRowView.Of)])
        );
    }

    private static async Task<Results<Ok<OrderDetail>, ProblemHttpResult>> DetailAsync(
        string code,
        string? shop,
        Caller caller,
        ShopDirectory shops,
        OrderDetailReader orders,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        if (query.Order(shop, code) is not { } named)
        {
            return query.Problem!;
        }

        return await orders.FindAsync(named.Shop.Key, named.Code, caller, stopping) is { } order
            ? TypedResults.Ok(order)
            : NoSuchOrder(named.Shop.Key, code);
    }

    internal static ProblemHttpResult NoSuchOrder(string shop, string code) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "order-not-found",
            "No such order",
            NoSuchOrderText(shop, code)
        );

    internal static string NoSuchOrderText(string shop, string code) =>
        $"{shop} has no order {QueryReader.Shown(code)}. GET /api/orders?search= looks for parts of the number; orders appear within Orders:PollEvery after Kaspi shows them.";
}
