using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Reads the accepted orders that are older than what <see cref="LatestOrders"/> reads: a small shop's whole with each look, a large one's a piece a
/// look, each going on where the last stopped. Read to the end, it begins anew with the next look.
/// </summary>
internal sealed class OpenOrders(OrderWindows windows, OrderPollStore polls)
{
    /// <summary>The lists, each of which may be long.</summary>
    public static IReadOnlyList<OrderState> States { get; } =
    [OrderState.Pickup, OrderState.Delivery, OrderState.KaspiDelivery];

    /// <summary>Goes on with the reading that is under way, or begins one.</summary>
    public async Task<Failure?> ContinueAsync(
        OrderLook look,
        OrderPoll? last,
        long begun,
        CancellationToken stopping
    )
    {
        var (began, next) = last is { OpenBegan: { } then, OpenNext: { } there }
            ? (then, there)
            : (look.At, look.At - LatestOrders.Hours);
        var from = began - OrderLook.ListsReach;
        look.Listed = last?.OpenAt is { } whole ? new(whole - OrderLook.ListsReach, whole) : null;
        return await windows.ReadBackAsync(
            look,
            new(States, from, next) { GoesOn = true },
            begun,
            async window =>
            {
                var ended = window.From <= from;
                if (ended)
                {
                    look.Listed = new(from, began);
                }

                await polls.NoteOpenAsync(look.Shop, began, ended ? null : window.From, stopping);
                return true;
            },
            stopping
        );
    }
}
