namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>The shop's hours, which the deadline for acceptance counts in: 9 to 18, Almaty time, every day.</summary>
internal static class WorkingHours
{
    private static readonly TimeSpan Opens = TimeSpan.FromHours(9);
    private static readonly TimeSpan Closes = TimeSpan.FromHours(18);
    private static readonly TimeSpan Almaty = TimeSpan.FromHours(5);

    /// <summary>The moment so much working time after another.</summary>
    public static DateTimeOffset After(DateTimeOffset from, TimeSpan working)
    {
        var at = from.ToOffset(Almaty);
        while (true)
        {
            if (at.TimeOfDay < Opens)
            {
                at = At(at, Opens);
            }

            var left = Closes - at.TimeOfDay;
            if (working <= left)
            {
                return (at + working).ToUniversalTime();
            }

            working -= left > TimeSpan.Zero ? left : TimeSpan.Zero;
            at = At(at.AddDays(1), Opens);
        }
    }

    private static DateTimeOffset At(DateTimeOffset day, TimeSpan time) =>
        new DateTimeOffset(day.Year, day.Month, day.Day, 0, 0, 0, Almaty) + time;
}
