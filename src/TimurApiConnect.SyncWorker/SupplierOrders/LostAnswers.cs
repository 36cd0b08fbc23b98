using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Looks whether an order whose answer was lost is at the supplier: by our number where it is given back, else by day, sum and lines.</summary>
internal sealed class LostAnswers(
    ISupplierOrdering supplier,
    OrderLists lists,
    SupplierOrderQueries queries,
    OwnBasket own
)
{
    private const int MostTries = 2;

    public async Task FindAsync(Round round, StoredSupplierOrder order, CancellationToken stopping)
    {
        var settled = round.Now - order.SubmitAt >= round.Settings.Settle;
        var known = await queries.KnownAsync(round.Account, stopping);
        var matches = new HashSet<string>(StringComparer.Ordinal);
        foreach (
            var list in settled ? OrderLists.Others.Prepend(OrdersList.Index) : [OrdersList.Index]
        )
        {
            if (await MatchAsync(round, order, list, known, matches, stopping) is { } failure)
            {
                await round.WaitAsync(order, failure, stopping);
                return;
            }

            if (matches.Count > 0)
            {
                break;
            }
        }

        if (matches.Count == 1)
        {
            await own.ForgetAsync(round.Account, stopping);
        }

        await (
            matches.Count switch
            {
                1 => round.PlacedAsync(
                    order,
                    matches.First(),
                    "Its answer was lost; it was found among the supplier's orders.",
                    stopping
                ),
                > 1 => round.ParkAsync(
                    order,
                    "several-found",
                    $"The answer to the order was lost, and the supplier has several that look like it: {string.Join(", ", matches)}. Look into the supplier's portal, cancel what is too much there, and dismiss this one.",
                    stopping
                ),
                _ when !settled => round.SaveAsync(
                    order with
                    {
                        NextAt = round.Now + round.Settings.RetryEvery,
                    },
                    null,
                    "",
                    stopping
                ),
                _ when order.Tries >= MostTries => round.ParkUnknownAsync(
                    order,
                    "It was sent twice.",
                    stopping
                ),
                _ => round.SaveAsync(
                    order with
                    {
                        State = SupplierOrderState.Approved,
                        NextAt = round.Now,
                    },
                    "supplier order not found",
                    $"It is in none of the supplier's lists {round.Settings.Settle} after it was sent; it is tried once more.",
                    stopping
                ),
            }
        );
    }

    /// <summary>Adds the numbers of those that are it; a failure when that cannot be said.</summary>
    private async Task<Failure?> MatchAsync(
        Round round,
        StoredSupplierOrder order,
        OrdersList list,
        IReadOnlySet<string> known,
        HashSet<string> matches,
        CancellationToken stopping
    )
    {
        // A day more on either side: the supplier's clock may differ from ours.
        var day = Round.DayOf(order.SubmitAt!.Value);
        var read = await lists.ReadAsync(
            round.Account,
            list,
            day.AddDays(-1),
            round.Today.AddDays(1),
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
            var one = await supplier.ReadOrderAsync(round.Account, candidate.Number, stopping);
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
            Round.InAlmaty(order.SubmitAt!.Value),
            order.Total,
            order.Lines.Sum(l => l.Quantity)
        );
}
