using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.SupplierOrders;

/// <summary>Takes a person's decision about an order at the supplier down.</summary>
internal sealed class SupplierOrderDesk(
    SupplierOrderQueries queries,
    SupplierOrderStore store,
    SupplierOrderNotices notices,
    INotifier notifier,
    TimeProvider clock
)
{
    public async Task<Results<Ok<SupplierOrderView>, ProblemHttpResult>> DecideAsync(
        long id,
        SupplierOrderDecision decision,
        string who,
        string reason,
        CancellationToken stopping
    )
    {
        if (await queries.FindAsync(id, stopping) is not { } order)
        {
            return NoSuchOrder(id);
        }

        var after = SupplierOrderMachine.Next(
            order,
            decision.ToEvent(who, clock.GetUtcNow(), reason)
        );
        if (!after.Happens)
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                after.Refusal.Code,
                "The order does not wait for that",
                $"Supplier order {id} is {QueryReader.Spelled(order.State)}. {after.Refusal.Text} GET /api/supplier-orders/{id} shows it."
            );
        }

        var (decided, said) = (after.Next, after.Journal!);
        if (
            !await store.SaveAsync(decided, new(who, said.What, said.Detail), lease: null, stopping)
        )
        {
            return Problems.Of(
                StatusCodes.Status409Conflict,
                "supplier-order-changed",
                "The order has just changed",
                $"Supplier order {id} was changed by somebody else at the same moment; nothing was done. Look at GET /api/supplier-orders/{id} and decide again."
            );
        }

        await notifier.PublishAsync(Topics.SupplierOrders);
        // As it was decided: the worker may have gone on already.
        return TypedResults.Ok(
            SupplierOrderView.Of(decided, (await notices.OfAsync([decided], stopping))[id])
        );
    }

    public static ProblemHttpResult NoSuchOrder(long id) =>
        Problems.Of(
            StatusCodes.Status404NotFound,
            "supplier-order-not-found",
            "No such order at the supplier",
            $"There is no supplier order {id}. GET /api/supplier-orders lists them."
        );
}
