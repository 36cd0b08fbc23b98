using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Notes how a placed order stands at the supplier.</summary>
internal sealed class StatusRecorder(ISupplierOrdering supplier)
{
    private const string NotFound = "placed-not-found";

    /// <summary>Notes its status, when that has changed.</summary>
    public async Task NoteAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        OrderReading reading,
        SupplierStatus status,
        CancellationToken stopping
    )
    {
        if (status == order.Status && !status.IsMerged && order.FailureCode != NotFound)
        {
            return;
        }

        if (await AsTakenAsync(context, order, reading, status, stopping) is not { } known)
        {
            return;
        }

        var found =
            known.FailureCode == NotFound
                ? known with
                {
                    FailureCode = null,
                    Failure = null,
                }
                : known;
        await (
            status.IsMerged && reading.MergedWith is { } other
                ? MergedAsync(context, found, other, status, stopping)
                : MovedAsync(context, found, status, stopping)
        );
    }

    /// <summary>Notes that nobody can say how it stands.</summary>
    public static async Task NoteNotFoundAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        string why,
        CancellationToken stopping
    )
    {
        if (order.FailureCode != NotFound)
        {
            await context.SaveAsync(
                order with
                {
                    FailureCode = NotFound,
                    Failure = why,
                },
                "supplier order not found any more",
                why,
                stopping
            );
        }
    }

    /// <summary>
    /// What was taken of it, seen before it is too late: what has left is compared once more, what is merged cannot be told from the other's goods
    /// any more. Null when that has to be asked again.
    /// </summary>
    private async Task<StoredSupplierOrder?> AsTakenAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        OrderReading reading,
        SupplierStatus status,
        CancellationToken stopping
    )
    {
        if (
            order.MergedFrom is not null
            || !(status.IsShipped || (status.IsMerged && order.CheckedAt is null))
        )
        {
            return order;
        }

        var read = reading.Lines is null
            ? await supplier.ReadOrderAsync(context.Account, order.Number!, stopping)
            : reading;
        return read.Value?.Lines is { Count: > 0 } taken
                ? OrderVerifier.AsTaken(order, taken, context.Now)
            : order.CheckedAt is not null ? order
            : read.Failure is { } failure && failure.Kind != FailureKind.RequestRefused ? null
            : order with
            {
                Difference =
                    "It could not be compared with what was ordered before it was shipped or merged.",
            };
    }

    private static Task MergedAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        string other,
        SupplierStatus status,
        CancellationToken stopping
    ) =>
        context.SaveAsync(
            order with
            {
                Number = other,
                MergedFrom = order.MergedFrom ?? order.Number,
                Status = status,
            },
            "supplier order merged",
            $"The supplier has merged {order.Number} into {other}; that one is followed from now on. {order.Difference}".TrimEnd(),
            stopping
        );

    private static Task MovedAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        SupplierStatus status,
        CancellationToken stopping
    )
    {
        var isOver = status.IsShipped || status.IsCancelled;
        var tooLate = status.IsShipped && order.Cancellation is not null;
        return context.SaveAsync(
            order with
            {
                Status = status,
                State =
                    status.IsShipped ? SupplierOrderState.Shipped
                    : status.IsCancelled ? SupplierOrderState.Cancelled
                    : order.State,
                ShippedAt = status.IsShipped ? context.Now : null,
                Cancellation = isOver
                    ? SupplierOrderCanceller.Ended(order.Cancellation, context.Now)
                    : order.Cancellation,
                FailureCode =
                    status.IsCancelled ? "cancelled-at-supplier"
                    : tooLate ? "cancel-too-late"
                    : order.FailureCode,
                Failure =
                    status.IsCancelled
                        ? "The order was cancelled at the supplier; what is still wanted of it is proposed anew and waits for a person."
                    : tooLate ? "It was shipped before it could be cancelled: the goods come."
                    : order.Failure,
            },
            status.IsShipped ? "supplier order shipped"
                : status.IsCancelled ? "supplier order cancelled at the supplier"
                : "supplier order's status",
            $"The supplier says {status} ({status.Meaning}). {(status.IsShipped ? order.Difference : "")}".TrimEnd(),
            stopping
        );
    }
}
