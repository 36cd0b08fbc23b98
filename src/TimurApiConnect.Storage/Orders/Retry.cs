namespace TimurApiConnect.Storage.Orders;

/// <summary>When what could not be read of an order is tried again: soon, then ever more slowly.</summary>
internal static class Retry
{
    private static readonly TimeSpan LongestPause = TimeSpan.FromHours(1);

    /// <summary>With the next look, then after one, three, seven … times <paramref name="every"/>, an hour at most.</summary>
    /// <param name="failures">How often it has failed before.</param>
    /// <param name="every">Between two looks.</param>
    public static TimeSpan Pause(int failures, TimeSpan every)
    {
        var pause = every * ((1 << Math.Min(failures, 12)) - 1);
        return pause < LongestPause ? pause : LongestPause;
    }
}
