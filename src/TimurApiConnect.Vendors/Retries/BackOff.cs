namespace TimurApiConnect.Vendors.Retries;

/// <summary>How long to wait before the next try.</summary>
internal static class BackOff
{
    /// <summary>
    /// Full jitter: drawn evenly from zero to a ceiling that doubles from try to try, so that callers who failed together do not come back
    /// together. What the vendor itself asked for is the least.
    /// </summary>
    /// <param name="attempt">The try that failed, from 1.</param>
    /// <param name="first">The ceiling after the first try.</param>
    /// <param name="longest">The highest ceiling.</param>
    /// <param name="asked">What the vendor asked for, if it did.</param>
    /// <param name="lot">A number from 0 to 1.</param>
    public static TimeSpan After(
        int attempt,
        TimeSpan first,
        TimeSpan longest,
        TimeSpan? asked,
        double lot
    )
    {
        var ceiling = Math.Min(
            longest.TotalSeconds,
            first.TotalSeconds * Math.Pow(2, Math.Clamp(attempt - 1, 0, 30))
        );
        var drawn = TimeSpan.FromSeconds(ceiling * lot);
        return asked is { } least && least > drawn ? least : drawn;
    }
}
