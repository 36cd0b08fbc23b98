using Microsoft.Extensions.Options;

namespace TimurApiConnect.SyncWorker.Diagnostics;

/// <summary>How long the doctor looks, section <c>Doctor</c>.</summary>
internal sealed class DoctorOptions
{
    /// <summary>For each step: an address, a connection, the encryption, the first byte of an answer.</summary>
    public TimeSpan StepLimit { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a request of the doctor waits for its turn; it goes before all others.</summary>
    public TimeSpan TurnLimit { get; set; } = TimeSpan.FromSeconds(30);
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class DoctorOptionsRules : IValidateOptions<DoctorOptions>
{
    public ValidateOptionsResult Validate(string? name, DoctorOptions options)
    {
        var errors = new List<string>();
        if (
            options.StepLimit < TimeSpan.FromMilliseconds(50)
            || options.StepLimit > TimeSpan.FromSeconds(30)
        )
        {
            errors.Add(
                $"Doctor:StepLimit is {options.StepLimit}; write a time from 00:00:00.050 to 00:00:30."
            );
        }

        if (
            options.TurnLimit < TimeSpan.FromSeconds(1)
            || options.TurnLimit > TimeSpan.FromMinutes(2)
        )
        {
            errors.Add(
                $"Doctor:TurnLimit is {options.TurnLimit}; write a time from 00:00:01 to 00:02:00."
            );
        }

        return errors.Count == 0
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(errors);
    }
}
