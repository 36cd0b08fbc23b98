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

    /// <summary>Gives the resource the address of the service, in the form that service discovery reads.</summary>
    public static IResourceBuilder<TDestination> WithReference<TDestination>(
        this IResourceBuilder<TDestination> builder,
        IResourceBuilder<ExternalServiceResource> externalService
    )
        where TDestination : IResourceWithEnvironment
    {
        var service = externalService.Resource;
        return builder
            .Related(service, "Reference")
            .WithAnnotation(
                new EnvironmentCallbackAnnotation(async context =>
                {
                    var address = await service
                        .AddressAsync(context.CancellationToken)
                        .ConfigureAwait(false);
                    var name = service.Name.Replace('-', '_').ToUpperInvariant();
                    context.EnvironmentVariables[$"services__{service.Name}__{address.Scheme}__0"] =
                        address.ToString();
                    context.EnvironmentVariables[$"{name}_{address.Scheme.ToUpperInvariant()}"] =
                        address.ToString();
                })
            );
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
