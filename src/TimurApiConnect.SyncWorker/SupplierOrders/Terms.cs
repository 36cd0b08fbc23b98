using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.SyncWorker.SupplierOrders;

/// <summary>Powers of attorney and delivery methods: read now and then for people, and each time before an order is placed.</summary>
internal sealed class Terms(ISupplierOrdering supplier, SupplierAccountStore accounts)
{
    /// <summary>Reads and stores them.</summary>
    public async Task<Outcome<SupplierTerms>> ReadAsync(string account, CancellationToken stopping)
    {
        var terms = await supplier.ReadTermsAsync(account, stopping);
        await accounts.NoteTermsAsync(account, terms, stopping);
        return terms;
    }

    /// <summary>Reads them when it is time.</summary>
    public async Task KeepAsync(Round round, CancellationToken stopping)
    {
        var known = await accounts.FindAsync(round.Account, stopping);
        if (
            round.Now - known.TermsAt < round.Settings.TermsEvery
            || round.Now - known.TriedAt < round.Settings.RetryEvery
        )
        {
            return;
        }

        await ReadAsync(round.Account, stopping);
    }
}
