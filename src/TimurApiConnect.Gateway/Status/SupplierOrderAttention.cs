using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Gateway.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.Status;

/// <summary>What a person should do about ordering at the supplier: orders that wait, and powers of attorney that end.</summary>
internal sealed class SupplierOrderAttention(
    ShopDirectory shops,
    SupplierOrderQueries orders,
    SupplierOrderNotices notices
)
{
    private const int MostSaid = 10;

    public async Task<IReadOnlyList<string>> ReadAsync(CancellationToken stopping)
    {
        var said = new List<string>();
        foreach (
            var account in shops
                .All.Select(s => s.Options.Supplier)
                .Distinct(StringComparer.Ordinal)
        )
        {
            var (parked, total) = await orders.FindAsync(
                new SupplierOrderFilter(account, [SupplierOrderState.Parked], Size: MostSaid),
                stopping
            );
            said.AddRange(
                parked.Select(o =>
                    $"Supplier order {o.Id} waits for a person ({o.FailureCode}). {o.Failure} POST /api/supplier-orders/{o.Id}/retry or …/dismiss."
                )
            );
            if (total > parked.Count)
            {
                said.Add(
                    $"Supplier account {account}: {total - parked.Count} more orders are parked. GET /api/supplier-orders?state=parked lists them."
                );
            }

            var (_, proposed) = await orders.FindAsync(
                new SupplierOrderFilter(account, [SupplierOrderState.Proposed], Size: 1),
                stopping
            );
            if (proposed > 0)
            {
                said.Add(
                    $"Supplier account {account}: {proposed} orders wait for approval. GET /api/supplier-orders?state=proposed lists them, POST /api/supplier-orders/{{id}}/approve has one placed."
                );
            }

            var (uncancelled, _) = await orders.FindAsync(
                new SupplierOrderFilter(
                    account,
                    [SupplierOrderState.Placed],
                    Size: MostSaid,
                    Failure: "cancel-"
                ),
                stopping
            );
            said.AddRange(
                uncancelled.Select(o =>
                    $"Supplier order {o.Id} was not cancelled ({o.FailureCode}). {o.Failure} POST /api/supplier-orders/{o.Id}/cancel asks again."
                )
            );
            var unwanted = await notices.UnwantedAsync(account, stopping);
            said.AddRange(unwanted.Take(MostSaid));
            if (unwanted.Count > MostSaid)
            {
                said.Add(
                    $"Supplier account {account}: {unwanted.Count - MostSaid} more lines that nobody wants any more. GET /api/supplier-orders names them under notices."
                );
            }
        }

        said.AddRange(await notices.AttorneysAsync(stopping));
        return said;
    }
}
