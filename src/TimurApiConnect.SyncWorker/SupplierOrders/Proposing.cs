using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Proposes orders for what was sold, and takes back those that are not wanted any more.</summary>
internal sealed class Proposing(SupplyStore supply, SupplierAccountStore accounts, OwnBasket own)
{
    /// <summary>
    /// Withdraws what is not at the supplier and whose order lines have changed: what is not yet on its way, or was looked for and is not there. Of
    /// the latter the basket has the last word, as before it is sent again.
    /// </summary>
    public async Task WithdrawAsync(
        Round round,
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
                    open[id].NextAt > round.Now
                    || await own.StillHoldsAsync(round, open[id], stopping) is null
                )
            )
            {
                continue;
            }

            var order = await round.SaveAsync(
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
            await own.TidyAsync(round.Account, stopping);
        }
    }

    /// <summary>Proposes what is due.</summary>
    public async Task ProposeAsync(Round round, CancellationToken stopping)
    {
        var settings = round.Settings;
        var daily = settings.Per == Grouping.Day;
        if (settings.Mode == OrderingMode.Off)
        {
            return;
        }

        var day = daily ? await DueDayAsync(round, stopping) : null;
        if (daily && day is null)
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
            day,
            round.Lease,
            stopping
        );
    }

    private async Task<DateOnly?> DueDayAsync(Round round, CancellationToken stopping) =>
        DailyOrder.DueDay(
            Round.InAlmaty(round.Now),
            round.Settings.At,
            (await accounts.FindAsync(round.Account, stopping)).ProposedDay
        );
}
