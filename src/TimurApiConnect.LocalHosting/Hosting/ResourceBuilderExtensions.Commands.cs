using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Offers a request to the resource as a command in the dashboard.</summary>
    public static IResourceBuilder<TResource> WithHttpCommand<TResource>(
        this IResourceBuilder<TResource> builder,
        string path,
        string displayName,
        string? endpointName = null,
        string? commandName = null,
        HttpCommandOptions? commandOptions = null
    )
        where TResource : IResourceWithEndpoints
    {
        var endpoint = builder.Resource.HttpEndpoint(endpointName, "HTTP command");
        var options = commandOptions ?? new HttpCommandOptions();
        options.Method ??= HttpMethod.Post;
        return builder.WithAnnotation(
            new HttpCommandAnnotation(
                commandName
                    ?? $"{endpoint.Resource.Name}-{endpoint.EndpointName}-http-{options.Method.Method.ToLowerInvariant()}-{path}",
                path,
                displayName,
                endpoint,
                options
            )
        );
    }

    /// <summary>The endpoint of that name, else https, else http; what for is said in the error.</summary>
    internal static EndpointReference HttpEndpoint(
        this IResourceWithEndpoints resource,
        string? name,
        string purpose
    )
    {
        var endpoints = resource.GetEndpoints().ToArray();
        var found = name is null
            ? endpoints.FirstOrDefault(e => e.IsHttps) ?? endpoints.FirstOrDefault(e => e.IsHttp)
            : endpoints.FirstOrDefault(e =>
                string.Equals(e.EndpointName, name, StringComparison.OrdinalIgnoreCase)
            );
        if (found is null)
        {
            throw new DistributedApplicationException(
                name is null
                    ? $"Could not create {purpose} for resource '{resource.Name}' as it has no HTTP endpoints."
                    : $"Could not create {purpose} for resource '{resource.Name}' as no endpoint was found matching one of the specified names: {name}"
            );
        }

        return found.IsHttp || found.IsHttps
            ? found
            : throw new DistributedApplicationException(
                $"Could not create {purpose} for resource '{resource.Name}' as the endpoint with name '{found.EndpointName}' and scheme '{found.Scheme}' is not an HTTP endpoint."
            );
    }
}
