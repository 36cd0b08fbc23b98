using System.Collections.Concurrent;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Owners;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>A shop's turn to decide; dispose it to let the next one in.</summary>
/// <param name="Lease">Its fencing number: what is decided is stored only while no other worker has had a turn since.</param>
/// <param name="Gate">The account's, in this process.</param>
internal sealed record AllocationTurn(Lease Lease, SemaphoreSlim Gate) : IDisposable
{
    public void Dispose() => Gate.Release();
}

/// <summary>
/// One shop's decisions at a time, of those that sell from one supplier account's stock: what one has promised the next must see. All shops of an account
/// are owned in one process, so they wait for each other there; when they are not, for a moment, the fencing number lets only the later one store.
/// </summary>
internal sealed class AllocationLock(LeaseStore leases, WorkerName worker)
{
    private static readonly TimeSpan MaxWait = TimeSpan.FromSeconds(30);
    private readonly ConcurrentDictionary<string, SemaphoreSlim> _gates = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>Waits for the turn; null when it does not come, and the next look tries again.</summary>
    public async Task<AllocationTurn?> TakeAsync(string account, CancellationToken stopping)
    {
        var gate = _gates.GetOrAdd(account, _ => new SemaphoreSlim(1, 1));
        if (!await gate.WaitAsync(MaxWait, stopping))
        {
            return null;
        }

        try
        {
            return new AllocationTurn(
                await leases.TakeOverAsync($"allocation:{account}", worker.Name, stopping),
                gate
            );
        }
        catch
        {
            gate.Release();
            throw;
        }
    }
}
