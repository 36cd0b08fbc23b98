using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Notes how a placed order stands at the supplier.</summary>
internal sealed class Noting(ISupplierOrdering supplier)
{
    private const string NotFound = "placed-not-found";

    /// <summary>Notes its status, when that has changed.</summary>
    public async Task NoteAsync(
        Round round,
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

        if (await AsTakenAsync(round, order, reading, status, stopping) is not { } known)
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
                ? MergedAsync(round, found, other, status, stopping)
                : MovedAsync(round, found, status, stopping)
        );
    }

    /// <summary>Notes that nobody can say how it stands.</summary>
    public static async Task NoteNotFoundAsync(
        Round round,
        StoredSupplierOrder order,
        string why,
        CancellationToken stopping
    )
    {
        if (order.FailureCode != NotFound)
        {
            await round.SaveAsync(
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
        Round round,
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
            ? await supplier.ReadOrderAsync(round.Account, order.Number!, stopping)
            : reading;
        return read.Value?.Lines is { Count: > 0 } taken ? Checking.AsTaken(order, taken, round.Now)
            : order.CheckedAt is not null ? order
            : read.Failure is { } failure && failure.Kind != FailureKind.RequestRefused ? null
            : order with
            {
                Difference =
                    "It could not be compared with what was ordered before it was shipped or merged.",
            };
    }

    private static Task MergedAsync(
        Round round,
        StoredSupplierOrder order,
        string other,
        SupplierStatus status,
        CancellationToken stopping
    ) =>
        round.SaveAsync(
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
        Round round,
        StoredSupplierOrder order,
        SupplierStatus status,
        CancellationToken stopping
    )
    {
        var isOver = status.IsShipped || status.IsCancelled;
        var tooLate = status.IsShipped && order.Cancellation is not null;
        return round.SaveAsync(
            order with
            {
                Status = status,
                State =
                    status.IsShipped ? SupplierOrderState.Shipped
                    : status.IsCancelled ? SupplierOrderState.Cancelled
                    : order.State,
                ShippedAt = status.IsShipped ? round.Now : null,
                Cancellation = isOver
                    ? Cancelling.Ended(order.Cancellation, round.Now)
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
