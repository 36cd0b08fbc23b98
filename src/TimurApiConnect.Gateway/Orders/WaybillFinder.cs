using TimurApiConnect.Core.Orders;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>A waybill that can be had, or why not.</summary>
/// <param name="Code">The order's number.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Missing">Why it cannot be had; null when it can.</param>
internal sealed record FoundWaybill(string Code, long Size, MissingWaybill? Missing);

/// <summary>Why a waybill cannot be had.</summary>
/// <param name="Problem">A code that stays the same.</param>
/// <param name="Why">The reason and the next move.</param>
internal sealed record MissingWaybill(string Problem, string Why)
{
    /// <summary>It was found, and was gone when it was read.</summary>
    public static MissingWaybill ErasedNow { get; } =
        new("waybill-erased", "It was erased just now. Take it from Kaspi's cabinet.");

    /// <summary>It is kept, and cannot be joined with others.</summary>
    /// <param name="code">The order's number.</param>
    /// <param name="why">Said as "it …".</param>
    public static MissingWaybill Unreadable(string code, string why) =>
        new(
            UnreadableProblem,
            $"The waybill of order {code} is kept, but cannot be joined with others: {why}. Take it from Kaspi's cabinet, or alone and as it came: GET /api/orders/{code}/waybill."
        );

    /// <summary>The code of those that cannot be joined.</summary>
    public const string UnreadableProblem = "waybill-unreadable";
}

/// <summary>Finds kept waybills, and says of a missing one why it is missing.</summary>
internal sealed class WaybillFinder(OrderQueries orders, WaybillStore waybills)
{
    public async Task<FoundWaybill> FindAsync(string shop, string code, CancellationToken stopping)
    {
        if (await orders.FindAsync(shop, code, stopping) is not { Order: var order })
        {
            return new(code, 0, new("order-not-found", OrderEndpoints.NoSuchOrderText(shop, code)));
        }

        var stored = await waybills.FindAsync(shop, order, stopping);
        return stored?.Size is { } size
            ? new(order.Code, size, null)
            : new(order.Code, 0, Missing(order, stored));
    }

    /// <summary>Hands over the length and bytes of one that was found; false when it was erased meanwhile.</summary>
    public Task<bool> ReadAsync(
        string shop,
        FoundWaybill found,
        Func<long, Stream, Task> take,
        CancellationToken stopping
    ) => waybills.ReadAsync(shop, found.Code, take, stopping);

    private static MissingWaybill Missing(Order order, StoredWaybill? stored)
    {
        var the = $"Order {QueryReader.Short(order.Code)}";
        return stored?.FetchedAt is not null
                ? new(
                    "waybill-erased",
                    $"{the} had one; it was erased after {WaybillStore.KeptFor.TotalDays:0} days. Take it from Kaspi's cabinet."
                )
            : stored?.Failure is { } failure
                ? new(
                    "waybill-not-fetched",
                    $"{the} has one that could not be fetched; the sync worker tries again. {failure}"
                )
            : order.WaybillAddress is not null && !order.IsOver
                ? new(
                    "waybill-not-there-yet",
                    $"{the} has one; the sync worker fetches it with its next look (Orders:PollEvery). Ask again then."
                )
            : order.IsOver
                ? new(
                    "waybill-none",
                    $"{the} is over, and its waybill was never fetched. Take it from Kaspi's cabinet."
                )
            : !order.IsKaspiDelivery
                ? new(
                    "waybill-none",
                    $"{the} is not brought by Kaspi (own delivery or pick-up): such orders have no waybill."
                )
            : order.IsAssembled
                ? new(
                    "waybill-not-there-yet",
                    $"{the} is packed; Kaspi makes the waybill some seconds later. Ask again in a minute."
                )
            : new(
                "waybill-not-packed",
                $"{the} is not packed yet. POST /api/orders/{QueryReader.Short(order.Code)}/commands with {{\"command\": \"assemble\"}} packs it; then Kaspi makes the waybill."
            );
    }
}
