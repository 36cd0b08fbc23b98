namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>What a call does now, of a number of steps; the total is 0 when they cannot be counted.</summary>
internal delegate void StageListener(string stage, int done, int total);

/// <summary>
/// A call that many wait for: whoever comes first begins it, the others join. It ends early only when nobody waits for it any more.
/// </summary>
internal sealed class SharedCall<T>
{
    private readonly Lock _gate = new();
    private Call? _call;

    /// <summary>Joins the call that is under way, or begins one.</summary>
    /// <param name="beginAsync">The call; it tells its stages.</param>
    /// <param name="listener">Hears of the stages while it waits; the last one at once.</param>
    /// <param name="stopping">Ends the waiting.</param>
    public async Task<T> JoinAsync(
        Func<StageListener, CancellationToken, Task<T>> beginAsync,
        StageListener listener,
        CancellationToken stopping
    )
    {
        Call call;
        lock (_gate)
        {
            if (_call is null or { Task.IsCompleted: true })
            {
                _call = new Call(beginAsync);
            }

            call = _call;
            call.Join(listener);
        }

        try
        {
            return await call.Task.WaitAsync(stopping);
        }
        finally
        {
            lock (_gate)
            {
                // Whoever comes now must not join what is being broken off.
                if (call.Leave(listener) && _call == call)
                {
                    _call = null;
                }
            }
        }
    }

    [System.Diagnostics.CodeAnalysis.SuppressMessage(
        "Design",
        "CA1001",
        Justification = "The source has no timer and no handle: there is nothing to dispose of, and it may be cancelled late."
    )]
    private sealed class Call
    {
        private readonly CancellationTokenSource _stop = new();
        private readonly List<StageListener> _listeners = [];
        private readonly Lock _stages = new();
        private (string Stage, int Done, int Total)? _last;

        public Call(Func<StageListener, CancellationToken, Task<T>> beginAsync) =>
            Task = System.Threading.Tasks.Task.Run(() => beginAsync(Tell, _stop.Token));

        public Task<T> Task { get; }

        public void Join(StageListener listener)
        {
            lock (_stages)
            {
                _listeners.Add(listener);
                if (_last is { } last)
                {
                    listener(last.Stage, last.Done, last.Total);
                }
            }
        }

        /// <summary>True when nobody waits any more.</summary>
        public bool Leave(StageListener listener)
        {
            lock (_stages)
            {
                _listeners.Remove(listener);
                if (_listeners.Count > 0)
                {
                    return false;
                }
            }

            if (!Task.IsCompleted)
            {
                _stop.Cancel();
            }

            return true;
        }

        private void Tell(string stage, int done, int total)
        {
            lock (_stages)
            {
                _last = (stage, done, total);
                foreach (var listener in _listeners)
                {
                    listener(stage, done, total);
                }
            }
        }
    }
}
