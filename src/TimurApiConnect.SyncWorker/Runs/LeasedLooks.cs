using System.Collections.Concurrent;
using System.Data.Common;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// A job that looks again and again at each of several things: shops, supplier accounts. One look at a thing at a time, over all workers, by a lease;
/// whoever takes over goes on from what is stored. A thing that hangs keeps none of the others waiting, and a look that fails is said and tried again.
/// </summary>
/// <param name="job">Names the leases, and the job in the log: <c>orders</c>.</param>
/// <param name="leaseFor">How long a worker that died keeps others from its things.</param>
/// <param name="leases">The leases.</param>
/// <param name="clock">The time.</param>
/// <param name="logger">The job's own log.</param>
internal abstract partial class LeasedLooks(
    string job,
    TimeSpan leaseFor,
    LeaseStore leases,
    TimeProvider clock,
    ILogger logger
) : BackgroundService
{
    private readonly string _holder = Guid.NewGuid().ToString("N");
    private readonly ConcurrentDictionary<string, Task> _underWay = new(
        StringComparer.OrdinalIgnoreCase
    );

    /// <summary>The time, for those that derive from this.</summary>
    protected TimeProvider Clock { get; } = clock;

    /// <summary>The things to look at, by key.</summary>
    protected abstract IEnumerable<string> Keys { get; }

    /// <summary>Until the next look at all of them.</summary>
    protected abstract Task PauseAsync(CancellationToken stopping);

    /// <summary>Whether there is anything to do, before a lease is taken for it.</summary>
    protected abstract Task<bool> IsDueAsync(string key, CancellationToken stopping);

    /// <summary>The look itself, under the lease; what it writes is guarded by it.</summary>
    protected abstract Task LookAsync(string key, Lease lease, CancellationToken stopping);

    protected sealed override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // SQLite works on the caller's thread: the host must not wait for it.
        await Task.Yield();
        try
        {
            while (true)
            {
                foreach (var key in Keys)
                {
                    if (!_underWay.TryGetValue(key, out var look) || look.IsCompleted)
                    {
                        _underWay[key] = TryAsync(key, stoppingToken);
                    }
                }

                await PauseAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker shuts down.
        }

        await Task.WhenAll(_underWay.Values);
    }

    private async Task TryAsync(string key, CancellationToken stopping)
    {
        try
        {
            if (
                !await IsDueAsync(key, stopping)
                || await leases.TryTakeAsync($"{job}:{key}", _holder, leaseFor, stopping)
                    is not { } lease
            )
            {
                return;
            }

            await using var kept = new KeptLease(leases, lease, leaseFor, Clock);
            await LookAsync(key, lease, stopping);
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            // The worker shuts down; what was under way is taken up by whoever comes next.
        }
        catch (Exception e) when (e is DbException or TimeoutException or LeaseLostException)
        {
            // What was stored stays; the next look goes on from there.
            Log.NotStored(logger, job, key, e.Message);
        }
        catch (Exception e)
        {
            // A defect of ours: it is said, and the next look tries again.
            Log.Defect(logger, e, job, key);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 101,
            Level = LogLevel.Warning,
            Message = "The {Job} of {Key} could not be stored: {Reason} The next look goes on from what was."
        )]
        public static partial void NotStored(ILogger logger, string job, string key, string reason);

        [LoggerMessage(
            EventId = 102,
            Level = LogLevel.Error,
            Message = "A look at the {Job} of {Key} failed."
        )]
        public static partial void Defect(ILogger logger, Exception error, string job, string key);
    }
}
