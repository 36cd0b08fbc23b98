using System.Diagnostics;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// A run at work: its numbers and its heartbeat, which stores the progress and hears of a request to stop. When the run is no longer ours,
/// <see cref="Stopping"/> fires at once.
/// </summary>
internal sealed class RunProgress : IAsyncDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(3);
    private readonly RunStore _runs;
    private readonly INotifier _notifier;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop;
    private readonly CancellationTokenSource _ended = new();
    private readonly Task _beating;
    private volatile Run _run;
    private volatile bool _changed;

    public RunProgress(
        Run run,
        Lease lease,
        RunStore runs,
        INotifier notifier,
        TimeProvider clock,
        CancellationToken stopping
    )
    {
        (_run, Lease, _runs, _notifier, _clock) = (run, lease, runs, notifier, clock);
        _stop = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        _beating = BeatAsync();
    }

    public Lease Lease { get; }

    public Run Run => _run;

    public RunCounts Counts => _run.Counts;

    /// <summary>Fires when the run must stop: asked to, shut down, or no longer ours.</summary>
    public CancellationToken Stopping => _stop.Token;

    /// <summary>Somebody asked this run to stop.</summary>
    public bool CancelRequested { get; private set; }

    /// <summary>The shop has another owner: nothing may be written any more.</summary>
    public bool LeaseLost { get; private set; }

    /// <summary>What the run does now; the total is 0 when it cannot be counted.</summary>
    public void Stage(string stage, int done = 0, int total = 0)
    {
        _run = _run with { Stage = stage, Done = done, Total = total };
        _changed = true;
    }

    /// <summary>Ends the heartbeat and stores how the run ended, if it is still ours.</summary>
    public async Task FinishAsync(RunState state, string? failureCode, string message)
    {
        await _ended.CancelAsync();
        await _beating;
        _run = _run with { State = state, FailureCode = failureCode, Message = message };
        await _runs.FinishAsync(_run, CancellationToken.None);
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
        var last = _clock.GetTimestamp();
        using var timer = new PeriodicTimer(Step, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_ended.Token))
            {
                if (!_changed && _clock.GetElapsedTime(last) < MaxSilence)
                {
                    continue;
                }

                _changed = false;
                try
                {
                    if (await _runs.BeatAsync(_run, _ended.Token) is not { } stop)
                    {
                        LeaseLost = true;
                        await _stop.CancelAsync();
                        return;
                    }

                    if (stop)
                    {
                        CancelRequested = true;
                        await _stop.CancelAsync();
                    }

                    last = _clock.GetTimestamp();
                    await _notifier.PublishAsync(Topics.Progress);
                }
                catch (Exception e) when (e is System.Data.Common.DbException or TimeoutException)
                {
                    // The database is away for a moment; whether the run is still ours, its next write will show.
                }
            }
        }
        catch (OperationCanceledException) when (_ended.IsCancellationRequested)
        {
            // The run is over.
        }
    }
}
