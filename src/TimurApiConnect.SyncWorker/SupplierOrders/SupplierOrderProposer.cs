using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Proposes orders for what was sold, and takes back those that are not wanted any more.</summary>
internal sealed class SupplierOrderProposer(
    SupplyStore supply,
    SupplierAccountStore accounts,
    OwnBasket own
)
{
    /// <summary>
    /// Withdraws what is not at the supplier and whose order lines have changed: what is not yet on its way, or was looked for and is not there. Of
    /// the latter the basket has the last word, as before it is sent again.
    /// </summary>
    public async Task WithdrawAsync(
        SupplierOrderContext context,
        IReadOnlyList<StoredSupplierOrder> orders,
        CancellationToken stopping
    )
    {
        var open = orders
            .Where(o => o.State is SupplierOrderState.Proposed or SupplierOrderState.Approved)
            .ToDictionary(o => o.Id);
        var withdrawn = new List<StoredSupplierOrder>();
        foreach (var (id, why) in await supply.NotWantedAsync(open.Keys, stopping))
        {
            if (
                open[id].IsSent
                && (
                    open[id].NextAt > context.Now
                    || await own.StillHoldsAsync(context, open[id], stopping) is null
                )
            )
            {
                continue;
            }

            var order = await context.ThenAsync(
                open[id],
                new SupplierOrderEvent.NotWanted(why),
                stopping
            );
            if (order is not null)
            {
                withdrawn.Add(order);
            }
        }

        // What another one may still send from there is left alone.
        if (
            withdrawn.Exists(o => o.FillingAt is not null)
            && !orders.Any(o => o.IsSent && withdrawn.TrueForAll(w => w.Id != o.Id))
        )
        {
            await own.TidyAsync(context.Account, stopping);
        }
    }

    /// <summary>Proposes what is due.</summary>
    public async Task ProposeAsync(SupplierOrderContext context, CancellationToken stopping)
    {
        var settings = context.Settings;
        var daily = settings.Per == Grouping.Day;
        if (settings.Mode == OrderingMode.Off)
        {
            return;
        }

        var day = daily ? await DueDayAsync(context, stopping) : null;
        if (daily && day is null)
        {
            return;
        }

        var wanted = await supply.WantedAsync(context.Shops, stopping);
        if (wanted.Count == 0 && !daily)
        {
            return;
        }

        var goods = await supply.GoodsAsync(
            context.Account,
            [.. wanted.Select(w => w.Article).Distinct()],
            stopping
        );
        await context.Store.ProposeAsync(
            context.Account,
            [
                .. Proposal
                    .Of(wanted, goods, settings.Per)
                    .Select(p =>
                        (p, Approval.AsksBecause(p, settings.Mode, settings.LargestAutomatic))
                    ),
            ],
            day,
            context.Lease,
            stopping
        );
    }

    private async Task<DateOnly?> DueDayAsync(
        SupplierOrderContext context,
        CancellationToken stopping
    ) =>
        DailyOrder.DueDay(
            SupplierOrderContext.InAlmaty(context.Now),
            context.Settings.At,
            (await accounts.FindAsync(context.Account, stopping)).ProposedDay
        );
}
