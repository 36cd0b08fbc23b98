using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi.Limits;

/// <summary>
/// How fast one shop's requests may follow each other: so many in any second, so many at once, and none while Kaspi wants to be left alone.
/// Kept by each process for itself; Kaspi names no number, and these are far below what others send.
/// </summary>
internal sealed class Pace(TimeProvider clock) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly SemaphoreSlim _order = new(1, 1);
    private readonly Queue<long> _begun = new();
    private readonly Lock _lock = new();
    private int _underWay;
    private TaskCompletionSource _ended = NewEnded();
    private DateTimeOffset _pausedUntil;

    /// <summary>Waits for the next turn; who came first goes first.</summary>
    public async Task<ITurn> TakeAsync(int perSecond, int atOnce, CancellationToken stopping)
    {
        await _order.WaitAsync(stopping);
        try
        {
            while (true)
            {
                TimeSpan wait;
                Task ended;
                lock (_lock)
                {
                    (wait, ended) = (Wait(perSecond), _ended.Task);
                    if (wait <= TimeSpan.Zero && _underWay < atOnce)
                    {
                        _underWay++;
                        _begun.Enqueue(clock.GetTimestamp());
                        return new Turn(this);
                    }
                }

                await (
                    wait > TimeSpan.Zero
                        ? Task.Delay(wait, clock, stopping)
                        : ended.WaitAsync(stopping)
                );
            }
        }
        finally
        {
            _order.Release();
        }
    }

    private TimeSpan Wait(int perSecond)
    {
        while (_begun.TryPeek(out var first) && clock.GetElapsedTime(first) >= Second)
        {
            _begun.Dequeue();
        }

        var full =
            _begun.Count >= perSecond
                ? Second - clock.GetElapsedTime(_begun.ElementAt(_begun.Count - perSecond))
                : TimeSpan.Zero;
        var paused = _pausedUntil - clock.GetUtcNow();
        return full > paused ? full : paused;
    }

    private void End(TimeSpan? pause)
    {
        TaskCompletionSource ended;
        lock (_lock)
        {
            _underWay--;
            if (pause is { } asked && clock.GetUtcNow() + asked > _pausedUntil)
            {
                _pausedUntil = clock.GetUtcNow() + asked;
            }

            (ended, _ended) = (_ended, NewEnded());
        }

        ended.SetResult();
    }

    private static TaskCompletionSource NewEnded() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);

    public void Dispose() => _order.Dispose();

    private sealed class Turn(Pace pace) : ITurn
    {
        public Task EndAsync(TimeSpan? pause)
        {
            pace.End(pause);
            return Task.CompletedTask;
        }
    }
}
