using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>Gives the resource the connection string of another one, as <c>ConnectionStrings__name</c>.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithConnectionString> source,
        string? connectionName = null,
        bool optional = false
    )
        where TDestination : IResourceWithEnvironment
    {
        var resource = source.Resource;
        var variable =
            resource.ConnectionStringEnvironmentVariable
            ?? $"ConnectionStrings__{connectionName ?? resource.Name}";
        return builder
            .Related(resource, "Reference")
            .Variable(variable, new ConnectionStringReference(resource, optional));
    }

    /// <summary>Gives the resource the addresses of another one, in the form that service discovery reads.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<IResourceWithServiceDiscovery> source
    )
        where TDestination : IResourceWithEnvironment =>
        builder
            .Related(source.Resource, "Reference")
            .WithEnvironment(context =>
            {
                foreach (var endpoint in source.Resource.GetEndpoints())
                {
                    AddAddress(context, endpoint);
                }
            });

    /// <summary>Gives the resource one address of another one, in the form that service discovery reads.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        EndpointReference endpointReference
    )
        where TDestination : IResourceWithEnvironment =>
        builder
            .Related(endpointReference.Resource, "Reference")
            .WithEnvironment(context => AddAddress(context, endpointReference));

    /// <summary>Starts the resource only when the other one runs and is healthy.</summary>
    public static IResourceBuilder<T> WaitFor<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency
    )
        where T : IResourceWithWaitSupport => builder.Wait(dependency, WaitType.WaitUntilHealthy);

    /// <summary>Starts the resource only when the other one runs.</summary>
    public static IResourceBuilder<T> WaitForStart<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency
    )
        where T : IResourceWithWaitSupport => builder.Wait(dependency, WaitType.WaitUntilStarted);

    /// <summary>Starts the resource only when the other one has ended with that exit code.</summary>
    public static IResourceBuilder<T> WaitForCompletion<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        int exitCode = 0
    )
        where T : IResourceWithWaitSupport =>
        builder.Wait(dependency, WaitType.WaitForCompletion, exitCode);

    private static IResourceBuilder<T> Wait<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> dependency,
        WaitType type,
        int exitCode = 0
    )
        where T : IResourceWithWaitSupport
    {
        if (ReferenceEquals(builder.Resource, dependency.Resource))
        {
            throw new DistributedApplicationException(
                $"'{builder.Resource.Name}' cannot wait for itself."
            );
        }

        return builder
            .Related(dependency.Resource, "WaitFor")
            .WithAnnotation(new WaitAnnotation(dependency.Resource, type, exitCode));
    }

    private static void AddAddress(EnvironmentCallbackContext context, EndpointReference endpoint)
    {
        var name = endpoint.Resource.Name;
        context.EnvironmentVariables[
            $"{Encode(name).ToUpperInvariant()}_{Encode(endpoint.EndpointName).ToUpperInvariant()}"
        ] = endpoint;

        // The scheme for the endpoints http and https: with it, service discovery resolves http://name.
        var key = endpoint.EndpointName is "http" or "https"
            ? endpoint.Scheme
            : endpoint.EndpointName;
        var index = 0;
        while (context.EnvironmentVariables.ContainsKey($"services__{name}__{key}__{index}"))
        {
            index++;
        }

        context.EnvironmentVariables[$"services__{name}__{key}__{index}"] = endpoint;
    }

    private static string Encode(string name) =>
        string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));

    private sealed class ConnectionStringReference(
        IResourceWithConnectionString resource,
        bool optional
    ) : IExpressionValue, IValueWithReferences
    {
        public string ValueExpression => $"{{{resource.Name}.connectionString}}";

        public IEnumerable<object> References => [resource];

        public async ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default)
        {
            var value = await resource
                .GetConnectionStringAsync(cancellationToken)
                .ConfigureAwait(false);
            return value is null && !optional
                ? throw new DistributedApplicationException(
                    $"The connection string of '{resource.Name}' has no value."
                )
                : value;
        }
    }
}
