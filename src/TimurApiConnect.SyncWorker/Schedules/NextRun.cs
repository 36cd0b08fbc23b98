using TimurApiConnect.Core.Runs;
using TimurApiConnect.ServiceDefaults;

namespace TimurApiConnect.SyncWorker.Schedules;

/// <summary>When a run is due next. Ticks that were missed are not made up for one by one: one run covers them all.</summary>
internal static class NextRun
{
    /// <summary>The first moment after <paramref name="now"/>.</summary>
    public static DateTimeOffset After(
        RunKind kind,
        DateTimeOffset due,
        DateTimeOffset now,
        ScheduleOptions options
    )
    {
        if (kind == RunKind.Fast)
        {
            var missed = now < due ? 0 : (now - due).Ticks / options.FastEvery.Ticks;
            return due + (missed + 1) * options.FastEvery;
        }

        var local = now.ToOffset(AlmatyTime.Offset);
        var today = new DateTimeOffset(
            DateOnly.FromDateTime(local.DateTime),
            options.FullAt,
            AlmatyTime.Offset
        );
        return (today > now ? today : today.AddDays(1)).ToUniversalTime();
    }

    /// <summary>
    /// When the next full run is due after one has ended: as usual, but after a failure not as late as tomorrow, nor so soon that reading
    /// catalogues takes all of the supplier's slot.
    /// </summary>
    public static DateTimeOffset AfterFull(bool failed, DateTimeOffset now, ScheduleOptions options)
    {
        var usual = After(RunKind.Full, now, now, options);
        var soon = now + (30 * options.FastEvery);
        return failed && soon < usual ? soon : usual;
    }
}
