namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// When stock must be read between two pages of a catalogue. A page and the stock each wait for the supplier's slot, so the reading begins two
/// steps early: the data must not become older than the cadence because names are being read.
/// </summary>
internal sealed class FastTicks(TimeProvider clock, TimeSpan every)
{
    private TimeSpan _step = TimeSpan.Zero;
    private long _asked = clock.GetTimestamp();
    private DateTimeOffset _done = DateTimeOffset.MinValue;

    /// <summary>Asked after each page; learns from it how long a page takes.</summary>
    public bool IsDue(DateTimeOffset stockAt)
    {
        _step = clock.GetElapsedTime(_asked);
        _asked = clock.GetTimestamp();
        var last = stockAt > _done ? stockAt : _done;
        return clock.GetUtcNow() - last + (2 * _step) >= every;
    }

    /// <summary>Stock was read and the list published.</summary>
    public void Done()
    {
        _done = clock.GetUtcNow();
        _asked = clock.GetTimestamp();
    }
}
