using Microsoft.Extensions.Options;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Hints;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.Storage.SupplierOrders;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Orders at the suppliers what the shops have sold. Of several workers one orders for an account, since its basket is one; whoever takes over
/// goes on from what is stored.
/// </summary>
internal sealed class Purchasing(
    SupplierOrderStore store,
    SupplierOrderQueries queries,
    Proposing proposing,
    Terms terms,
    Placing placing,
    LostAnswers lost,
    Checking checking,
    Cancelling cancelling,
    Following following,
    LeaseStore leases,
    IHints hints,
    IOptionsMonitor<ShopsOptions> shops,
    IOptionsMonitor<SupplierOrderOptions> options,
    TimeProvider clock,
    ILogger<Purchasing> logger
) : LeasedLooks("purchase", TimeSpan.FromSeconds(20), leases, clock, logger)
{
    private static readonly TimeSpan LookAgain = TimeSpan.FromSeconds(2);
    private static readonly SupplierOrderState[] Open =
    [
        SupplierOrderState.Proposed,
        SupplierOrderState.Approved,
        SupplierOrderState.Placing,
        SupplierOrderState.Placed,
    ];

    protected override IEnumerable<string> Keys =>
        shops.CurrentValue.BySupplier().Select(account => account.Key);

    protected override Task PauseAsync(CancellationToken stopping) =>
        hints.WaitAsync(HintTopics.SupplierOrders, LookAgain, stopping);

    // With ordering off what was begun is still brought to its end.
    protected override async Task<bool> IsDueAsync(string key, CancellationToken stopping) =>
        options.CurrentValue.Mode != OrderingMode.Off || (await OpenAsync(key, stopping)).Count > 0;

    protected override Task LookAsync(string key, Lease lease, CancellationToken stopping) =>
        WorkAsync(
            new(
                key,
                [.. shops.CurrentValue.BySupplier()[key]],
                options.CurrentValue,
                lease,
                store,
                Clock
            ),
            stopping
        );

    private async Task WorkAsync(Round round, CancellationToken stopping)
    {
        using var scope = logger.BeginScope(
            new Dictionary<string, object>(StringComparer.Ordinal) { ["Account"] = round.Account }
        );
        await proposing.WithdrawAsync(round, await OpenAsync(round.Account, stopping), stopping);
        await proposing.ProposeAsync(round, stopping);
        await terms.KeepAsync(round, stopping);
        var open = await OpenAsync(round.Account, stopping);
        var due = open.Where(o => o.NextAt <= round.Now).ToList();
        foreach (
            var order in due.Where(o =>
                o is { State: SupplierOrderState.Placed, Cancellation.EndedAt: null }
            )
        )
        {
            await cancelling.GoOnAsync(round, order, stopping);
        }

        // Until it is known what became of one, its lines may lie in the basket: no other is begun.
        var sent = open.FirstOrDefault(o => o.IsSent);
        if (sent is { State: SupplierOrderState.Placing })
        {
            if (sent.NextAt <= round.Now)
            {
                using var span = WorkerTelemetry.StartWork(
                    "look for supplier order",
                    VendorName.AlStyle.Key,
                    round.Account
                );
                await lost.FindAsync(round, sent, stopping);
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
                round.Account
            );
            await placing.PlaceAsync(round, approved, stopping);
        }

        await following.KeepAsync(
            round,
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
            await checking.CheckAsync(round, order, stopping);
        }
    }

    private Task<IReadOnlyList<StoredSupplierOrder>> OpenAsync(
        string account,
        CancellationToken stopping
    ) => queries.AllAsync(account, Open, stopping);
}
