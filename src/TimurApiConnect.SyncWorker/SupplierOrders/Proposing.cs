using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Proposes orders for what was sold, and takes back those that are not wanted any more.</summary>
internal sealed class Proposing(SupplyStore supply, SupplierAccountStore accounts)
{
    /// <summary>Withdraws what is not yet on its way and whose order lines have changed.</summary>
    public async Task WithdrawAsync(
        Round round,
        IReadOnlyList<StoredSupplierOrder> orders,
        CancellationToken stopping
    )
    {
        var open = orders
            .Where(o =>
                o.State is SupplierOrderState.Proposed or SupplierOrderState.Approved
                && o.Tries == 0
            )
            .ToDictionary(o => o.Id);
        foreach (var (id, why) in await supply.NotWantedAsync(open.Keys, stopping))
        {
            await round.SaveAsync(
                open[id] with
                {
                    State = SupplierOrderState.Cancelled,
                    FailureCode = "not-wanted",
                    Failure = why,
                },
                "supplier order withdrawn",
                $"{why} What is still wanted is proposed anew.",
                stopping
            );
        }
    }

    /// <summary>Proposes what is due.</summary>
    public async Task ProposeAsync(Round round, CancellationToken stopping)
    {
        var settings = round.Settings;
        var daily = settings.Per == Grouping.Day;
        if (settings.Mode == OrderingMode.Off || daily && !await IsDueAsync(round, stopping))
        {
            return;
        }

        var wanted = await supply.WantedAsync(round.Shops, stopping);
        if (wanted.Count == 0 && !daily)
        {
            return;
        }

        var goods = await supply.GoodsAsync(
            round.Account,
            [.. wanted.Select(w => w.Article).Distinct()],
            stopping
        );
        await round.Store.ProposeAsync(
            round.Account,
            [
                .. Proposal
                    .Of(wanted, goods, settings.Per)
                    .Select(p =>
                        (p, Approval.AsksBecause(p, settings.Mode, settings.LargestAutomatic))
                    ),
            ],
            daily ? round.Today : null,
            round.Lease,
            stopping
        );
    }

    private async Task<bool> IsDueAsync(Round round, CancellationToken stopping) =>
        TimeOnly.FromTimeSpan(round.Now.ToOffset(AlmatyTime.Offset).TimeOfDay) >= round.Settings.At
        && (await accounts.FindAsync(round.Account, stopping)).ProposedDay < round.Today;
}
