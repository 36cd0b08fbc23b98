using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Takes a health check of the AppHost's services as the resource's health.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(
        this IResourceBuilder<T> builder,
        string key
    )
        where T : IResource =>
        builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(h => h.Key == key)
            ? throw new DistributedApplicationException(
                $"Resource '{builder.Resource.Name}' already has a health check with key '{key}'."
            )
            : builder.WithAnnotation(new HealthCheckAnnotation(key));

    /// <summary>Takes the answer to a GET as the resource's health.</summary>
    public static IResourceBuilder<T> WithHttpHealthCheck<T>(
        this IResourceBuilder<T> builder,
        string? path = null,
        int? statusCode = null,
        string? endpointName = null
    )
        where T : IResourceWithEndpoints
    {
        path ??= "/";
        statusCode ??= 200;
        var endpoint = builder.Resource.HttpEndpoint(endpointName, "HTTP health check");
        var key = $"{builder.Resource.Name}_{endpoint.EndpointName}_{path}_{statusCode}_check";
        builder
            .ApplicationBuilder.Services.AddHealthChecks()
            .Add(
                new HealthCheckRegistration(
                    key,
                    services => new HttpHealthCheck(
                        services.GetRequiredService<IHttpClientFactory>(),
                        endpoint,
                        path,
                        statusCode.Value
                    ),
                    failureStatus: null,
                    tags: null,
                    timeout: TimeSpan.FromSeconds(5)
                )
            );
        return builder.WithHealthCheck(key);
    }
}
