using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>What to look for. Read as text, so that every wrong value is reported.</summary>
internal sealed class OrderListQuery
{
    [Description("The shop's key; may be left out when there is only one.")]
    public string? Shop { get; init; }

    [Description("Only orders in this stage: the tab of Kaspi's cabinet.")]
    public string? Stage { get; init; }

    [Description("true: only those that are not over; false: only those that are.")]
    public string? Open { get; init; }

    [Description("A part of the order's number.")]
    public string? Search { get; init; }

    [Description("Which page, from 0.")]
    public string? Page { get; init; }

    [Description("Orders a page, 1 to 500; 50 when left out.")]
    public string? Size { get; init; }

    /// <summary>The filter, or the problem with it.</summary>
    public (OrderFilter? Filter, ProblemHttpResult? Problem) Read(ShopDirectory shops)
    {
        var query = new QueryReader(shops);
        var shop = query.Shop(Shop);
        var stage = query.Choice<OrderStage>("stage", Stage);
        var search = query.Text("search", Search, 64);
        var (page, size) = (
            query.Whole("page", Page, 0, 0, 1_000_000),
            query.Whole("size", Size, 50, 1, 500)
        );
        bool? open = Open switch
        {
            null or "" => null,
            "true" => true,
            "false" => false,
            _ => Wrong(query, Open),
        };
        return query.Problem is { } problem
            ? (null, problem)
            : (
                new OrderFilter(shop!.Key)
                {
                    Stage = stage,
                    IsOver = !open,
                    Search = search,
                    Page = page,
                    Size = size,
                },
                null
            );
    }

    private static bool? Wrong(QueryReader query, string text)
    {
        query.Report("open", $"is {QueryReader.Shown(text)}; true or false is wanted.");
        return null;
    }
}

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
        [AsParameters] OrderListQuery query,
        ShopDirectory shops,
        OrderQueries orders,
        CancellationToken stopping
    )
    {
        var (filter, problem) = query.Read(shops);
        if (filter is null)
        {
            return problem!;
        }

        var (rows, total) = await orders.FindAsync(filter, stopping);
        return TypedResults.Ok(
            new OrderPageView(total, filter.Page, filter.Size, [.. rows.Select(OrderRowView.Of)])
        );
    }

    private static async Task<Results<Ok<OrderDetail>, ProblemHttpResult>> DetailAsync(
        string code,
        string? shop,
        Caller caller,
        ShopDirectory shops,
        OrderReader orders,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var found = query.Shop(shop);
        var number = query.Text("code", code, 64);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        return await orders.FindAsync(found!.Key, number ?? "", caller, stopping) is { } order
            ? TypedResults.Ok(order)
            : NoSuchOrder(found.Key, code);
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
