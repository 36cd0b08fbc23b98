namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>UTC+5 all the year round, in the whole country, since 2024-03-01.</summary>
internal static class AlmatyTime
{
    public static readonly TimeSpan Offset = TimeSpan.FromHours(5);

    // A weekday has 1.296 average days' worth of changes and a day of the weekend a fifth of that; 95 % of a day's
    // changes fall between 09:00 and 20:00.
    private const double Weekday = 7 / 5.4;
    private const double InOfficeHours = 0.95 * 24 / 11;
    private const double AtNight = 0.05 * 24 / 13;

    /// <summary>How lively the supplier is at this time: 1 on the average of a week.</summary>
    public static double Activity(DateTimeOffset at)
    {
        var there = at.ToOffset(Offset);
        var day = there.DayOfWeek is DayOfWeek.Saturday or DayOfWeek.Sunday ? Weekday / 5 : Weekday;
        return day * (there.Hour is >= 9 and < 20 ? InOfficeHours : AtNight);
    }
}
