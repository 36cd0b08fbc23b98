using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Notes how a placed order stands at the supplier.</summary>
internal sealed class StatusRecorder(ISupplierOrdering supplier)
{
    /// <summary>Notes its status, when that has changed.</summary>
    public async Task NoteAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        OrderReading reading,
        SupplierStatus status,
        CancellationToken stopping
    )
    {
        if (
            status == order.Status
            && !status.IsMerged
            && order.FailureCode != SupplierOrderMachine.NotSeenCode
        )
        {
            return;
        }

        if (await AsTakenAsync(context, order, reading, status, stopping) is not { } known)
        {
            return;
        }

        await context.ThenAsync(
            known,
            new SupplierOrderEvent.StatusRead(status, reading.MergedWith, context.Now),
            stopping
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
        if (order.FailureCode != SupplierOrderMachine.NotSeenCode)
        {
            await context.ThenAsync(order, new SupplierOrderEvent.NotSeen(why), stopping);
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
                ? OrderVerifier.AsTaken(order, taken, context.Now).Value
            : order.CheckedAt is not null ? order
            : read.Failure is { } failure && failure.Kind != FailureKind.RequestRefused ? null
            : SupplierOrderMachine.Next(order, new SupplierOrderEvent.NotCompared()).Value;
    }
}
