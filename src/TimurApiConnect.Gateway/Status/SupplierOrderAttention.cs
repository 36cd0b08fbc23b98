using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.Status;

/// <summary>What a person should do about ordering at the supplier: orders that wait, and powers of attorney that end.</summary>
internal sealed class SupplierOrderAttention(
    ShopDirectory shops,
    SupplierOrderQueries orders,
    SupplierAccountStore accounts,
    IConfiguration configuration
)
{
    private const int MostSaid = 10;

    // Terms are read while ordering is switched on; older ones say nothing any more.
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(2);

    public async Task<IReadOnlyList<string>> ReadAsync(
        DateTimeOffset now,
        CancellationToken stopping
    )
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
        }

        var today = DateOnly.FromDateTime(now.ToOffset(AlmatyTime.Offset).Date);
        foreach (var account in await accounts.ListAsync(stopping))
        {
            if (account.Terms is { } terms && now - account.TermsAt < Fresh)
            {
                said.AddRange(Attorneys(account.Account, terms, today));
            }
        }

        return said;
    }

    /// <summary>Numbers and not names: whose a power of attorney is, is nobody's business here.</summary>
    private IEnumerable<string> Attorneys(string account, SupplierTerms terms, DateOnly today)
    {
        // Which one is used is the worker's setting; under one AppHost both have it.
        var used = terms.ChooseAttorney(configuration["SupplierOrders:Attorney"]);
        if (used?.IsExpired(today) == true)
        {
            yield return $"Supplier account {account}: the power of attorney {used.Number} ended on {used.Until:yyyy-MM-dd}; nothing can be ordered. Give the supplier a new one.";
        }

        foreach (var ends in terms.Attorneys.Where(a => a.EndsSoon(today)))
        {
            yield return $"Supplier account {account}: the power of attorney {ends.Number} ends on {ends.Until:yyyy-MM-dd}. Give the supplier a new one before.";
        }
    }
}
