using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>The supplier's orders of a span of days.</summary>
internal sealed class SupplierOrderLists(ISupplierOrdering supplier)
{
    private const int MaxPages = 100;

    /// <summary>What the usual list does not hold may stand in one of these: nobody has written down what is in which.</summary>
    public static IReadOnlyList<OrdersList> Others { get; } =
    [OrdersList.Current, OrdersList.Archive, OrdersList.Canceled];

    /// <summary>All pages of a list.</summary>
    public async Task<Outcome<IReadOnlyList<OrderReading>>> ReadAsync(
        string account,
        OrdersList list,
        DateOnly from,
        DateOnly until,
        CancellationToken stopping
    )
    {
        var found = new List<OrderReading>();
        for (var (page, pages) = (1, 1); page <= Math.Min(pages, MaxPages); page++)
        {
            var answer = await supplier.ListAsync(account, new(list, from, until, page), stopping);
            if (answer.Failure is { } failure)
            {
                return failure;
            }

            found.AddRange(answer.Value!.Orders);
            pages = answer.Value.Pages;
        }

        return found;
    }
}
