using System.Net.Sockets;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace TimurApiConnect.AppHost;

/// <summary>Health of what speaks no HTTP to us, or must not be asked needlessly: does it take a connection?</summary>
internal static class Tcp
{
    private static readonly TimeSpan Limit = TimeSpan.FromSeconds(5);

    /// <summary>Adds a check that fails as its exceptions say, within five seconds.</summary>
    public static IResourceBuilder<T> WithTcpCheck<T>(
        this IResourceBuilder<T> resource,
        string key,
        Func<CancellationToken, Task<HealthCheckResult>> check
    )
        where T : IResource
    {
        resource
            .ApplicationBuilder.Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(key, new Check(check), failureStatus: null, tags: null)
                {
                    Timeout = Limit,
                }
            );
        return resource.WithHealthCheck(key);
    }

    private sealed class Check(Func<CancellationToken, Task<HealthCheckResult>> check)
        : IHealthCheck
    {
        public async Task<HealthCheckResult> CheckHealthAsync(
            HealthCheckContext context,
            CancellationToken cancellationToken = default
        )
        {
            try
            {
                return await check(cancellationToken);
            }
            catch (Exception e) when (e is SocketException or IOException)
            {
                return HealthCheckResult.Unhealthy(e.Message);
            }
            catch (OperationCanceledException)
            {
                return HealthCheckResult.Unhealthy(
                    $"No answer within {Limit.TotalSeconds:0} seconds."
                );
            }
        }
    }
}
