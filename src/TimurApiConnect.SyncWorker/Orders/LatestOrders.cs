using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Kaspi.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>Reads with each look what may be new, page by page, and stores each page before it asks for the next.</summary>
internal sealed class LatestOrders(KaspiOrders kaspi, OrderSaving saving)
{
    /// <summary>How far back the lists are read that are long, and where an order is new only when it has skipped the others.</summary>
    public static readonly TimeSpan Hours = TimeSpan.FromHours(3);

    /// <summary>
    /// The orders that wait for the shop or the buyer, and the last hours of those that were accepted: with automatic acceptance in the cabinet an order
    /// is there first. A list that cannot be read keeps no other unread.
    /// </summary>
    public async Task ReadNewAsync(OrderLook look, CancellationToken stopping)
    {
        foreach (var state in OrderState.Open)
        {
            var back = OpenOrders.States.Contains(state) ? Hours : OrderLook.ListsReach;
            if (!look.HasEnded && await ReadAsync(look, state, back, stopping) is { } failure)
            {
                look.Fail(failure);
            }
        }
    }

    /// <summary>The last hours of the finished ones: what was placed and cancelled between two looks is in no other list.</summary>
    public Task<Failure?> ReadFinishedAsync(OrderLook look, CancellationToken stopping) =>
        ReadAsync(look, OrderState.Archive, Hours, stopping);

    private async Task<Failure?> ReadAsync(
        OrderLook look,
        OrderState state,
        TimeSpan back,
        CancellationToken stopping
    )
    {
        // A little ahead: Kaspi's clock may be.
        var query = new OrderQuery(look.At - back, look.At + TimeSpan.FromMinutes(30))
        {
            State = state,
        };
        await foreach (var page in kaspi.ListAsync(look.Shop, query, stopping))
        {
            if (page.Failure is { } failure)
            {
                stopping.ThrowIfCancellationRequested();
                return failure;
            }

            look.NoteUnread(page.Value!.Unread);
            await saving.SaveAsync(look, page.Value.Orders, look.At, stopping);
        }

        return null;
    }
}
