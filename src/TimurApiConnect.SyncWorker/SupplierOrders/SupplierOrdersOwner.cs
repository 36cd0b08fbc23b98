using Microsoft.Extensions.Options;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.Storage.SupplierOrders;
using TimurApiConnect.SyncWorker.Owners;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Owns an account's orders at the supplier, since its basket is one: orders what its shops have sold. Whoever owns it next goes on from what is
/// stored.
/// </summary>
internal sealed class SupplierOrdersOwner(
    SupplierOrderStore store,
    SupplierOrderQueries queries,
    SupplierOrderProposer proposing,
    SupplierTermsReader terms,
    OrderSubmitter placing,
    SubmissionReconciler lost,
    OrderVerifier checking,
    SupplierOrderCanceller cancelling,
    StatusPoller following,
    INotifier notifier,
    IOptionsMonitor<ShopsOptions> shops,
    IOptionsMonitor<SupplierOrderOptions> options,
    TimeProvider clock,
    LookLoop loop,
    ILogger<SupplierOrdersOwner> logger
) : IOwnedWork
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan LookWhileOff = TimeSpan.FromSeconds(10);
    private static readonly SupplierOrderState[] Open =
    [
        SupplierOrderState.Proposed,
        SupplierOrderState.Approved,
        SupplierOrderState.Placing,
        SupplierOrderState.Placed,
    ];

    public OwnerKind Kind => OwnerKind.SupplierOrders;

    public Task RunAsync(OwnerKey key, Lease lease, CancellationToken stopping) =>
        loop.RunAsync(
            "supplier orders",
            key.Name,
            () => LookAsync(key.Name, lease, stopping),
            pause => notifier.WaitAsync(Topics.SupplierOrders, pause, stopping),
            stopping
        );

    private async Task<TimeSpan> LookAsync(string key, Lease lease, CancellationToken stopping)
    {
        // With ordering off what was begun is still brought to its end.
        if (
            options.CurrentValue.Mode == OrderingMode.Off
            && (await OpenAsync(key, stopping)).Count == 0
        )
        {
            return LookWhileOff;
        }

        await WorkAsync(
            new(
                key,
                [.. shops.CurrentValue.BySupplier()[key]],
                options.CurrentValue,
                lease,
                store,
                clock
            ),
            stopping
        );
        return LookAgain;
    }

    private async Task WorkAsync(SupplierOrderContext context, CancellationToken stopping)
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["Account"] = context.Account }
        );
        await proposing.WithdrawAsync(
            context,
            await OpenAsync(context.Account, stopping),
            stopping
        );
        await proposing.ProposeAsync(context, stopping);
        await terms.KeepAsync(context, stopping);
        var open = await OpenAsync(context.Account, stopping);
        var due = open.Where(o => o.NextAt <= context.Now).ToList();
        foreach (
            var order in due.Where(o =>
                o is { State: SupplierOrderState.Placed, Cancellation.EndedAt: null }
            )
        )
        {
            await cancelling.GoOnAsync(context, order, stopping);
        }

        // Until it is known what became of one, its lines may lie in the basket: no other is begun.
        var sent = open.FirstOrDefault(o => o.IsSent);
        if (sent is { State: SupplierOrderState.Placing })
        {
            if (sent.NextAt <= context.Now)
            {
                using var span = WorkerTelemetry.StartWork(
                    "look for supplier order",
                    VendorName.AlStyle.Key,
                    context.Account
                );
                await lost.FindAsync(context, sent, stopping);
            }
        }
        else if (
            due.FirstOrDefault(o =>
                o.State == SupplierOrderState.Approved && (sent is null || o.Id == sent.Id)
            ) is
            { } approved
        )
        {
            using var span = WorkerTelemetry.StartWork(
                "place supplier order",
                VendorName.AlStyle.Key,
                context.Account
            );
            await placing.PlaceAsync(context, approved, stopping);
        }

        await following.KeepAsync(
            context,
            [
                .. open.Where(o =>
                    o is { State: SupplierOrderState.Placed } and not { Cancellation.EndedAt: null }
                ),
            ],
            stopping
        );

        foreach (
            var order in due.Where(o =>
                o
                    is { State: SupplierOrderState.Placed, CheckedAt: null, MergedFrom: null }
                        and not { Cancellation.EndedAt: null }
            )
        )
        {
            await checking.CheckAsync(context, order, stopping);
        }
    }

    private Task<IReadOnlyList<StoredSupplierOrder>> OpenAsync(
        string account,
        CancellationToken stopping
    ) => queries.AllAsync(account, Open, stopping);
}
