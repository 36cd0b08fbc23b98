using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>Whether somebody still sees to it that everything has its owner.</summary>
internal sealed class OwnersHealth(LocalOwners local, TimeProvider clock) : IHealthCheck
{
    private static readonly TimeSpan MaxSilence = TimeSpan.FromSeconds(30);
    private long _last = clock.GetTimestamp();

    public void Beat() => Interlocked.Exchange(ref _last, clock.GetTimestamp());

    public Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        var silent = clock.GetElapsedTime(Interlocked.Read(ref _last));
        return Task.FromResult(
            silent < MaxSilence
                ? HealthCheckResult.Healthy($"Owns {local.Count} accounts, shops and orders.")
                : HealthCheckResult.Degraded(
                    $"Has not seen to its owners for {silent.TotalSeconds:0} s; is the database away?"
                )
        );
    }
}
