using TimurApiConnect.Core.Runs;
using TimurApiConnect.SyncWorker.Schedules;

namespace TimurApiConnect.Tests.Schedules;

public class NextRunTests
{
    private static readonly ScheduleOptions Options = new()
    {
        FastEvery = TimeSpan.FromSeconds(60),
        FullAt = new TimeOnly(5, 30),
    };

    private static DateTimeOffset Utc(string time) => DateTimeOffset.Parse($"2026-11-24T{time}Z");

    [Theory]
    [InlineData("10:00:00", "10:00:00", "10:01:00")]
    [InlineData("10:00:00", "10:00:59", "10:01:00")]
    [InlineData("10:00:00", "10:01:00", "10:02:00")]
    [InlineData("10:00:00", "13:17:30", "13:18:00")]
    public void Missed_fast_ticks_run_once_and_the_rhythm_is_kept(
        string due,
        string now,
        string next
    ) => Assert.Equal(Utc(next), NextRun.After(RunKind.Fast, Utc(due), Utc(now), Options));

    [Theory]
    [InlineData("2026-11-24T00:29:00Z", "2026-11-24T00:30:00Z")]
    [InlineData("2026-11-24T00:30:00Z", "2026-11-25T00:30:00Z")]
    [InlineData("2026-11-24T23:00:00Z", "2026-11-25T00:30:00Z")]
    public void The_full_run_is_due_at_its_time_in_Almaty(string now, string next) =>
        Assert.Equal(
            DateTimeOffset.Parse(next),
            NextRun.After(
                RunKind.Full,
                DateTimeOffset.UnixEpoch,
                DateTimeOffset.Parse(now),
                Options
            )
        );

    [Theory]
    [InlineData(false, "2026-11-24T10:00:00Z", "2026-11-25T00:30:00Z")]
    [InlineData(true, "2026-11-24T10:00:00Z", "2026-11-24T10:30:00Z")]
    [InlineData(true, "2026-11-24T00:10:00Z", "2026-11-24T00:30:00Z")]
    public void A_full_run_that_failed_is_due_again_soon(bool failed, string now, string next) =>
        Assert.Equal(
            DateTimeOffset.Parse(next),
            NextRun.AfterFull(failed, DateTimeOffset.Parse(now), Options)
        );
}
