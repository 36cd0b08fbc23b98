using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>An order and the basket that holds exactly its lines.</summary>
internal sealed record Filled(StoredSupplierOrder Order, Basket Basket);

/// <summary>Puts an order's lines into the basket: read, cleared where it may be, filled, read again and compared with what was approved.</summary>
internal sealed class BasketFiller(ISupplierOrdering supplier, OwnBasket own)
{
    /// <summary>The order whose lines lie in the basket as approved; null when it goes on later or not at all.</summary>
    public async Task<Filled?> FillAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadBasketAsync(context.Account, stopping);
        if (read.Value is not { } before)
        {
            return await WaitAsync(context, order, read.Failure!, stopping);
        }

        var foreign = !await own.IsOursAsync(context.Account, before, stopping);
        if (foreign && context.Settings.ForeignBasket == ForeignBasket.Wait)
        {
            await WaitForBasketAsync(context, order, before, stopping);
            return null;
        }

        if (
            await context.ThenAsync(
                order,
                new SupplierOrderEvent.Filling(context.Now, foreign ? before.Lines.Count : 0),
                stopping
            )
            is not { } filling
        )
        {
            return null;
        }

        if (
            before.Lines.Count > 0
            && await own.ClearAsync(context.Account, stopping) is { } notCleared
        )
        {
            return await WaitAsync(context, filling, notCleared, stopping);
        }

        await own.NoteAsync(context.Account, filling.Approved, stopping);
        var added = await supplier.AddAsync(
            context.Account,
            [.. filling.Approved.Select(l => new Pieces(l.Article, l.Quantity))],
            stopping
        );
        return added.Failure switch
        {
            { } no when no.EffectOf() == Effect.Refused => await RefusedAsync(
                context,
                filling,
                no,
                stopping
            ),
            { } none when none.EffectOf() == Effect.None => await WaitAsync(
                context,
                filling,
                none,
                stopping
            ),
            // Whatever became of the answer: the basket tells.
            var lost => await CompareAsync(context, filling, lost, stopping),
        };
    }

    // The supplier may have taken the lines that it knows.
    private async Task<Filled?> RefusedAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        Failure no,
        CancellationToken stopping
    )
    {
        await own.ReadFilledAsync(context.Account, order.Approved, stopping);
        await own.ParkAsync(
            context,
            order,
            "not-added",
            $"{no} Or renew the order: it is proposed anew with what the supplier has now.",
            stopping
        );
        return null;
    }

    private async Task<Filled?> CompareAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        Failure? lost,
        CancellationToken stopping
    )
    {
        var read = await own.ReadFilledAsync(context.Account, order.Approved, stopping);
        if (read.Value is not { } basket)
        {
            return await WaitAsync(context, order, read.Failure!, stopping);
        }

        if (BasketCheck.Difference(basket, order.Approved) is not { } difference)
        {
            return new(order, basket);
        }

        if (lost is not null)
        {
            return await WaitAsync(context, order, lost, stopping);
        }

        await own.ParkAsync(
            context,
            order,
            "basket-differs",
            $"{difference} Nothing was ordered. Renew the order: it is proposed anew with today's prices and stock. Or retry it as it was approved, or dismiss it.",
            stopping
        );
        return null;
    }

    private static async Task WaitForBasketAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        Basket basket,
        CancellationToken stopping
    )
    {
        var why =
            $"Somebody uses the basket: it holds {basket.Lines.Count} lines that are not ours, {string.Join(", ", basket.Lines.Take(5).Select(l => $"{l.Quantity} of article {l.Article}"))}.";
        await context.ThenAsync(
            order,
            new SupplierOrderEvent.BasketBusy(
                why,
                context.Settings.BasketPatience,
                context.Now,
                context.Again
            ),
            stopping
        );
    }

    private static async Task<Filled?> WaitAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        Failure failure,
        CancellationToken stopping
    )
    {
        await context.WaitAsync(order, failure, stopping);
        return null;
    }
}
