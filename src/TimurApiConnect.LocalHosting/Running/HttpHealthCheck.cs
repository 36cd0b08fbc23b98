using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Asks every process of a resource by HTTP how it is.</summary>
internal sealed class HttpHealthCheck(
    IHttpClientFactory clients,
    EndpointReference endpoint,
    string path,
    int statusCode
) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        if (!endpoint.IsAllocated)
        {
            return HealthCheckResult.Unhealthy("The endpoint has no address yet.");
        }

        foreach (var port in endpoint.EndpointAnnotation.ReplicaPorts)
        {
            var address = new Uri(new Uri($"{endpoint.Scheme}://{endpoint.Host}:{port}"), path);
            try
            {
                using var client = clients.CreateClient();
                using var answer = await client
                    .GetAsync(address, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
                    .ConfigureAwait(false);
                if ((int)answer.StatusCode != statusCode)
                {
                    return HealthCheckResult.Unhealthy(
                        $"{address} answers {(int)answer.StatusCode}, not {statusCode}."
                    );
                }
            }
            catch (HttpRequestException e)
            {
                return HealthCheckResult.Unhealthy($"{address}: {e.Message}");
            }
        }

        return HealthCheckResult.Healthy();
    }
}
