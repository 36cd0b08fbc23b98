using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Asks every process of a resource by HTTP how it is.</summary>
internal sealed class HttpHealthCheck(
    IHttpClientFactory clients,
    Func<CancellationToken, Task<IReadOnlyList<Uri>>> addresses,
    string? path,
    int statusCode
) : IHealthCheck
{
    public HttpHealthCheck(
        IHttpClientFactory clients,
        EndpointReference endpoint,
        string path,
        int statusCode
    )
        : this(clients, _ => Task.FromResult(AddressesOf(endpoint)), path, statusCode) { }

    public async Task<HealthCheckResult> CheckHealthAsync(
        HealthCheckContext context,
        CancellationToken cancellationToken = default
    )
    {
        IReadOnlyList<Uri> known;
        try
        {
            known = await addresses(cancellationToken).ConfigureAwait(false);
        }
        catch (DistributedApplicationException e)
        {
            return HealthCheckResult.Unhealthy(e.Message);
        }

        if (known.Count == 0)
        {
            return HealthCheckResult.Unhealthy("The endpoint has no address yet.");
        }

        foreach (var one in known)
        {
            var address = path is null ? one : new Uri(one, path);
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

    private static IReadOnlyList<Uri> AddressesOf(EndpointReference endpoint) =>
        endpoint.IsAllocated
            ?
            [
                .. endpoint
                    .EndpointAnnotation.ReplicaPorts.Where(p =>
                        !endpoint.EndpointAnnotation.Stopped.ContainsKey(p)
                    )
                    .Select(p => new Uri($"{endpoint.Scheme}://{endpoint.Host}:{p}")),
            ]
            : [];
}
