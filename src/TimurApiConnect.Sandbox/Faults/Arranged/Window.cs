namespace TimurApiConnect.Sandbox.Faults.Arranged;

/// <summary>
/// When an arrangement is in force: always, for a time from now on, or again and again. With a period the first window
/// opens when the first period is over: what starts with a schedule first starts well.
/// </summary>
internal sealed record Window(DateTimeOffset From, TimeSpan? For, TimeSpan? Every)
{
    public bool IsOpen(DateTimeOffset now) =>
        For is not { } length
        || (
            Every is { } period
                ? now - From >= period && Into(now, period) < length
                : now - From < length
        );

    public bool IsOver(DateTimeOffset now) =>
        For is { } length && Every is null && now - From >= length;

    /// <summary>When it opens or closes next; null when it never does.</summary>
    public DateTimeOffset? NextEdge(DateTimeOffset now)
    {
        if (For is not { } length || IsOver(now))
        {
            return null;
        }

        return Every is not { } period ? From + length
            : IsOpen(now) ? now + (length - Into(now, period))
            : now + (period - Into(now, period));
    }

    public override string ToString() =>
        (For, Every) switch
        {
            (null, _) => "",
            ({ } length, null) => $"for {length} from {From:HH:mm:ss} UTC",
            ({ } length, { } period) => $"every {period} for {length}",
        };

    private TimeSpan Into(DateTimeOffset now, TimeSpan period) =>
        TimeSpan.FromTicks((now - From).Ticks % period.Ticks);
}
