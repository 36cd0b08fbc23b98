namespace TimurApiConnect.Core.Orders.Policy;

/// <summary>When a shop is open on a day, Almaty time.</summary>
/// <param name="Opens">From.</param>
/// <param name="Closes">To.</param>
public readonly record struct OpenHours(TimeOnly Opens, TimeOnly Closes);

/// <summary>
/// A shop's working time, in which Kaspi's deadline for acceptance counts: its hours on each weekday, without public holidays, with the exceptions that
/// the shop names. Almaty time.
/// </summary>
public sealed class WorkingCalendar
{
    private const int MaxDays = 400;

    // Kazakhstan has one time zone since 1 March 2024, without summer time.
    private static readonly TimeSpan Almaty = TimeSpan.FromHours(5);

    // Law "On holidays in the Republic of Kazakhstan". Days that the government moves every year are the shop's own exceptions.
    private static readonly (int Month, int Day)[] EveryYear =
    [
        (1, 1),
        (1, 2),
        (1, 7),
        (3, 8),
        (3, 21),
        (3, 22),
        (3, 23),
        (5, 1),
        (5, 7),
        (5, 9),
        (7, 6),
        (8, 30),
        (10, 25),
        (12, 16),
    ];

    // The first day of Kurban Ait goes with the moon.
    private static readonly DateOnly[] KurbanAit =
    [
        new(2026, 5, 27),
        new(2027, 5, 16),
        new(2028, 5, 5),
        new(2029, 4, 24),
        new(2030, 4, 13),
    ];

    private readonly IReadOnlyDictionary<DayOfWeek, OpenHours> _hours;
    private readonly HashSet<DateOnly> _holidays;
    private readonly HashSet<DateOnly> _workingDays;

    /// <summary>Makes it.</summary>
    /// <param name="hours">The weekdays on which the shop is open.</param>
    /// <param name="holidays">Days on which it is closed besides public holidays.</param>
    /// <param name="workingDays">Days on which it is open although they are holidays or a closed weekday.</param>
    public WorkingCalendar(
        IReadOnlyDictionary<DayOfWeek, OpenHours> hours,
        IEnumerable<DateOnly> holidays,
        IEnumerable<DateOnly> workingDays
    ) => (_hours, _holidays, _workingDays) = (hours, [.. holidays], [.. workingDays]);

    /// <summary>Nine to six, every day.</summary>
    public static OpenHours Usual { get; } = new(new(9, 0), new(18, 0));

    /// <summary>When the shop is open on a day; null when it is closed.</summary>
    public OpenHours? On(DateOnly day)
    {
        if (_workingDays.Contains(day))
        {
            return _hours.TryGetValue(day.DayOfWeek, out var own) ? own : Usual;
        }

        return IsHoliday(day) || !_hours.TryGetValue(day.DayOfWeek, out var hours) ? null : hours;
    }

    /// <summary>The moment so much working time after another; null when the shop is never open that long.</summary>
    public DateTimeOffset? After(DateTimeOffset from, TimeSpan working)
    {
        var at = from.ToOffset(Almaty);
        for (var i = 0; i < MaxDays; i++)
        {
            var day = DateOnly.FromDateTime(at.DateTime);
            if (On(day) is { } hours)
            {
                var begin = Later(at, At(day, hours.Opens));
                var left = At(day, hours.Closes) - begin;
                if (left >= working)
                {
                    return (begin + working).ToUniversalTime();
                }

                working -= left > TimeSpan.Zero ? left : TimeSpan.Zero;
            }

            at = At(day.AddDays(1), TimeOnly.MinValue);
        }

        return null;
    }

    /// <summary>The end of the working day that is so many working days after this one.</summary>
    public DateTimeOffset? DaysAfter(DateTimeOffset from, int days)
    {
        var day = DateOnly.FromDateTime(from.ToOffset(Almaty).DateTime);
        for (var i = 0; i < MaxDays; i++)
        {
            day = day.AddDays(1);
            if (On(day) is { } hours && --days <= 0)
            {
                return At(day, hours.Closes).ToUniversalTime();
            }
        }

        return null;
    }

    private bool IsHoliday(DateOnly day) =>
        _holidays.Contains(day)
        || EveryYear.Contains((day.Month, day.Day))
        || KurbanAit.Contains(day);

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) =>
        one > other ? one : other;

    private static DateTimeOffset At(DateOnly day, TimeOnly time) =>
        new(day.ToDateTime(time), Almaty);
}
