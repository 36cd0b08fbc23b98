namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>The marketplace's clock: the real one, moved ahead by whoever cannot wait for deadlines.</summary>
internal sealed class MarketTime(TimeProvider time)
{
    private long _aheadTicks;

    public DateTimeOffset Now => time.GetUtcNow() + Ahead;

    public TimeSpan Ahead => TimeSpan.FromTicks(Interlocked.Read(ref _aheadTicks));

    public void Advance(TimeSpan by) => Interlocked.Add(ref _aheadTicks, by.Ticks);

    public void Reset() => Interlocked.Exchange(ref _aheadTicks, 0);
}
