using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Looks whether an order whose answer was lost is at the supplier: by our number where it is given back, else by day, sum and lines.</summary>
internal sealed class SubmissionReconciler(
    ISupplierOrdering supplier,
    SupplierOrderLists lists,
    SupplierOrderQueries queries,
    OwnBasket own
)
{
    public async Task FindAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var settled = context.Now - order.SubmitAt >= context.Settings.Settle;
        var known = await queries.KnownAsync(context.Account, stopping);
        var matches = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var list in settled
                ? SupplierOrderLists.Others.Prepend(OrdersList.Index)
                : [OrdersList.Index]
        )
        {
            if (await MatchAsync(context, order, list, known, matches, stopping) is { } failure)
            {
                await context.WaitAsync(order, failure, stopping);
                return;
            }

            if (matches.Count > 0)
            {
                break;
            }
        }

        if (matches.Count == 1)
        {
            await own.ForgetAsync(context.Account, stopping);
        }

        await context.ThenAsync(
            order,
            matches.Count switch
            {
                1 => new SupplierOrderEvent.Placed(
                    matches.First(),
                    "Its answer was lost; it was found among the supplier's orders.",
                    context.Now
                ),
                > 1 => new SupplierOrderEvent.SeveralFound(matches),
                _ when settled => new SupplierOrderEvent.NotFound(
                    context.Settings.Settle,
                    context.Now
                ),
                _ => new SupplierOrderEvent.LooksAgain(context.Again),
            },
            stopping
        );
    }

    /// <summary>Adds the numbers of those that are it; a failure when that cannot be said.</summary>
    private async Task<Failure?> MatchAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        OrdersList list,
        IReadOnlySet<string> known,
        HashSet<string> matches,
        CancellationToken stopping
    )
    {
        // A day more on either side: the supplier's clock may differ from ours.
        var day = SupplierOrderContext.DayOf(order.SubmitAt!.Value);
        var read = await lists.ReadAsync(
            context.Account,
            list,
            day.AddDays(-1),
            context.Today.AddDays(1),
            stopping
        );
        if (read.Failure is { } failure)
        {
            return failure;
        }

        var strangers = read.Value!.Where(o => !known.Contains(o.Number)).ToList();
        if (strangers.Find(o => o.OurNumber == order.OurNumber) is { } named)
        {
            matches.Add(named.Number);
            return null;
        }

        foreach (var candidate in strangers.Where(o => o.OurNumber is null && MayBe(o, order)))
        {
            var one = await supplier.ReadOrderAsync(context.Account, candidate.Number, stopping);
            if (one.Failure is { } unread)
            {
                return unread;
            }

            if (
                (one.Value!.OurNumber ?? order.OurNumber) == order.OurNumber
                && BasketCheck.Difference(one.Value.Lines ?? [], order.Approved) is null
            )
            {
                matches.Add(candidate.Number);
            }
        }

        return null;
    }

    private static bool MayBe(OrderReading found, StoredSupplierOrder order) =>
        Likeness.MayBe(
            found,
            SupplierOrderContext.InAlmaty(order.SubmitAt!.Value),
            order.Total,
            order.Lines.Sum(l => l.Quantity)
        );
}
