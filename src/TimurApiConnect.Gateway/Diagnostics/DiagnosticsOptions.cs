using Microsoft.Extensions.Options;

namespace TimurApiConnect.Gateway.Diagnostics;

/// <summary>How long the gateway waits for the doctor, section <c>Diagnostics</c>.</summary>
internal sealed class DiagnosticsOptions
{
    /// <summary>Until a sync worker has taken the question; later none seems to run.</summary>
    public TimeSpan TakenWithin { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>Until the report is there.</summary>
    public TimeSpan ReportWithin { get; set; } = TimeSpan.FromSeconds(60);
}

/// <summary>Refuses settings that cannot work.</summary>
internal sealed class DiagnosticsOptionsRules : IValidateOptions<DiagnosticsOptions>
{
    public ValidateOptionsResult Validate(string? name, DiagnosticsOptions options) =>
        options.TakenWithin >= TimeSpan.FromMilliseconds(100)
        && options.TakenWithin <= options.ReportWithin
        && options.ReportWithin <= TimeSpan.FromMinutes(5)
            ? ValidateOptionsResult.Success
            : ValidateOptionsResult.Fail(
                $"Diagnostics:TakenWithin is {options.TakenWithin} and Diagnostics:ReportWithin is {options.ReportWithin}; write times from 00:00:00.100 to 00:05:00, the first not above the second."
            );
}
