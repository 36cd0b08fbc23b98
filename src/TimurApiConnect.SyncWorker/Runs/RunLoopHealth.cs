using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>Whether the loop that takes runs still turns.</summary>
internal sealed class RunLoopHealth(TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);
    private long _last = clock.GetTimestamp();

    public void Beat() => Interlocked.Exchange(ref _last, clock.GetTimestamp());

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var silent = clock.GetElapsedTime(Interlocked.Read(ref _last));
        return Task.FromResult(
            silent < Longest
                ? HealthCheckResult.Healthy("Looks for runs.")
                : HealthCheckResult.Degraded(
                    $"Has not looked for runs for {silent.TotalSeconds:0} s; is the database away?"
                )
        );
    }
}
