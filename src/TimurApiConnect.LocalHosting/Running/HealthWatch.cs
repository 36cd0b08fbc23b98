using System.Collections.Immutable;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Runs the health checks of a resource for as long as it is alive: often until it is well, then seldom.</summary>
internal sealed class HealthWatch(HealthCheckService health, TimeProvider clock)
{
    private static readonly TimeSpan WhileUnhealthy = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan WhileHealthy = TimeSpan.FromSeconds(5);

    public async Task RunAsync(
        IResource resource,
        Func<bool> isAlive,
        Func<Func<CustomResourceSnapshot, CustomResourceSnapshot>, Task> publish,
        CancellationToken cancellationToken
    )
    {
        var keys = resource
            .Annotations.OfType<HealthCheckAnnotation>()
            .Select(h => h.Key)
            .ToHashSet(StringComparer.Ordinal);
        if (keys.Count == 0)
        {
            return;
        }

        try
        {
            await publish(s => s with { HealthReports = NotYet(resource) }).ConfigureAwait(false);
            while (!cancellationToken.IsCancellationRequested && isAlive())
            {
                var report = await health
                    .CheckHealthAsync(r => keys.Contains(r.Name), cancellationToken)
                    .ConfigureAwait(false);
                ImmutableArray<HealthReportSnapshot> reports =
                [
                    .. keys.Select(key =>
                        report.Entries.TryGetValue(key, out var entry)
                            ? new HealthReportSnapshot(
                                key,
                                entry.Status,
                                entry.Description,
                                entry.Exception?.ToString()
                            )
                            : new HealthReportSnapshot(
                                key,
                                HealthStatus.Unhealthy,
                                $"No health check '{key}' is registered in the AppHost.",
                                ExceptionText: null
                            )
                    ),
                ];
                await publish(s => s with { HealthReports = reports }).ConfigureAwait(false);
                await Task.Delay(
                        report.Status == HealthStatus.Healthy ? WhileHealthy : WhileUnhealthy,
                        clock,
                        cancellationToken
                    )
                    .ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) { }
    }

    public static ImmutableArray<HealthReportSnapshot> NotYet(IResource resource) =>
        [
            .. resource
                .Annotations.OfType<HealthCheckAnnotation>()
                .Select(h => new HealthReportSnapshot(
                    h.Key,
                    Status: null,
                    Description: null,
                    ExceptionText: null
                )),
        ];
}
