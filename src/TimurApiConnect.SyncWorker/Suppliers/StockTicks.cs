namespace TimurApiConnect.SyncWorker.Suppliers;

/// <summary>
/// When stock must be read between two pages of a catalogue. A page and the stock each wait for the supplier's slot, so the reading begins two
/// steps early: the data must not become older than the cadence because names are being read.
/// </summary>
internal sealed class StockTicks(TimeProvider clock, TimeSpan every)
{
    private long _asked = clock.GetTimestamp();
    private DateTimeOffset _tried = DateTimeOffset.MinValue;

    /// <summary>Asked after each page; learns from it how long a page takes.</summary>
    public bool IsDue(DateTimeOffset stockAt)
    {
        var step = clock.GetElapsedTime(_asked);
        _asked = clock.GetTimestamp();
        var last = stockAt > _tried ? stockAt : _tried;
        return clock.GetUtcNow() - last + (2 * step) >= every;
    }

    /// <summary>Stock was asked for, whatever came.</summary>
    public void Tried()
    {
        _tried = clock.GetUtcNow();
        _asked = clock.GetTimestamp();
    }
}
