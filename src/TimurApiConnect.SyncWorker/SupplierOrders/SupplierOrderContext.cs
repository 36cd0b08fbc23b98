using TimurApiConnect.Core.Failures;
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

    /// <summary>Stores an order as it now is; null when a person has decided otherwise meanwhile: then it is left alone.</summary>
    public async Task<StoredSupplierOrder?> SaveAsync(
        StoredSupplierOrder order,
        string? what,
        string detail,
        CancellationToken stopping
    ) =>
        await Store.SaveAsync(
            order,
            what is null ? null : new SupplierOrderStep(Worker, what, detail),
            Lease,
            stopping
        )
            ? order with
            {
                Version = order.Version + 1,
            }
            : null;

    /// <summary>It does not go on now and is tried again; the journal hears of it once.</summary>
    public Task<StoredSupplierOrder?> WaitAsync(
        StoredSupplierOrder order,
        string code,
        string why,
        CancellationToken stopping
    ) =>
        SaveAsync(
            order with
            {
                NextAt = Now + Settings.RetryEvery,
                WaitingSince = order.WaitingSince ?? Now,
                FailureCode = code,
                Failure = why,
            },
            order.FailureCode == code ? null : "supplier order waits",
            why,
            stopping
        );

    /// <summary>The same after a failure.</summary>
    public Task<StoredSupplierOrder?> WaitAsync(
        StoredSupplierOrder order,
        Failure failure,
        CancellationToken stopping
    ) => WaitAsync(order, failure.Code, failure.ToString(), stopping);

    /// <summary>It cannot go on without a person.</summary>
    public Task<StoredSupplierOrder?> ParkAsync(
        StoredSupplierOrder order,
        string code,
        string why,
        CancellationToken stopping
    ) =>
        SaveAsync(
            order with
            {
                State = SupplierOrderState.Parked,
                WaitingSince = null,
                BusySince = null,
                FailureCode = code,
                Failure = why,
            },
            "supplier order parked",
            why,
            stopping
        );

    /// <summary>The same while nobody knows whether the supplier has it: whoever goes on has to look there first.</summary>
    public Task<StoredSupplierOrder?> ParkUnknownAsync(
        StoredSupplierOrder order,
        string why,
        CancellationToken stopping
    ) =>
        ParkAsync(
            order,
            "outcome-unknown",
            $"The answer to the order was lost and the supplier lists no such order. {why} Look into the supplier's portal: if the order is there, dismiss this one; if not, retry.",
            stopping
        );

    /// <summary>The supplier has it.</summary>
    public Task<StoredSupplierOrder?> PlacedAsync(
        StoredSupplierOrder order,
        string number,
        string how,
        CancellationToken stopping
    ) =>
        SaveAsync(
            order with
            {
                State = SupplierOrderState.Placed,
                Number = number,
                PlacedAt = Now,
                WaitingSince = null,
                FailureCode = null,
                Failure = null,
            },
            "supplier order placed",
            $"The supplier's number is {number}. {how}",
            stopping
        );
}
