using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Runs;

namespace TimurApiConnect.SyncWorker.Schedules;

/// <summary>Makes the timetables of shops.</summary>
internal sealed class Timetables(
    ScheduleStore schedule,
    RunStore runs,
    IOptionsMonitor<ScheduleOptions> options,
    TimeProvider clock
)
{
    /// <summary>A shop's, as it was left. A shop seen for the first time gets a full run at once.</summary>
    public async Task<Timetable> LoadAsync(string shop, CancellationToken stopping)
    {
        var (now, fastEvery) = (clock.GetUtcNow(), options.CurrentValue.FastEvery);
        return new Timetable(
            shop,
            await NextAsync(shop, RunKind.Fast, now + fastEvery, stopping),
            await NextAsync(shop, RunKind.Full, now, stopping),
            schedule,
            runs,
            options,
            clock
        );
    }

    private async Task<DateTimeOffset> NextAsync(
        string shop,
        RunKind kind,
        DateTimeOffset first,
        CancellationToken stopping
    )
    {
        if (await schedule.NextAsync(shop, kind, stopping) is { } planned)
        {
            return planned;
        }

        await schedule.MoveAsync(shop, kind, null, first, stopping);
        return first;
    }
}

/// <summary>
/// When a shop's runs are due. It stands in the database too, so that whoever owns the shop next goes on with it: ticks that were missed meanwhile are
/// made up for by one run.
/// </summary>
internal sealed class Timetable(
    string shop,
    DateTimeOffset fastAt,
    DateTimeOffset fullAt,
    ScheduleStore schedule,
    RunStore runs,
    IOptionsMonitor<ScheduleOptions> options,
    TimeProvider clock
)
{
    private DateTimeOffset _fastAt = fastAt;
    private DateTimeOffset _fullAt = fullAt;
    private DateTimeOffset? _decidedBy;

    /// <summary>Until the next run is due.</summary>
    public TimeSpan UntilNext()
    {
        var until = (_fastAt < _fullAt ? _fastAt : _fullAt) - clock.GetUtcNow();
        // Not longer than a cadence that may be made shorter meanwhile.
        return until <= TimeSpan.Zero ? TimeSpan.Zero
            : until < MaxWait ? until
            : MaxWait;
    }

    private static TimeSpan MaxWait { get; } = TimeSpan.FromSeconds(1);

    /// <summary>Asks for the runs that are due now, and for one when the account has a newer reading than the shop was decided by.</summary>
    /// <returns>Whether it has asked for any.</returns>
    public async Task<bool> AskForDueAsync(Snapshot goods, CancellationToken stopping)
    {
        var (now, current) = (clock.GetUtcNow(), options.CurrentValue);
        var isNew = _decidedBy is { } decided && goods.IsConfirmed && goods.StockAt > decided;
        // The cadence was made shorter since: do not wait for the old date.
        if (_fastAt > now + current.FastEvery)
        {
            await PlanAsync(RunKind.Fast, now + current.FastEvery, stopping);
        }

        var fullIsDue = _fullAt <= now;
        if (fullIsDue)
        {
            await AskAsync(RunKind.Full, _fullAt, now, stopping);
        }

        if (_fastAt <= now)
        {
            await AskAsync(RunKind.Fast, _fastAt, now, stopping);
            return true;
        }

        if (isNew)
        {
            await AskAsync(RunKind.Fast, now, now, stopping);
        }

        return fullIsDue || isNew;
    }

    /// <summary>A run has ended.</summary>
    /// <param name="run">The run.</param>
    /// <param name="end">How.</param>
    /// <param name="goods">The goods as they are known now.</param>
    /// <param name="stopping">Stops.</param>
    public async Task NoteAsync(Run run, RunEnd end, Snapshot goods, CancellationToken stopping)
    {
        var (now, current) = (clock.GetUtcNow(), options.CurrentValue);
        _decidedBy = goods.StockAt;
        if (run.Kind != RunKind.Full)
        {
            return;
        }

        // It has refreshed the stock itself whenever a fast tick came due.
        if (_fastAt <= now)
        {
            await PlanAsync(
                RunKind.Fast,
                NextRun.After(RunKind.Fast, _fastAt, now, current),
                stopping
            );
        }

        if (end.State is RunState.Failed or RunState.Succeeded)
        {
            await PlanAsync(
                RunKind.Full,
                NextRun.AfterFull(end.State == RunState.Failed, now, current),
                stopping
            );
        }
    }

    private async Task AskAsync(
        RunKind kind,
        DateTimeOffset due,
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        await runs.EnqueueAsync(shop, kind, "schedule", false, due, stopping);
        await PlanAsync(kind, NextRun.After(kind, due, now, options.CurrentValue), stopping);
    }

    private async Task PlanAsync(RunKind kind, DateTimeOffset next, CancellationToken stopping)
    {
        await schedule.SetAsync(shop, kind, next, stopping);
        if (kind == RunKind.Fast)
        {
            _fastAt = next;
        }
        else
        {
            _fullAt = next;
        }
    }
}
