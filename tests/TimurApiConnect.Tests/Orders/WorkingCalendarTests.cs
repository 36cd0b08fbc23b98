using System.Globalization;
using CsCheck;
using TimurApiConnect.Core.Orders.Policy;

namespace TimurApiConnect.Tests.Orders;

/// <summary>A shop's working time in Almaty: Kaspi's three hours to accept count in it. Times of the tables are Almaty's.</summary>
public class WorkingCalendarTests
{
    private static readonly TimeSpan Almaty = TimeSpan.FromHours(5);
    private static readonly OpenHours NineToSix = WorkingCalendar.Usual;

    // Monday to Friday nine to six, Saturday ten to two, Sunday closed.
    private static readonly WorkingCalendar Shop = Make(
        ["2026-11-26"],
        ["2026-11-29", "2026-12-16"]
    );

    private static WorkingCalendar Make(string[] holidays, string[] workingDays)
    {
        var hours = Enum.GetValues<DayOfWeek>()
            .Where(d => d != DayOfWeek.Sunday)
            .ToDictionary(d => d, _ => NineToSix);
        hours[DayOfWeek.Saturday] = new(new(10, 0), new(14, 0));
        return new(hours, holidays.Select(Day), workingDays.Select(Day));
    }

    private static DateOnly Day(string text) =>
        DateOnly.ParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture);

    private static DateTimeOffset At(string text) =>
        new(DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture), Almaty);

    [Theory]
    [InlineData("2026-11-23", "09:00-18:00", "a Monday")]
    [InlineData("2026-11-28", "10:00-14:00", "a Saturday")]
    [InlineData("2026-11-22", null, "a Sunday")]
    [InlineData("2026-11-26", null, "the shop's own holiday")]
    [InlineData("2026-11-29", "09:00-18:00", "a Sunday on which it works")]
    [InlineData("2026-12-16", "09:00-18:00", "Independence Day, on which it works")]
    [InlineData("2027-12-16", null, "Independence Day")]
    [InlineData("2027-01-01", null, "New Year")]
    [InlineData("2026-01-02", null, "New Year")]
    [InlineData("2026-01-07", null, "Christmas")]
    [InlineData("2027-03-08", null, "Women's Day")]
    [InlineData("2028-03-21", null, "Nauryz")]
    [InlineData("2028-03-22", null, "Nauryz")]
    [InlineData("2028-03-23", null, "Nauryz")]
    [InlineData("2026-05-01", null, "Unity Day")]
    [InlineData("2026-05-07", null, "Defenders' Day")]
    [InlineData("2028-05-09", null, "Victory Day")]
    [InlineData("2026-05-27", null, "Kurban Ait")]
    [InlineData("2026-05-28", "09:00-18:00", "the day after Kurban Ait")]
    [InlineData("2028-05-05", null, "Kurban Ait of another year")]
    [InlineData("2026-07-06", null, "Capital Day")]
    [InlineData("2027-08-30", null, "Constitution Day")]
    [InlineData("2027-10-25", null, "Republic Day")]
    public void A_day_is_open_or_closed(string day, string? hours, string what)
    {
        var found = Shop.On(Day(day)) is { } open
            ? string.Create(CultureInfo.InvariantCulture, $"{open.Opens:HH:mm}-{open.Closes:HH:mm}")
            : null;

        Assert.Equal((hours, what), (found, what));
    }

    [Theory]
    [InlineData("2026-11-23 10:00", 3, "2026-11-23 13:00")]
    [InlineData("2026-11-23 15:00", 3, "2026-11-23 18:00")]
    [InlineData("2026-11-23 15:01", 3, "2026-11-24 09:01")]
    [InlineData("2026-11-23 06:30", 3, "2026-11-23 12:00")]
    [InlineData("2026-11-23 16:00", 3, "2026-11-24 10:00")]
    [InlineData("2026-11-23 18:00", 3, "2026-11-24 12:00")]
    [InlineData("2026-11-23 23:59", 3, "2026-11-24 12:00")]
    // Wednesday evening, closed on Thursday.
    [InlineData("2026-11-25 17:00", 3, "2026-11-27 11:00")]
    // Friday evening into the short Saturday.
    [InlineData("2026-11-27 17:30", 3, "2026-11-28 12:30")]
    // Saturday into the Sunday on which it works.
    [InlineData("2026-11-28 13:00", 3, "2026-11-29 11:00")]
    // Saturday over an ordinary Sunday.
    [InlineData("2026-12-05 13:00", 3, "2026-12-07 11:00")]
    // 31 December over both days of New Year, a Friday and a Saturday, and the Sunday.
    [InlineData("2026-12-31 17:00", 3, "2027-01-04 11:00")]
    [InlineData("2026-11-23 09:00", 20, "2026-11-25 11:00")]
    public void Working_hours_are_counted_over_closed_days(string from, int hours, string until)
    {
        var after = Shop.After(At(from), TimeSpan.FromHours(hours));

        Assert.Equal(At(until), after);
        Assert.Equal(TimeSpan.Zero, after!.Value.Offset);
    }

    [Fact]
    public void The_same_moment_in_another_zone_gives_the_same()
    {
        var at = At("2026-11-23 16:00");

        Assert.Equal(
            Shop.After(at, TimeSpan.FromHours(3)),
            Shop.After(at.ToOffset(TimeSpan.FromHours(-11)), TimeSpan.FromHours(3))
        );
    }

    [Theory]
    [InlineData("2026-11-23 10:00", 1, "2026-11-24 18:00")]
    [InlineData("2026-11-23 23:30", 1, "2026-11-24 18:00")]
    [InlineData("2026-11-24 10:00", 3, "2026-11-28 14:00")]
    [InlineData("2026-12-04 10:00", 2, "2026-12-07 18:00")]
    public void Working_days_end_when_the_shop_closes(string from, int days, string until) =>
        Assert.Equal(At(until), Shop.DaysAfter(At(from), days));

    [Fact]
    public void A_shop_that_is_never_open_has_no_deadline()
    {
        var closed = new WorkingCalendar(new Dictionary<DayOfWeek, OpenHours>(), [], []);

        Assert.Null(closed.After(At("2026-11-23 10:00"), TimeSpan.FromHours(3)));
        Assert.Null(closed.DaysAfter(At("2026-11-23 10:00"), 3));
    }

    [Fact]
    public void Working_time_ends_within_the_hours_and_is_as_long_as_asked() =>
        Gen.Select(Gen.Int[0, 800 * 24 * 60], Gen.Int[1, 60 * 60])
            .Sample(
                (start, minutes) =>
                {
                    var from = At("2026-01-01 00:00").AddMinutes(start);
                    var until = Shop.After(from, TimeSpan.FromMinutes(minutes))!
                        .Value.ToOffset(Almaty);
                    var hours = Shop.On(DateOnly.FromDateTime(until.DateTime));

                    Assert.NotNull(hours);
                    var time = TimeOnly.FromDateTime(until.DateTime);
                    Assert.True(time > hours.Value.Opens && time <= hours.Value.Closes, $"{until}");
                    Assert.Equal(minutes, OpenMinutes(from, until));
                },
                iter: 20_000
            );

    [Fact]
    public void Who_orders_later_never_has_the_earlier_deadline() =>
        Gen.Select(Gen.Int[0, 800 * 24 * 60], Gen.Int[0, 10 * 24 * 60])
            .Sample(
                (start, later) =>
                {
                    var from = At("2026-01-01 00:00").AddMinutes(start);
                    Assert.True(
                        Shop.After(from, OrderDeadlines.ToAccept)
                            <= Shop.After(from.AddMinutes(later), OrderDeadlines.ToAccept)
                    );
                },
                iter: 20_000
            );

    /// <summary>The same counted another way: day by day, what lies between.</summary>
    private static int OpenMinutes(DateTimeOffset from, DateTimeOffset until)
    {
        var sum = TimeSpan.Zero;
        for (
            var day = DateOnly.FromDateTime(from.DateTime);
            day <= DateOnly.FromDateTime(until.DateTime);
            day = day.AddDays(1)
        )
        {
            if (Shop.On(day) is { } hours)
            {
                var begin = Max(from.DateTime, day.ToDateTime(hours.Opens));
                var end = Min(until.DateTime, day.ToDateTime(hours.Closes));
                sum += end > begin ? end - begin : TimeSpan.Zero;
            }
        }

        return (int)sum.TotalMinutes;
    }

    private static DateTime Max(DateTime one, DateTime other) => one > other ? one : other;

    private static DateTime Min(DateTime one, DateTime other) => one < other ? one : other;
}
