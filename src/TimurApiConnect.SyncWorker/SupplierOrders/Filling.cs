using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>An order and the basket that holds exactly its lines.</summary>
internal sealed record Filled(StoredSupplierOrder Order, Basket Basket);

/// <summary>Puts an order's lines into the basket: read, cleared where it may be, filled, read again and compared with what was approved.</summary>
internal sealed class Filling(ISupplierOrdering supplier, OwnBasket own)
{
    /// <summary>The order whose lines lie in the basket as approved; null when it goes on later or not at all.</summary>
    public async Task<Filled?> FillAsync(
        Round round,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadBasketAsync(round.Account, stopping);
        if (read.Value is not { } before)
        {
            return await WaitAsync(round, order, read.Failure!, stopping);
        }

        var foreign = !await own.IsOursAsync(round.Account, before, stopping);
        if (foreign && round.Settings.ForeignBasket == ForeignBasket.Wait)
        {
            await WaitForBasketAsync(round, order, before, stopping);
            return null;
        }

        if (
            await round.SaveAsync(
                order with
                {
                    FillingAt = round.Now,
                    BusySince = null,
                },
                foreign ? "foreign basket cleared" : null,
                $"The basket held {before.Lines.Count} lines of somebody else; SupplierOrders:ForeignBasket says to clear it.",
                stopping
            )
            is not { } filling
        )
        {
            return null;
        }

        if (
            before.Lines.Count > 0
            && await own.ClearAsync(round.Account, stopping) is { } notCleared
        )
        {
            return await WaitAsync(round, filling, notCleared, stopping);
        }

        await own.NoteAsync(round.Account, filling.Approved, stopping);
        var added = await supplier.AddAsync(
            round.Account,
            [.. filling.Approved.Select(l => new Pieces(l.Article, l.Quantity))],
            stopping
        );
        return added.Failure switch
        {
            { Kind: FailureKind.RequestRefused } no => await RefusedAsync(
                round,
                filling,
                no,
                stopping
            ),
            { } none when none.LeftNoEffect() => await WaitAsync(round, filling, none, stopping),
            // Whatever became of the answer: the basket tells.
            var lost => await CompareAsync(round, filling, lost, stopping),
        };
    }

    // The supplier may have taken the lines that it knows.
    private async Task<Filled?> RefusedAsync(
        Round round,
        StoredSupplierOrder order,
        Failure no,
        CancellationToken stopping
    )
    {
        await own.ReadFilledAsync(round.Account, order.Approved, stopping);
        await own.ParkAsync(
            round,
            order,
            "not-added",
            $"{no} Or renew the order: it is proposed anew with what the supplier has now.",
            stopping
        );
        return null;
    }

    private async Task<Filled?> CompareAsync(
        Round round,
        StoredSupplierOrder order,
        Failure? lost,
        CancellationToken stopping
    )
    {
        var read = await own.ReadFilledAsync(round.Account, order.Approved, stopping);
        if (read.Value is not { } basket)
        {
            return await WaitAsync(round, order, read.Failure!, stopping);
        }

        if (BasketCheck.Difference(basket, order.Approved) is not { } difference)
        {
            return new(order, basket);
        }

        if (lost is not null)
        {
            return await WaitAsync(round, order, lost, stopping);
        }

        await own.ParkAsync(
            round,
            order,
            "basket-differs",
            $"{difference} Nothing was ordered. Renew the order: it is proposed anew with today's prices and stock. Or retry it as it was approved, or dismiss it.",
            stopping
        );
        return null;
    }

    private static async Task WaitForBasketAsync(
        Round round,
        StoredSupplierOrder order,
        Basket basket,
        CancellationToken stopping
    )
    {
        var busy = order with { BusySince = order.BusySince ?? round.Now };
        var why =
            $"Somebody uses the basket: it holds {basket.Lines.Count} lines that are not ours, {string.Join(", ", basket.Lines.Take(5).Select(l => $"{l.Quantity} of article {l.Article}"))}.";
        await (
            round.Now - busy.BusySince >= round.Settings.BasketPatience
                ? round.ParkAsync(
                    busy,
                    "basket-busy",
                    $"{why} Order or empty it in the supplier's portal, then retry; SupplierOrders:ForeignBasket=Clear would clear it.",
                    stopping
                )
                : round.WaitAsync(busy, "basket-busy", $"{why} It is looked at again.", stopping)
        );
    }

    private static async Task<Filled?> WaitAsync(
        Round round,
        StoredSupplierOrder order,
        Failure failure,
        CancellationToken stopping
    )
    {
        await round.WaitAsync(order, failure, stopping);
        return null;
    }
}
