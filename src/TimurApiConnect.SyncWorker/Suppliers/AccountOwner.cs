using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Owners;
using TimurApiConnect.SyncWorker.Schedules;

namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>Owns a supplier account: keeps its catalogue where its shops find it, and tells them of each new reading.</summary>
internal sealed class AccountOwner(
    LocalAccounts accounts,
    ISupplier supplier,
    CatalogueReading reading,
    AccountOrigins origins,
    GoodStore store,
    OwnerList owners,
    Signals signals,
    IOptionsMonitor<ScheduleOptions> schedule,
    TimeProvider clock
) : IOwnedWork
{
    public OwnerKind Kind => OwnerKind.Account;

    public async Task RunAsync(OwnerKey key, Lease lease, CancellationToken stopping)
    {
        var catalogue = new AccountCatalogue(
            key.Name,
            lease,
            supplier,
            reading,
            origins,
            store,
            TellShops,
            schedule,
            clock
        );
        await catalogue.CurrentAsync(stopping);
        accounts.Add(key.Name, catalogue);
        try
        {
            await Task.Delay(Timeout.InfiniteTimeSpan, clock, stopping);
        }
        finally
        {
            accounts.Remove(key.Name, catalogue);
        }
    }

    private void TellShops(string account)
    {
        foreach (var shop in owners.ShopsOf(account))
        {
            signals.Of(OwnerKind.Shop, shop).Set();
        }
    }
}
