using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Machines;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>One look at what there is to do at an account, under its lease.</summary>
internal sealed record SupplierOrderContext(
    string Account,
    IReadOnlyCollection<string> Shops,
    SupplierOrderOptions Settings,
    Lease Lease,
    SupplierOrderStore Store,
    TimeProvider Clock
)
{
    private const string Worker = "worker";

    public DateTimeOffset Now => Clock.GetUtcNow();

    public DateOnly Today => DayOf(Now);

    public static DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(InAlmaty(at));

    public static DateTime InAlmaty(DateTimeOffset at) => at.ToOffset(AlmatyTime.Offset).DateTime;

    /// <summary>When what did not work is tried again.</summary>
    public DateTimeOffset Again => Now + Settings.RetryEvery;

    /// <summary>Stores what the machine makes of an event; null when a person has decided otherwise meanwhile: then the order is left alone.</summary>
    public Task<StoredSupplierOrder?> ThenAsync(
        StoredSupplierOrder order,
        SupplierOrderEvent happening,
        CancellationToken stopping
    )
    {
        var after = SupplierOrderMachine.Next(order, happening);
        return SaveAsync(after.Value, after.Journal, stopping);
    }

    /// <summary>The same of an order that the machine has changed already.</summary>
    public async Task<StoredSupplierOrder?> SaveAsync(
        StoredSupplierOrder order,
        JournalLine? said,
        CancellationToken stopping
    ) =>
        await Store.SaveAsync(
            order,
            said is null ? null : new SupplierOrderStep(Worker, said.What, said.Detail),
            Lease,
            stopping
        )
            ? order with
            {
                Version = order.Version + 1,
            }
            : null;

    /// <summary>It does not go on now and is tried again.</summary>
    public Task<StoredSupplierOrder?> WaitAsync(
        StoredSupplierOrder order,
        Failure failure,
        CancellationToken stopping
    ) =>
        ThenAsync(
            order,
            new SupplierOrderEvent.Waits(failure.Code, failure.ToString(), Now, Again),
            stopping
        );
}
