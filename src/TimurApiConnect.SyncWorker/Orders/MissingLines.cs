using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Asks for what the lists leave out of open orders: lines, and the shop's own code of lines for which Kaspi named only its own product. Without
/// them nobody knows which goods are reserved. What was found stays with the stored order.
/// </summary>
internal sealed class MissingLines(
    KaspiOrders kaspi,
    UnreadStore unread,
    OrderSaving saving,
    TimeProvider clock
)
{
    private const int MaxALook = 50;

    // New orders wait for their decision meanwhile; the rest is found by the next looks.
    private static readonly TimeSpan MaxOfALook = TimeSpan.FromSeconds(10);

    public async Task<Failure?> FindAsync(OrderLook look, CancellationToken stopping)
    {
        var begun = clock.GetTimestamp();
        foreach (
            var order in await unread.LinesMissingAsync(look.Shop, look.At, MaxALook, stopping)
        )
        {
            if (clock.GetElapsedTime(begun) > MaxOfALook)
            {
                break;
            }

            if (await FindAsync(look, order, stopping) is { } failure)
            {
                return failure;
            }
        }

        return null;
    }

    private async Task<Failure?> FindAsync(
        OrderLook look,
        StoredOrder stored,
        CancellationToken stopping
    )
    {
        // Before it is asked for: what another look stores meanwhile is newer.
        var at = clock.GetUtcNow();
        var (code, lines) = (stored.Order.Code, stored.Order.Lines);
        if (stored.LinesDue || lines is null)
        {
            var read = await kaspi.LinesAsync(look.Shop, stored.Order.Id, stopping);
            stopping.ThrowIfCancellationRequested();
            if (!read.Worked)
            {
                return await SkipAsync(look, code, read.Failure, stopping);
            }

            if (read.Value.Count == 0)
            {
                await saving.NoteAsync(
                    look,
                    code,
                    UnreadPart.Lines,
                    "Kaspi shows no lines of it",
                    stopping
                );
                return null;
            }

            lines = read.Value;
            // Stored before the codes are asked for, which may fail.
            await saving.SaveLinesAsync(look, code, lines, at, stopping);
        }

        return lines.Any(IsUnnamed) ? await NameAsync(look, code, lines, at, stopping) : null;
    }

    private async Task<Failure?> NameAsync(
        OrderLook look,
        string code,
        IReadOnlyList<OrderLine> lines,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        var named = new List<OrderLine>();
        Failure? failure = null;
        foreach (var line in lines)
        {
            if (failure is not null || !IsUnnamed(line))
            {
                named.Add(line);
                continue;
            }

            var sku = await SkuAsync(look.Shop, line.Id, stopping);
            stopping.ThrowIfCancellationRequested();
            failure = sku.Failure;
            named.Add(sku.Worked ? line with { Sku = sku.Value } : line);
        }

        await saving.SaveLinesAsync(look, code, named, at, stopping);
        return failure is null ? null : await SkipAsync(look, code, failure, stopping);
    }

    /// <summary>Null when the failure is only this order's.</summary>
    private async Task<Failure?> SkipAsync(
        OrderLook look,
        string code,
        Failure failure,
        CancellationToken stopping
    ) => await saving.SkipAsync(look, code, UnreadPart.Lines, failure, stopping) ? null : failure;

    private static bool IsUnnamed(OrderLine line) => line is { Sku: null, Quantity: > 0 };

    private async Task<Outcome<string>> SkuAsync(
        string shop,
        string lineId,
        CancellationToken stopping
    )
    {
        var product = await kaspi.ProductAsync(shop, lineId, stopping);
        if (!product.Worked)
        {
            return product.Failure;
        }

        var own = await kaspi.MerchantProductAsync(shop, product.Value.Id, stopping);
        return own.Worked ? own.Value.Code : own.Failure;
    }
}
