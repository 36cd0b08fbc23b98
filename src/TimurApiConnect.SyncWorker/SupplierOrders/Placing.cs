using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Places an approved order: basket read, cleared where it may be, filled, read again and compared, and only then sent, once. What is about to be
/// sent is stored before, so that a crash at any step is followed by a look at the supplier and never by a second order.
/// </summary>
internal sealed class Placing(ISupplierOrdering supplier, Terms terms)
{
    public async Task PlaceAsync(Round round, StoredSupplierOrder order, CancellationToken stopping)
    {
        var known = await terms.ReadAsync(round.Account, stopping);
        if (known.Failure is { } unread)
        {
            await WaitAsync(round, order, unread, stopping);
            return;
        }

        if (Problem(round, known.Value!) is var (code, why))
        {
            await round.ParkAsync(order, code, why, stopping);
            return;
        }

        // A second try sends what still lies in the basket, and nothing else: an empty one is a sign that the first did reach the supplier.
        if (
            await (
                order.Tries == 0
                    ? FillAsync(round, order, stopping)
                    : LyingAsync(round, order, stopping)
            ) is
            { } filled
        )
        {
            await SendAsync(round, filled, known.Value!, stopping);
        }
    }

    private static (string Code, string Why)? Problem(Round round, SupplierTerms known)
    {
        var settings = round.Settings;
        return known.ChooseAttorney(settings.Attorney) is not { } attorney
                ? (
                    "no-attorney",
                    settings.Attorney is { Length: > 0 } number
                        ? $"The supplier knows no power of attorney \"{number}\" (SupplierOrders:Attorney); it has {string.Join(", ", known.Attorneys.Select(a => a.Number))}. Correct the setting, then retry."
                        : "The supplier has no power of attorney of ours. Give one to the supplier, then retry."
                )
            : attorney.IsExpired(round.Today)
                ? (
                    "attorney-expired",
                    $"The power of attorney {attorney.Number} ended on {attorney.Until:yyyy-MM-dd}. Give the supplier a new one, then retry."
                )
            : known.ChooseDelivery(settings.Delivery) is null
                ? (
                    "no-delivery",
                    $"The supplier has no delivery method for \"{settings.Delivery}\" (SupplierOrders:Delivery). It has: {string.Join("; ", known.Deliveries.Select(d => $"{d.Kind}, {d.Address}"))}. Correct the setting, then retry."
                )
            : null;
    }

    /// <summary>The order whose lines lie in the basket as approved; null when it goes on later or not at all.</summary>
    private async Task<Filled?> FillAsync(
        Round round,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadBasketAsync(round.Account, stopping);
        if (read.Value is not { } before)
        {
            await WaitAsync(round, order, read.Failure!, stopping);
            return null;
        }

        var ours = order.FillingAt is not null && BasketCheck.IsLeftOver(before, order.Approved);
        if (before.Lines.Count > 0 && !ours && round.Settings.ForeignBasket == ForeignBasket.Wait)
        {
            await WaitForBasketAsync(round, order, before, stopping);
            return null;
        }

        if (
            await round.SaveAsync(
                order with
                {
                    FillingAt = round.Now,
                },
                before.Lines.Count > 0 && !ours ? "foreign basket cleared" : null,
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
            && (await supplier.ClearBasketAsync(round.Account, stopping)).Failure is { } notCleared
        )
        {
            await WaitAsync(round, filling, notCleared, stopping);
            return null;
        }

        var added = await supplier.AddAsync(
            round.Account,
            [.. filling.Approved.Select(l => new Pieces(l.Article, l.Quantity))],
            stopping
        );
        return added.Failure switch
        {
            { Kind: FailureKind.RequestRefused } no => await RefuseAsync(
                round,
                filling,
                "not-added",
                no.ToString(),
                stopping
            ),
            { } none when none.LeftNoEffect() => await WaitedAsync(round, filling, none, stopping),
            // Whatever became of the answer: the basket tells.
            var lost => await CompareAsync(round, filling, lost, stopping),
        };
    }

    private async Task<Filled?> CompareAsync(
        Round round,
        StoredSupplierOrder order,
        Failure? lost,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadBasketAsync(round.Account, stopping);
        if (read.Value is not { } basket)
        {
            return await WaitedAsync(round, order, read.Failure!, stopping);
        }

        return BasketCheck.Difference(basket, order.Approved) is not { } difference
                ? new(order, basket)
            : lost is not null ? await WaitedAsync(round, order, lost, stopping)
            : await RefuseAsync(
                round,
                order,
                "basket-differs",
                $"{difference} Nothing was ordered. Look at it and retry, or dismiss the order and let it be proposed anew.",
                stopping,
                clear: BasketCheck.IsLeftOver(basket, order.Approved)
            );
    }

    /// <summary>For the second try: the basket must still hold exactly what was to be sent.</summary>
    private async Task<Filled?> LyingAsync(
        Round round,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadBasketAsync(round.Account, stopping);
        if (read.Value is not { } basket)
        {
            return await WaitedAsync(round, order, read.Failure!, stopping);
        }

        if (BasketCheck.Difference(basket, order.Approved) is not { } difference)
        {
            return new(order, basket);
        }

        await round.ParkAsync(
            order,
            "outcome-unknown",
            $"The answer to the order was lost, the supplier lists no such order, and the basket has changed: {difference} Look into the supplier's portal: if the order is there, dismiss this one; if not, retry.",
            stopping
        );
        return null;
    }

    private async Task SendAsync(
        Round round,
        Filled filled,
        SupplierTerms known,
        CancellationToken stopping
    )
    {
        var settings = round.Settings;
        var total = filled.Basket.Lines.Sum(l => l.Price * l.Quantity);
        var placing = await round.SaveAsync(
            filled.Order with
            {
                State = SupplierOrderState.Placing,
                SubmitAt = round.Now,
                NextAt = round.Now,
                Total = total,
                Tries = filled.Order.Tries + 1,
                WaitingSince = null,
                FailureCode = null,
                Failure = null,
            },
            "supplier order is sent",
            $"{filled.Basket.Lines.Count} articles.",
            stopping
        );
        if (placing is null)
        {
            return;
        }

        var placed = await supplier.SubmitAsync(
            round.Account,
            new(
                placing.OurNumber,
                round.Today.AddDays(settings.ShippingDays),
                known.ChooseAttorney(settings.Attorney)!.Document,
                known.ChooseDelivery(settings.Delivery)!.Document,
                settings.Settle / 2
            ),
            stopping
        );
        if (placed.Worked)
        {
            await round.PlacedAsync(placing, placed.Value.Number, "", stopping);
            return;
        }

        var failure = placed.Failure;
        if (!failure.LeftNoEffect())
        {
            await round.WaitAsync(
                placing,
                failure.Code,
                $"{failure} The order may be there all the same: it is looked for before anything is repeated.",
                stopping
            );
        }
        else if (failure.Kind == FailureKind.RequestRefused)
        {
            await RefuseAsync(
                round,
                placing with
                {
                    Tries = placing.Tries - 1,
                },
                "refused",
                failure.ToString(),
                stopping,
                clear: true
            );
        }
        else
        {
            await WaitAsync(
                round,
                placing with
                {
                    State = SupplierOrderState.Approved,
                    Tries = placing.Tries - 1,
                },
                failure,
                stopping
            );
        }
    }

    private static async Task WaitForBasketAsync(
        Round round,
        StoredSupplierOrder order,
        Basket basket,
        CancellationToken stopping
    )
    {
        var why =
            $"Somebody uses the basket: it holds {basket.Lines.Count} lines that are not ours, {string.Join(", ", basket.Lines.Take(5).Select(l => $"{l.Quantity} of article {l.Article}"))}.";
        await (
            round.Now - order.WaitingSince >= round.Settings.BasketPatience
                ? round.ParkAsync(
                    order,
                    "basket-busy",
                    $"{why} Order or empty it in the supplier's portal, then retry; SupplierOrders:ForeignBasket=Clear would clear it.",
                    stopping
                )
                : round.WaitAsync(order, "basket-busy", $"{why} It is looked at again.", stopping)
        );
    }

    /// <summary>Parks, and takes our lines out of the basket that a person uses too.</summary>
    private async Task<Filled?> RefuseAsync(
        Round round,
        StoredSupplierOrder order,
        string code,
        string why,
        CancellationToken stopping,
        bool clear = false
    )
    {
        if (await round.ParkAsync(order, code, why, stopping) is not null && clear)
        {
            // Should it fail, the lines are recognised as ours at the next try.
            await supplier.ClearBasketAsync(round.Account, stopping);
        }

        return null;
    }

    private static async Task<Filled?> WaitedAsync(
        Round round,
        StoredSupplierOrder order,
        Failure failure,
        CancellationToken stopping
    )
    {
        await WaitAsync(round, order, failure, stopping);
        return null;
    }

    private static Task WaitAsync(
        Round round,
        StoredSupplierOrder order,
        Failure failure,
        CancellationToken stopping
    ) => round.WaitAsync(order, failure.Code, failure.ToString(), stopping);

    /// <summary>An order and the basket that holds exactly its lines.</summary>
    private sealed record Filled(StoredSupplierOrder Order, Basket Basket);
}
