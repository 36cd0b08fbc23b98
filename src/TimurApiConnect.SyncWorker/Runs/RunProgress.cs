using System.Diagnostics;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// A run at work: its lease, its numbers, its heartbeat. The heartbeat keeps the lease, stores the progress and hears of a request to stop;
/// when the lease is lost, <see cref="Stopping"/> fires at once.
/// </summary>
internal sealed class RunProgress : IAsyncDisposable
{
    private readonly RunStore _runs;
    private readonly LeaseStore _leases;
    private readonly INotifier _notifier;
    private readonly TimeProvider _clock;
    private readonly TimeSpan _leaseFor;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _beating;
    private volatile Lease? _crawl;
    private volatile Run _run;
    private volatile bool _changed;

    public RunProgress(
        Run run,
        Lease lease,
        RunStore runs,
        LeaseStore leases,
        INotifier notifier,
        TimeProvider clock,
        TimeSpan leaseFor,
        CancellationToken stopping
    )
    {
        (_run, Lease, _runs, _leases, _notifier, _clock, _leaseFor) = (
            run,
            lease,
            runs,
            leases,
            notifier,
            clock,
            leaseFor
        );
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _beating = BeatAsync();
    }

    public Lease Lease { get; }

    public Run Run => _run;

    public RunCounts Counts => _run.Counts;

    /// <summary>Fires when the run must stop: asked to, shut down, or the lease is lost.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Somebody asked this run to stop.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>The lease went to another worker: nothing may be written any more.</summary>
    public bool LeaseLost { get; private set; }

    /// <summary>
    /// The lease on reading an account's catalogue: kept by the same heartbeat. Losing it is no harm, then two read the same.
    /// </summary>
    public Lease? Crawl
    {
        get => _crawl;
        set => _crawl = value;
    }

    /// <summary>What the run does now; the total is 0 when it cannot be counted.</summary>
    public void Stage(string stage, int done = 0, int total = 0)
    {
        _run = _run with { Stage = stage, Done = done, Total = total };
        _changed = true;
    }

    /// <summary>Ends the heartbeat and stores how the run ended, unless the lease is lost.</summary>
    public async Task FinishAsync(RunState state, string? failureCode, string message)
    {
        await _ended.CancelAsync();
        await _beating;
        _run = _run with { State = state, FailureCode = failureCode, Message = message };
        await _runs.FinishAsync(_run, CancellationToken.None);
        await _leases.ReleaseAsync(Lease, CancellationToken.None);
        await _notifier.PublishAsync(Topics.Progress);
    }

    public async ValueTask DisposeAsync()
    {
        await _ended.CancelAsync();
        await _beating;
        _stop.Dispose();
        _ended.Dispose();
    }

    private async Task BeatAsync()
    {
        // The heartbeat is no part of the run's trace: it would fill it.
        Activity.Current = null;
        var lastExtended = _clock.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(500), _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                var extend = _clock.GetElapsedTime(lastExtended) > _leaseFor / 5;
                if (!extend && !_changed)
                {
                    continue;
                }

                _changed = false;
                try
                {
                    // The run's row before the lease's: while a list is published, its transaction holds the lease's row, and what the run
                    // does must be seen all the same.
                    if (await _runs.BeatAsync(_run, _ended.Token) is not { } stop)
                    {
                        await LoseAsync();
                        return;
                    }

                    if (stop)
                    {
                        CancelRequested = true;
                        await _stop.CancelAsync();
                    }

                    if (extend && !await _leases.ExtendAsync(Lease, _leaseFor, _ended.Token))
                    {
                        await LoseAsync();
                        return;
                    }

                    if (extend && _crawl is { } crawl)
                    {
                        await _leases.ExtendAsync(crawl, _leaseFor, _ended.Token);
                    }

                    lastExtended = extend ? _clock.GetTimestamp() : lastExtended;
                    await _notifier.PublishAsync(Topics.Progress);
                }
                catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
                {
                    // The database is away for a moment. The lease is only lost for sure once its time has passed.
                    if (_clock.GetElapsedTime(lastExtended) > _leaseFor)
                    {
                        await LoseAsync();
                        return;
                    }
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The run is over.
        }
    }

    private Task LoseAsync()
    {
        LeaseLost = true;
        return _stop.CancelAsync();
    }
}
