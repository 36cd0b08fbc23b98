using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Finds the shop's own code of lines for which Kaspi named only its own product: without it nobody knows which good is held. What was found stays
/// with the stored order.
/// </summary>
internal sealed class UnnamedLines(
    KaspiOrders kaspi,
    OrderStore store,
    OrderQueries queries,
    ReservationStore reservations
)
{
    // Two requests a line; the rest is found by the next looks.
    private const int MostALook = 20;

    public async Task<Failure?> FindAsync(OrderLook look, CancellationToken stopping)
    {
        foreach (var code in await reservations.UnnamedAsync(look.Shop, MostALook, stopping))
        {
            if (
                await queries.FindAsync(look.Shop, code, stopping)
                is not { Order: { Lines: { } lines } order }
            )
            {
                continue;
            }

            var named = new List<OrderLine>(lines);
            for (var i = 0; i < named.Count; i++)
            {
                if (named[i].Sku is not null)
                {
                    continue;
                }

                var sku = await SkuAsync(look.Shop, named[i], stopping);
                if (sku.Worked)
                {
                    named[i] = named[i] with { Sku = sku.Value };
                }
                else if (sku.Failure.Kind == FailureKind.RequestRefused)
                {
                    look.NoteUnread([
                        $"order {code}: Kaspi names no product of the shop for line {named[i].Number}",
                    ]);
                }
                else
                {
                    return sku.Failure;
                }
            }

            await store.SaveAsync(
                look.Shop,
                [order with { Lines = named }],
                look.Lease,
                look.At,
                stopping
            );
        }

        return null;
    }

    private async Task<Outcome<string>> SkuAsync(
        string shop,
        OrderLine line,
        CancellationToken stopping
    )
    {
        var product = await kaspi.ProductAsync(shop, line.Id, stopping);
        if (!product.Worked)
        {
            return product.Failure;
        }

        var own = await kaspi.MerchantProductAsync(shop, product.Value.Id, stopping);
        return own.Worked ? own.Value.Code : own.Failure;
    }
}
