using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Powers of attorney and delivery methods: read now and then for people, and each time before an order is placed.</summary>
internal sealed class SupplierTermsReader(ISupplierOrdering supplier, SupplierAccountStore accounts)
{
    /// <summary>Why nothing can be ordered with them: a stable code, and what to do; null when it can.</summary>
    public static (string Code, string Why)? Problem(
        SupplierOrderOptions settings,
        SupplierTerms known,
        DateOnly today
    ) =>
        known.ChooseAttorney(settings.Attorney) is not { } attorney
            ? (
                "no-attorney",
                settings.Attorney is { Length: > 0 } number
                    ? $"The supplier knows no power of attorney \"{number}\" (SupplierOrders:Attorney); it has {string.Join(", ", known.Attorneys.Select(a => a.Number))}. Correct the setting, then retry."
                    : "The supplier has no power of attorney of ours. Give one to the supplier, then retry."
            )
        : attorney.IsExpired(today)
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

    /// <summary>Reads and stores them.</summary>
    public async Task<Outcome<SupplierTerms>> ReadAsync(string account, CancellationToken stopping)
    {
        var terms = await supplier.ReadTermsAsync(account, stopping);
        await accounts.NoteTermsAsync(account, terms, stopping);
        return terms;
    }

    /// <summary>Reads them when it is time.</summary>
    public async Task KeepAsync(SupplierOrderContext context, CancellationToken stopping)
    {
        var known = await accounts.FindAsync(context.Account, stopping);
        if (
            context.Now - known.TermsAt < context.Settings.TermsEvery
            || context.Now - known.TriedAt < context.Settings.RetryEvery
        )
        {
            return;
        }

        await ReadAsync(context.Account, stopping);
    }
}
