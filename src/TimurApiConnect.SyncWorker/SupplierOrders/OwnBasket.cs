using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>
/// Remembers for each account what we put into its basket last, whichever order that was for: so much of what lies there is ours and may be taken
/// out again. After an order was made of it nothing is.
/// </summary>
internal sealed class OwnBasket(ISupplierOrdering supplier, SupplierAccountStore accounts)
{
    /// <summary>Whether all that lies there is ours.</summary>
    public async Task<bool> IsOursAsync(
        string account,
        Basket basket,
        CancellationToken stopping
    ) => BasketCheck.IsOurs(basket, (await accounts.FindAsync(account, stopping)).Basket);

    /// <summary>These lines are about to be put in.</summary>
    public Task NoteAsync(
        string account,
        IReadOnlyCollection<ApprovedLine> lines,
        CancellationToken stopping
    ) => accounts.NoteBasketAsync(account, BasketCheck.Ours(null, lines), stopping);

    /// <summary>An order was made of the basket: whoever fills it next is somebody else.</summary>
    public Task ForgetAsync(string account, CancellationToken stopping) =>
        accounts.NoteBasketAsync(account, [], stopping);

    /// <summary>The basket after these lines were put in.</summary>
    public async Task<Outcome<Basket>> ReadFilledAsync(
        string account,
        IReadOnlyCollection<ApprovedLine> lines,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadBasketAsync(account, stopping);
        if (read.Value is { } basket)
        {
            await accounts.NoteBasketAsync(account, BasketCheck.Ours(basket, lines), stopping);
        }

        return read;
    }

    /// <summary>Empties the basket; why that failed, else null.</summary>
    public async Task<Failure?> ClearAsync(string account, CancellationToken stopping)
    {
        var cleared = await supplier.ClearBasketAsync(account, stopping);
        if (cleared.Worked)
        {
            await ForgetAsync(account, stopping);
        }

        return cleared.Failure;
    }

    /// <summary>
    /// Takes our lines out of the basket that a person uses too, unless that person's lie beside them. Should it fail, they are known as ours when
    /// it is filled next.
    /// </summary>
    public async Task TidyAsync(string account, CancellationToken stopping)
    {
        if (
            (await accounts.FindAsync(account, stopping)).Basket is { Count: > 0 } ours
            && (await supplier.ReadBasketAsync(account, stopping)).Value is { } basket
            && BasketCheck.IsOurs(basket, ours)
            && basket.Lines.Count > 0
        )
        {
            await ClearAsync(account, stopping);
        }
    }

    /// <summary>
    /// The basket, when it still holds exactly what was sent without a known outcome; null when it goes on later or not at all: an empty one is a
    /// sign that the order did reach the supplier.
    /// </summary>
    public async Task<Basket?> StillHoldsAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        CancellationToken stopping
    )
    {
        var read = await supplier.ReadBasketAsync(context.Account, stopping);
        if (read.Value is not { } basket)
        {
            await context.WaitAsync(order, read.Failure!, stopping);
            return null;
        }

        if (BasketCheck.Difference(basket, order.Approved) is not { } difference)
        {
            return basket;
        }

        await context.ThenAsync(
            order,
            new SupplierOrderEvent.BasketLost(
                $"The basket does not hold what was sent any more: {difference}"
            ),
            stopping
        );
        return null;
    }

    /// <summary>Parks an order and takes its lines out. While an earlier try has no known outcome, a person has to look for it first.</summary>
    public async Task ParkAsync(
        SupplierOrderContext context,
        StoredSupplierOrder order,
        string code,
        string why,
        CancellationToken stopping
    )
    {
        if (
            await context.ThenAsync(order, new SupplierOrderEvent.Stuck(code, why), stopping)
            is not null
        )
        {
            await TidyAsync(context.Account, stopping);
        }
    }
}
