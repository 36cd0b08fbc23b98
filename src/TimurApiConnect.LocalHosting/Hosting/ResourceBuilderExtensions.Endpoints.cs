using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Adds an endpoint.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? scheme = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null,
        bool? isExternal = null,
        ProtocolType? protocol = null
    )
        where T : IResourceWithEndpoints
    {
        var endpoint = new EndpointAnnotation(
            protocol ?? ProtocolType.Tcp,
            scheme,
            name: name,
            port: port,
            targetPort: targetPort,
            isExternal: isExternal,
            isProxied: isProxied
        )
        {
            PortVariable = env,
        };
        if (
            builder
                .Resource.Annotations.OfType<EndpointAnnotation>()
                .Any(e => Same(e, endpoint.Name))
        )
        {
            throw new DistributedApplicationException(
                $"'{builder.Resource.Name}' has an endpoint '{endpoint.Name}' already."
            );
        }

        return builder.WithAnnotation(endpoint);
    }

    /// <summary>Changes an endpoint, or adds it.</summary>
    public static IResourceBuilder<T> WithEndpoint<T>(
        this IResourceBuilder<T> builder,
        string endpointName,
        Action<EndpointAnnotation> callback,
        bool createIfNotExists = true
    )
        where T : IResourceWithEndpoints
    {
        var endpoint = builder
            .Resource.Annotations.OfType<EndpointAnnotation>()
            .FirstOrDefault(e => Same(e, endpointName));
        if (endpoint is null && createIfNotExists)
        {
            endpoint = new EndpointAnnotation(ProtocolType.Tcp, name: endpointName);
            builder.WithAnnotation(endpoint);
        }

        if (endpoint is not null)
        {
            callback(endpoint);
        }

        return builder;
    }

    /// <summary>Adds an endpoint of the scheme http.</summary>
    public static IResourceBuilder<T> WithHttpEndpoint<T>(
        this IResourceBuilder<T> builder,
        int? port = null,
        int? targetPort = null,
        string? name = null,
        string? env = null,
        bool? isProxied = null
    )
        where T : IResourceWithEndpoints =>
        builder.WithEndpoint(port, targetPort, "http", name, env, isProxied);

    /// <summary>Marks the HTTP endpoints as meant for the world. Of effect when the application is published.</summary>
    public static IResourceBuilder<T> WithExternalHttpEndpoints<T>(this IResourceBuilder<T> builder)
        where T : IResourceWithEndpoints
    {
        foreach (
            var endpoint in builder
                .Resource.Annotations.OfType<EndpointAnnotation>()
                .Where(e => e.UriScheme is "http" or "https")
        )
        {
            endpoint.IsExternal = true;
        }

        return builder;
    }

    /// <summary>The endpoint of that name.</summary>
    public static EndpointReference GetEndpoint<T>(this IResourceBuilder<T> builder, string name)
        where T : IResourceWithEndpoints => new(builder.Resource, name);

    /// <summary>Changes the link that is shown for an endpoint.</summary>
    public static IResourceBuilder<T> WithUrlForEndpoint<T>(
        this IResourceBuilder<T> builder,
        string endpointName,
        Action<ResourceUrlAnnotation> callback
    )
        where T : IResource =>
        builder.WithAnnotation(new EndpointUrlAnnotation(endpointName, callback));

    private static bool Same(EndpointAnnotation endpoint, string name) =>
        string.Equals(endpoint.Name, name, StringComparison.OrdinalIgnoreCase);
}
