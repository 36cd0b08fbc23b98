using Microsoft.Extensions.Options;

namespace TimurApiConnect.SyncWorker.Schedules;

/// <summary>When runs begin, section <c>Schedule</c>.</summary>
internal sealed class ScheduleOptions
{
    /// <summary>The distance between fast runs (stock and prices).</summary>
    public TimeSpan FastEvery { get; set; } = TimeSpan.FromSeconds(60);

    /// <summary>When the daily full run (catalogue) begins, Almaty time. Early, since a catalogue takes minutes of the supplier's slot.</summary>
    public TimeOnly FullAt { get; set; } = new(5, 30);
}

/// <summary>Refuses schedules that cannot work.</summary>
internal sealed class ScheduleOptionsRules : IValidateOptions<ScheduleOptions>
{
    public ValidateOptionsResult Validate(string? name, ScheduleOptions options)
    {
        var errors = new List<string>();
        if (options.FastEvery < TimeSpan.FromSeconds(1) || options.FastEvery > TimeSpan.FromDays(1))
        {
            errors.Add(
                $"Schedule:FastEvery is {options.FastEvery}; write a time from 00:00:01 to 1.00:00:00."
            );
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
