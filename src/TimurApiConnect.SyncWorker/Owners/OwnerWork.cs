using System.Data.Common;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>Begins the work of owners.</summary>
internal sealed class OwnerWorks(
    IEnumerable<IOwnedWork> works,
    LeaseStore leases,
    LocalOwners local,
    WorkerName worker,
    TimeProvider clock,
    ILogger<OwnerWork> logger
)
{
    /// <summary>Takes the next fencing number, which shuts out every owner before, and begins.</summary>
    public async Task<OwnerWork> BeginAsync(OwnerKey key, CancellationToken stopping)
    {
        var work = works.Single(w => w.Kind == key.Kind);
        var lease = await leases.TakeOverAsync(key.LeaseName, worker.Name, stopping);
        // Nothing of the call that woke it: no trace, no call context.
        using (ExecutionContext.SuppressFlow())
        {
            var begun = new OwnerWork(key, work, lease, local, clock, logger);
            local.Add(begun);
            return begun;
        }
    }
}

/// <summary>The work of one owner, from its activation until it is stopped or another has taken over.</summary>
[System.Diagnostics.CodeAnalysis.SuppressMessage(
    "Design",
    "CA1001",
    Justification = "The source has no timer and no handle: there is nothing to dispose of, and it may be cancelled late."
)]
internal sealed partial class OwnerWork
{
    private static readonly TimeSpan RestAfterTrouble = TimeSpan.FromSeconds(1);
    private readonly CancellationTokenSource _stop = new();
    private readonly LocalOwners _local;
    private readonly TimeProvider _clock;
    private readonly ILogger _logger;
    private readonly Task _work;

    public OwnerWork(
        OwnerKey key,
        IOwnedWork work,
        Lease lease,
        LocalOwners local,
        TimeProvider clock,
        ILogger logger
    )
    {
        (Key, _local, _clock, _logger) = (key, local, clock, logger);
        var stopping = _stop.Token;
        _work = Task.Run(() => RunAsync(work, lease, stopping), CancellationToken.None);
    }

    /// <summary>Whose.</summary>
    public OwnerKey Key { get; }

    /// <summary>Whether it has ended.</summary>
    public bool IsOver => _work.IsCompleted;

    /// <summary>Tells it to end.</summary>
    public void Stop() => _stop.Cancel();

    /// <summary>Ends it and waits until it has.</summary>
    public async Task EndAsync(CancellationToken stopping)
    {
        await _stop.CancelAsync();
        await _work.WaitAsync(stopping).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        _local.Remove(this);
    }

    private async Task RunAsync(IOwnedWork work, Lease lease, CancellationToken stopping)
    {
        while (!stopping.IsCancellationRequested)
        {
            try
            {
                await work.RunAsync(Key, lease, stopping);
                return;
            }
            catch (OperationCanceledException) when (stopping.IsCancellationRequested)
            {
                return;
            }
            catch (LeaseLostException e)
            {
                Log.Lost(_logger, Key.Kind, Key.Name, e.Message);
                return;
            }
            catch (Exception e) when (e is DbException or TimeoutException)
            {
                Log.Waiting(_logger, Key.Kind, Key.Name, e.Message);
            }
            catch (Exception e)
            {
                // A defect of ours: it is said, and the work begins anew.
                Log.Defect(_logger, e, Key.Kind, Key.Name);
            }

            await Task.Delay(RestAfterTrouble, _clock, stopping)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "Another worker has {Kind} {Name} now. {Reason}"
        )]
        public static partial void Lost(ILogger logger, OwnerKind kind, string name, string reason);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "The database does not answer; {Kind} {Name} waits for it: {Reason}"
        )]
        public static partial void Waiting(
            ILogger logger,
            OwnerKind kind,
            string name,
            string reason
        );

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Error,
            Message = "The work of {Kind} {Name} failed and begins anew."
        )]
        public static partial void Defect(
            ILogger logger,
            Exception error,
            OwnerKind kind,
            string name
        );
    }
}
