using Microsoft.Extensions.Diagnostics.HealthChecks;
using Serilog.Core;
using Serilog.Events;

namespace TimurApiConnect.ServiceDefaults.Logs;

/// <summary>
/// Says when the log file cannot be written (disk full, folder not writable): the service goes on, the console still gets everything.
/// </summary>
internal sealed class LogFileHealth : IHealthCheck, ILoggingFailureListener
{
    private static readonly TimeSpan Remembered = TimeSpan.FromMinutes(5);
    private readonly TimeProvider _clock = TimeProvider.System;
    private long _failedAt;

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    ) =>
        Task.FromResult(
            Volatile.Read(ref _failedAt) is > 0 and var at && _clock.GetElapsedTime(at) < Remembered
                ? HealthCheckResult.Degraded(
                    "The log file cannot be written; the console still gets everything. Free disk space or correct LogFile:Folder."
                )
                : HealthCheckResult.Healthy()
        );

    public void OnLoggingFailed(
        object sender,
        LoggingFailureKind kind,
        string message,
        IReadOnlyCollection<LogEvent>? events,
        Exception? exception
    ) => Volatile.Write(ref _failedAt, _clock.GetTimestamp());
}
