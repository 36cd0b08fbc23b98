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
}
