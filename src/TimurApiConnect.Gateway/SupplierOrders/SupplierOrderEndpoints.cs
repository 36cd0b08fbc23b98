using System.ComponentModel;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.SupplierOrders;

/// <summary>Orders at the supplier: what there is, and what a person decides.</summary>
internal static class SupplierOrderEndpoints
{
    private const int MaxRows = 200;
    private const int MaxPages = 100_000;
    private const int LongestReason = 500;

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
        Map(
            orders,
            "renew",
            "Gives a parked order up that is surely not at the supplier; what is still wanted is proposed anew with today's prices",
            SupplierOrderDecision.Renew
        );
        orders
            .MapPost("/{id:long}/cancel", CancelAsync)
            .WithName("CancelSupplierOrder")
            .WithSummary("Has the supplier cancel a placed order")
            .WithDescription(
                "Body: `{\"reason\": \"the buyer has changed his mind\"}`. The order's status tells what came of it."
            )
            .Needs(KeyScope.Operate)
            .NeedsDealerPrices()
            .WithMetadata(new RequestSizeLimitAttribute(JsonBody.Largest))
            .ProducesProblem(StatusCodes.Status400BadRequest)
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);
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
                (long id, Caller caller, SupplierOrderDesk desk, CancellationToken stopping) =>
                    desk.DecideAsync(id, decision, caller.Name, "", stopping)
            )
            .WithName($"{decision}SupplierOrder")
            .WithSummary(summary)
            .Needs(KeyScope.Operate)
            .NeedsDealerPrices()
            .ProducesProblem(StatusCodes.Status404NotFound)
            .ProducesProblem(StatusCodes.Status409Conflict);

    private static async Task<Results<Ok<SupplierOrderPage>, ProblemHttpResult>> ListAsync(
        string? state,
        [Description("Only those that serve the order with this number at Kaspi.")] string? order,
        [Description("The shop of that order; all when left out.")] string? shop,
        string? page,
        string? size,
        ShopDirectory shops,
        SupplierOrderQueries queries,
        SupplierOrderNotices notices,
        CancellationToken stopping
    )
    {
        var query = new QueryReader(shops);
        var wanted = query.Choice<SupplierOrderState>("state", state);
        var (served, of) = (query.Text("order", order, 64), query.ShopOrAll(shop));
        var which = query.Whole("page", page, 0, 0, MaxPages);
        var most = query.Whole("size", size, 50, 1, MaxRows);
        if (query.Problem is { } problem)
        {
            return problem;
        }

        var (found, total) = await queries.FindAsync(
            new SupplierOrderFilter(
                null,
                wanted is { } one ? [one] : [],
                which,
                most,
                Serves: served is null ? null : new(of?.Key, served)
            ),
            stopping
        );
        var said = await notices.OfAsync(found, stopping);
        return TypedResults.Ok(
            new SupplierOrderPage(
                [.. found.Select(o => SupplierOrderView.Of(o, said[o.Id]))],
                total
            )
        );
    }

    private static async Task<Results<Ok<SupplierOrderDetails>, ProblemHttpResult>> FindAsync(
        long id,
        SupplierOrderQueries queries,
        SupplierOrderNotices notices,
        CancellationToken stopping
    ) =>
        await queries.FindAsync(id, stopping) is { } order
            ? TypedResults.Ok(
                SupplierOrderDetails.Of(
                    order,
                    (await notices.OfAsync([order], stopping))[id],
                    await queries.HistoryAsync(id, stopping)
                )
            )
            : SupplierOrderDesk.NoSuchOrder(id);

    private static async Task<Results<Ok<SupplierOrderView>, ProblemHttpResult>> CancelAsync(
        long id,
        HttpRequest request,
        Caller caller,
        SupplierOrderDesk desk,
        CancellationToken stopping
    )
    {
        var (body, problem) = await JsonBody.ReadAsync(request, stopping);
        if (problem is not null)
        {
            return problem;
        }

        var fields = new BodyFields(body, "reason");
        var reason = fields.Text("reason", "why, as text")?.Trim();
        fields.Demand("reason", reason is { Length: > 0 });
        if (reason?.Length > LongestReason)
        {
            fields.Report(
                "reason",
                $"has {reason.Length} characters; at most {LongestReason} are kept."
            );
        }

        return fields.Problem
            ?? await desk.DecideAsync(
                id,
                SupplierOrderDecision.Cancel,
                caller.Name,
                reason!,
                stopping
            );
    }
}
