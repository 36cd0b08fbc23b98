namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// Collects what runs have left behind once none is at work (50 ns a good), so that the next works in memory that is warm: fresh pages from the kernel
/// cost it a third of its time. Where many shops run, the runtime collects by itself, and this seldom.
/// </summary>
internal sealed class WarmMemory(TimeProvider clock)
{
    private static readonly TimeSpan MinPause = TimeSpan.FromSeconds(5);
    private readonly Lock _gate = new();
    private int _working;
    private long _last = long.MinValue;

    /// <summary>A run is at work until it is disposed.</summary>
    public IDisposable Working()
    {
        Interlocked.Increment(ref _working);
        return new Work(this);
    }

    private void End()
    {
        if (Interlocked.Decrement(ref _working) > 0)
        {
            return;
        }

        lock (_gate)
        {
            if (_last != long.MinValue && clock.GetElapsedTime(_last) < MinPause)
            {
                return;
            }

            _last = clock.GetTimestamp();
        }

        GC.Collect(2, GCCollectionMode.Forced, blocking: true, compacting: false);
    }

    private sealed class Work(WarmMemory memory) : IDisposable
    {
        private int _ended;

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _ended, 1) == 0)
            {
                memory.End();
            }
        }
    }
}
