using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// One shop's decisions at a time, over all workers, of those that sell from one supplier account's shelf: what one has promised the next must see.
/// </summary>
internal sealed class AllocationLock(LeaseStore leases, TimeProvider clock)
{
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan LongestWait = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromMilliseconds(100);
    private readonly string _holder = Guid.NewGuid().ToString("N");

    /// <summary>Waits for the turn; null when it does not come, and the next look tries again.</summary>
    public async Task<KeptLease?> TakeAsync(string account, CancellationToken stopping)
    {
        var began = clock.GetTimestamp();
        while (true)
        {
            // No shop's key has a colon in it.
            var name = $"orders:shelf:{account}";
            if (await leases.TryTakeAsync(name, _holder, LeaseFor, stopping) is { } lease)
            {
                return new KeptLease(leases, lease, LeaseFor, clock);
            }

            if (clock.GetElapsedTime(began) >= LongestWait)
            {
                return null;
            }

            await Task.Delay(AskAgainAfter, clock, stopping);
        }
    }
}
