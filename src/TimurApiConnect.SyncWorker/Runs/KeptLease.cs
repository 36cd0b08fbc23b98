using System.Data.Common;
using System.Diagnostics;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// Keeps a lease while work lasts that may be as long as a vendor's answer, and gives it back. A process that dies with it is succeeded as soon as
/// it has run out; when it is lost all the same, storing is refused by its fencing number.
/// </summary>
internal sealed class KeptLease : IAsyncDisposable
{
    private readonly LeaseStore _leases;
    private readonly Lease _lease;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _keeping;

    public KeptLease(LeaseStore leases, Lease lease, TimeSpan duration, TimeProvider clock)
    {
        (_leases, _lease) = (leases, lease);
        _keeping = KeepAsync(duration, clock);
    }

    public Lease Lease => _lease;

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _keeping;
        _ended.Dispose();
        await _leases.ReleaseAsync(_lease, CancellationToken.None);
    }

    private async Task KeepAsync(TimeSpan duration, TimeProvider clock)
    {
        // No part of the work's trace: it would fill it.
        Activity.Current = null;
        using var timer = new PeriodicTimer(duration / 5, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                try
                {
                    if (!await _leases.ExtendAsync(_lease, duration, _ended.Token))
                    {
                        return;
                    }
                }
                catch (Exception e) when (e is DbException or TimeoutException)
                {
                    // The database is away for a moment; the next tick tries again.
                }
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }
    }
}
