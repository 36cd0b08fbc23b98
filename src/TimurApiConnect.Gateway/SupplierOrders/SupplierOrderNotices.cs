using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.ServiceDefaults;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Gateway.SupplierOrders;

/// <summary>What a person should know of orders at the supplier: goods that nobody wants any more, powers of attorney that end.</summary>
internal sealed class SupplierOrderNotices(
    SupplyStore supply,
    SupplierAccountStore accounts,
    IConfiguration configuration,
    TimeProvider clock
)
{
    /// <summary>What was shipped longer ago is no news: it stays with the order itself.</summary>
    public static readonly TimeSpan News = TimeSpan.FromDays(3);

    // Terms are read while ordering is switched on; older ones say nothing any more.
    private static readonly TimeSpan Fresh = TimeSpan.FromDays(2);

    private const int MaxNamed = 10;

    /// <summary>The sentences of each of these orders, by its number here.</summary>
    public async Task<ILookup<long, string>> OfAsync(
        IReadOnlyCollection<StoredSupplierOrder> orders,
        CancellationToken stopping
    )
    {
        var unwanted = await supply.UnwantedAsync([.. orders.Select(o => o.Id)], stopping);
        var terms = await FreshTermsAsync(stopping);
        var warned = orders
            .Where(o => o.State is SupplierOrderState.Proposed or SupplierOrderState.Approved)
            .Select(o =>
                (o.Id, Text: terms.GetValueOrDefault(o.Account) is { } known ? Used(known) : null)
            )
            .Where(o => o.Text is not null)
            .Select(o => (o.Id, Text: o.Text!));
        return unwanted
            .Select(u => (u.Id, Text: Text(u)))
            .Concat(warned)
            .ToLookup(n => n.Id, n => n.Text);
    }

    /// <summary>What of an account's orders nobody wants any more.</summary>
    public async Task<IReadOnlyList<string>> UnwantedAsync(
        string account,
        CancellationToken stopping
    ) =>
        [
            .. (await supply.UnwantedAsync(account, clock.GetUtcNow() - News, stopping)).Select(u =>
                $"Supplier order {u.Id}: {Text(u)}"
            ),
        ];

    /// <summary>Accepted orders with lines that are never ordered, because nobody knows the supplier's good, while there is ordering.</summary>
    public async Task<IReadOnlyList<string>> UnknownAsync(
        string account,
        IReadOnlyCollection<string> shopsOfIt,
        CancellationToken stopping
    ) =>
        (await FreshTermsAsync(stopping)).ContainsKey(account)
            ?
            [
                .. (await supply.UnknownAsync(shopsOfIt, stopping)).Select(shop =>
                    Unknown(shop.Key, [.. shop])
                ),
            ]
            : [];

    /// <summary>Powers of attorney that have ended or end soon.</summary>
    public async Task<IReadOnlyList<string>> AttorneysAsync(CancellationToken stopping) =>
        [
            .. (await FreshTermsAsync(stopping)).SelectMany(a =>
                a.Value.Attorneys.Where(w => !w.IsExpired(Today))
                    .Select(w => w.Warning(Today))
                    .Prepend(
                        Chosen(a.Value) is { } used && used.IsExpired(Today)
                            ? used.Warning(Today)
                            : null
                    )
                    .OfType<string>()
                    .Select(text => $"Supplier account {a.Key}: {text}")
            ),
        ];

    private DateOnly Today =>
        DateOnly.FromDateTime(clock.GetUtcNow().ToOffset(AlmatyTime.Offset).Date);

    private static string Text(Unwanted u) =>
        $"{u.Quantity} of article {u.Article} are not wanted any more: order {u.Code} at Kaspi was cancelled or reduced after they were ordered. "
        + (
            u.MayBeCancelled
                ? $"POST /api/supplier-orders/{u.Id}/cancel cancels the whole supplier order; else the goods come and are yours to sell."
                : "The goods come and are yours to sell, unless the supplier takes them off the order."
        );

    private static string Unknown(string shop, IReadOnlyList<string> codes) =>
        $"{shop}: of {codes.Count} accepted orders some lines are not ordered at the supplier, since no offer of the shop has their SKU: {string.Join(", ", codes.Take(MaxNamed))}{(codes.Count > MaxNamed ? ", …" : "")}. GET /api/orders/{codes[0]} shows the lines; order these goods in the supplier's portal.";

    private string? Used(SupplierTerms terms) =>
        terms.Attorneys.Count == 0
            ? "The supplier has no power of attorney of ours: give one to the supplier before the order is approved."
            : Chosen(terms)?.Warning(Today);

    // Which one is used is the worker's setting; under one AppHost both have it.
    private Attorney? Chosen(SupplierTerms terms) =>
        terms.ChooseAttorney(configuration["SupplierOrders:Attorney"]);

    private async Task<IReadOnlyDictionary<string, SupplierTerms>> FreshTermsAsync(
        CancellationToken stopping
    ) =>
        (await accounts.ListAsync(stopping))
            .Where(a => a.Terms is not null && clock.GetUtcNow() - a.TermsAt < Fresh)
            .ToDictionary(a => a.Account, a => a.Terms!, StringComparer.Ordinal);
}
