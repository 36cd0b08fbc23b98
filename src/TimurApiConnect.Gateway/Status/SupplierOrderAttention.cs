using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Gateway.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.Status;

/// <summary>What a person should do about ordering at the supplier: orders that wait, goods that nobody orders, powers of attorney that end.</summary>
internal sealed class SupplierOrderAttention(
    ShopDirectory shops,
    SupplierOrderQueries orders,
    SupplierOrderNotices notices,
    TimeProvider clock
)
{
    private const int MaxSaid = 10;

    // Shorter troubles end by themselves.
    private static readonly TimeSpan LongWait = TimeSpan.FromMinutes(15);

    public async Task<IReadOnlyList<string>> ReadAsync(CancellationToken stopping)
    {
        var said = new List<string>();
        foreach (var account in shops.All.GroupBy(s => s.Options.Supplier, StringComparer.Ordinal))
        {
            said.AddRange(await OfAsync(account.Key, stopping));
            said.AddRange(
                await notices.UnknownAsync(account.Key, [.. account.Select(s => s.Key)], stopping)
            );
        }

        said.AddRange(await notices.AttorneysAsync(stopping));
        return said;
    }

    private async Task<IReadOnlyList<string>> OfAsync(string account, CancellationToken stopping)
    {
        var said = new List<string>();
        var (parked, total) = await orders.FindAsync(
            new SupplierOrderFilter(account, [SupplierOrderState.Parked], Size: MaxSaid),
            stopping
        );
        said.AddRange(parked.Select(SupplierOrderSentences.Parked));
        if (total > parked.Count)
        {
            said.Add(
                $"Supplier account {account}: {total - parked.Count} more orders are parked. GET /api/supplier-orders?state=parked lists them."
            );
        }

        var (waiting, _) = await orders.FindAsync(
            new SupplierOrderFilter(
                account,
                [SupplierOrderState.Approved, SupplierOrderState.Placing],
                Size: MaxSaid,
                WaitingBefore: clock.GetUtcNow() - LongWait
            ),
            stopping
        );
        said.AddRange(waiting.Select(SupplierOrderSentences.Waiting));

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

        var (troubled, _) = await orders.FindAsync(
            new SupplierOrderFilter(
                account,
                [],
                Size: MaxSaid,
                TroubledSince: clock.GetUtcNow() - SupplierOrderNotices.News
            ),
            stopping
        );
        said.AddRange(troubled.SelectMany(SupplierOrderSentences.Troubles));

        var unwanted = await notices.UnwantedAsync(account, stopping);
        said.AddRange(unwanted.Take(MaxSaid));
        if (unwanted.Count > MaxSaid)
        {
            said.Add(
                $"Supplier account {account}: {unwanted.Count - MaxSaid} more lines that nobody wants any more. GET /api/supplier-orders names them under notices."
            );
        }

        return said;
    }
}
