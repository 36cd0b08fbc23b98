using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Hints;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.SupplierOrders;

/// <summary>Orders at the supplier: what there is, and what a person decides.</summary>
internal static class SupplierOrderEndpoints
{
    private const int MostRows = 200;
    private const int MostPages = 100_000;

    public static void MapSupplierOrders(this RouteGroupBuilder api)
    {
        var orders = api.MapGroup("/supplier-orders").WithTags("Supplier orders");
        orders
            .MapGet("", ListAsync)
            .WithName("ListSupplierOrders")
            .WithSummary("Orders at the supplier, the newest first")
            .Needs(KeyScope.Read)
            .NeedsDealerPrices()
            .ProducesProblem(StatusCodes.Status400BadRequest);
        orders
            .MapGet("/{id:long}", FindAsync)
            .WithName("GetSupplierOrder")
            .WithSummary("An order at the supplier with its lines and its history")
            .Needs(KeyScope.Read)
            .NeedsDealerPrices()
            .ProducesProblem(StatusCodes.Status404NotFound);
        Map(orders, "approve", "Has a proposed order placed", SupplierOrderDecision.Approve);
        Map(
            orders,
            "dismiss",
            "Gives an order up; its lines are not proposed again",
            SupplierOrderDecision.Dismiss
        );
        Map(
            orders,
            "retry",
            "Goes on with a parked order; one that may have been sent is looked for first",
            SupplierOrderDecision.Retry
        );
    }

    private static void Map(
        RouteGroupBuilder orders,
        string verb,
        string summary,
        SupplierOrderDecision decision
    ) =>
        orders
            .MapPost(
                $"/{{id:long}}/{verb}",
                (
                    long id,
                    Caller caller,
                    SupplierOrderQueries queries,
                    SupplierOrderStore store,
                    IHints hints,
                    TimeProvider clock,
                    CancellationToken stopping
                ) => DecideAsync(id, decision, caller, queries, store, hints, clock, stopping)
            )
            .WithName($"{decision}SupplierOrder")
            .WithSummary(summary)
            .Needs(KeyScope.Operate)
            .NeedsDealerPrices()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<SupplierOrderPage>, ProblemHttpResult>> ListAsync(
        string? state,
        string? page,
        string? size,
        ShopDirectory shops,
        SupplierOrderQueries queries,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var wanted = query.Choice<SupplierOrderState>("state", state);
        var which = query.Whole("page", page, 0, 0, MostPages);
        var most = query.Whole("size", size, 50, 1, MostRows);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var (found, total) = await queries.FindAsync(
            new SupplierOrderFilter(null, wanted is { } one ? [one] : [], which, most),
            stopping
        );
        return TypedResults.Ok(
            new SupplierOrderPage([.. found.Select(SupplierOrderView.Of)], total)
        );
    }

    private static async Task<Results<Ok<SupplierOrderDetails>, ProblemHttpResult>> FindAsync(
        long id,
        SupplierOrderQueries queries,
        CancellationToken stopping
    ) =>
        await queries.FindAsync(id, stopping) is { } order
            ? TypedResults.Ok(
                SupplierOrderDetails.Of(order, await queries.HistoryAsync(id, stopping))
            )
            : NoSuchOrder(id);

    private static async Task<Results<Ok<SupplierOrderView>, ProblemHttpResult>> DecideAsync(
        long id,
        SupplierOrderDecision decision,
        Caller caller,
        SupplierOrderQueries queries,
        SupplierOrderStore store,
        IHints hints,
        TimeProvider clock,
        CancellationToken stopping
    )
    {
        if (await queries.FindAsync(id, stopping) is not { } order)
        {
            return NoSuchOrder(id);
        }

        if (
            Decisions.Of(order, decision, caller.Name, clock.GetUtcNow()) is not var (decided, step)
        )
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                "supplier-order-not-waiting",
                "The order does not wait for that",
                $"Supplier order {id} is {QueryReader.Spelled(order.State)}. {Decisions.Possible(decision)} GET /api/supplier-orders/{id} shows it."
            );
        }

        if (!await store.SaveAsync(decided, step, lease: null, stopping))
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                "supplier-order-changed",
                "The order has just changed",
                $"Supplier order {id} was changed by somebody else at the same moment; nothing was done. Look at GET /api/supplier-orders/{id} and decide again."
            );
        }

        await hints.TellAsync(HintTopics.SupplierOrders);
        // As it was decided: the worker may have gone on already.
        return TypedResults.Ok(SupplierOrderView.Of(decided));
    }

    private static ProblemHttpResult NoSuchOrder(long id) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "supplier-order-not-found",
            "No such order at the supplier",
            $"There is no supplier order {id}. GET /api/supplier-orders lists them."
        );
}
