using System.Collections.Concurrent;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Runs;
using TimurApiConnect.SyncWorker.Schedules;

namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>
/// The goods of each supplier account in memory, shared by all shops that use it. Whoever wants to read or change them opens the account:
/// one at a time in this process, and for changes one at a time over all processes, by a lease in the database.
/// </summary>
internal sealed class SupplierAccounts(
    ISupplier supplier,
    AccountOrigins origins,
    GoodStore store,
    LeaseStore leases,
    IOptionsMonitor<ScheduleOptions> schedule,
    TimeProvider clock
)
{
    private readonly ConcurrentDictionary<string, Account> _accounts = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly string _holder = Guid.NewGuid().ToString("N");

    /// <summary>Opens an account; its snapshot is the one in the database. Dispose it to let others in.</summary>
    public async Task<OpenAccount> OpenAsync(string name, CancellationToken stopping)
    {
        var account = _accounts.GetOrAdd(name, _ => new Account());
        await account.Gate.WaitAsync(stopping);
        try
        {
            account.Snapshot = await CurrentAsync(name, account.Snapshot, null, stopping);
            return new OpenAccount(this, name, account);
        }
        catch
        {
            account.Gate.Release();
            throw;
        }
    }

    /// <summary>Waits for the account's lease: other processes stay out until it is given back.</summary>
    private async Task<Lease> LeaseAsync(string name, CancellationToken stopping)
    {
        while (true)
        {
            if (
                await leases.TryTakeAsync($"account:{name}", _holder, LeaseFor, stopping) is
                { } lease
            )
            {
                return lease;
            }

            await Task.Delay(TimeSpan.FromMilliseconds(100), clock, stopping);
        }
    }

    private TimeSpan LeaseFor => schedule.CurrentValue.LeaseFor;

    internal sealed class Account
    {
        public SemaphoreSlim Gate { get; } = new(1, 1);

        public Snapshot? Snapshot { get; set; }
    }

    /// <summary>An account that nobody else in this process touches meanwhile.</summary>
    internal sealed class OpenAccount(SupplierAccounts accounts, string name, Account account)
        : IDisposable
    {
        /// <summary>The goods.</summary>
        public Snapshot Snapshot =>
            account.Snapshot
            ?? throw new InvalidOperationException(
                "The account's goods could not be stored and must be loaded again."
            );

        /// <summary>
        /// Runs a change of the goods under the account's lease. The snapshot is looked at again first, since another process may just have
        /// changed it. When the change fails half way, the copy in memory is dropped and the database's is loaded the next time.
        /// </summary>
        public async Task<T> ChangeAsync<T>(
            Func<Snapshot, Lease, Task<T>> change,
            CancellationToken stopping
        )
        {
            var lease = await accounts.LeaseAsync(name, stopping);
            var before = Snapshot;
            await using var kept = accounts.Keep(lease);
            before = await accounts.CurrentAsync(name, before, lease, stopping);
            account.Snapshot = null;
            var result = await change(before, lease);
            account.Snapshot ??= before;
            return result;
        }

        /// <summary>Puts another snapshot in the place of the one that was changed.</summary>
        public void Replace(Snapshot snapshot) => account.Snapshot = snapshot;

        public void Dispose() => account.Gate.Release();
    }

    /// <summary>The goods as they are stored now, and of this supplier and token alone; what was read elsewhere is given up first.</summary>
    private async Task<Snapshot> CurrentAsync(
        string name,
        Snapshot? known,
        Lease? lease,
        CancellationToken stopping
    )
    {
        var origin = supplier.OriginOf(name);
        var version =
            await origins.VersionAsync(name, origin, stopping)
            ?? await ClaimAsync(name, origin, lease, stopping);
        return known?.Version == version ? known : await store.LoadAsync(name, stopping);
    }

    private async Task<long> ClaimAsync(
        string name,
        SupplierOrigin origin,
        Lease? held,
        CancellationToken stopping
    )
    {
        var lease = held ?? await LeaseAsync(name, stopping);
        try
        {
            return await origins.ClaimAsync(name, origin, lease, stopping);
        }
        finally
        {
            if (held is null)
            {
                await leases.ReleaseAsync(lease, CancellationToken.None);
            }
        }
    }

    private KeptLease Keep(Lease lease) => new(leases, lease, LeaseFor, clock);
}
