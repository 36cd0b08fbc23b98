using System.Net.Sockets;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting;

/// <summary>What can be said about resources of several kinds.</summary>
public static class ResourceBuilderExtensions
{
    /// <summary>Sets a variable to a text.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        string? value
    )
        where T : IResourceWithEnvironment => builder.Variable(name, value ?? string.Empty);

    /// <summary>Sets a variable to an expression that is written in place.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        in ReferenceExpression.ExpressionInterpolatedStringHandler value
    )
        where T : IResourceWithEnvironment =>
        builder.Variable(name, ReferenceExpression.Create(value));

    /// <summary>Sets a variable to an expression.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        ReferenceExpression value
    )
        where T : IResourceWithEnvironment => builder.Variable(name, value);

    /// <summary>Sets a variable to the address of an endpoint.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        EndpointReference endpointReference
    )
        where T : IResourceWithEnvironment => builder.Variable(name, endpointReference);

    /// <summary>Sets a variable to the value of a parameter.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        string name,
        IResourceBuilder<ParameterResource> parameter
    )
        where T : IResourceWithEnvironment => builder.Variable(name, parameter.Resource);

    /// <summary>Sets variables by code that runs when the resource starts.</summary>
    public static IResourceBuilder<T> WithEnvironment<T>(
        this IResourceBuilder<T> builder,
        Action<EnvironmentCallbackContext> callback
    )
        where T : IResourceWithEnvironment =>
        builder.WithAnnotation(
            new EnvironmentCallbackAnnotation(context =>
            {
                callback(context);
                return Task.CompletedTask;
            })
        );

    /// <summary>Adds arguments.</summary>
    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder,
        params string[] args
    )
        where T : IResourceWithArgs => builder.WithArgs(context => AddAll(context, args));

    /// <summary>Adds arguments, some of which are computed when the resource starts.</summary>
    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder,
        params object[] args
    )
        where T : IResourceWithArgs => builder.WithArgs(context => AddAll(context, args));

    /// <summary>Adds arguments by code that runs when the resource starts.</summary>
    public static IResourceBuilder<T> WithArgs<T>(
        this IResourceBuilder<T> builder,
        Action<CommandLineArgsCallbackContext> callback
    )
        where T : IResourceWithArgs =>
        builder.WithAnnotation(
            new CommandLineArgsCallbackAnnotation(context =>
            {
                callback(context);
                return Task.CompletedTask;
            })
        );

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

    /// <summary>Takes a health check of the AppHost's services as the resource's health.</summary>
    public static IResourceBuilder<T> WithHealthCheck<T>(
        this IResourceBuilder<T> builder,
        string key
    )
        where T : IResource =>
        builder.Resource.Annotations.OfType<HealthCheckAnnotation>().Any(h => h.Key == key)
            ? throw new DistributedApplicationException(
                $"'{builder.Resource.Name}' has the health check '{key}' already."
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
        endpointName ??= builder
            .Resource.GetEndpoints()
            .FirstOrDefault(e => e.IsHttp || e.IsHttps)
            ?.EndpointName;
        if (endpointName is null)
        {
            throw new DistributedApplicationException(
                $"'{builder.Resource.Name}' has no HTTP endpoint to check."
            );
        }

        var key = $"{builder.Resource.Name}_{endpointName}_{path}_{statusCode}_check";
        var endpoint = builder.GetEndpoint(endpointName);
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
        var endpoint = builder.GetEndpoint(endpointName ?? "http");
        return builder.WithAnnotation(
            new HttpCommandAnnotation(
                commandName ?? $"{builder.Resource.Name}-{endpoint.EndpointName}-{path}",
                path,
                displayName,
                endpoint,
                commandOptions ?? new HttpCommandOptions()
            )
        );
    }

    /// <summary>Shows the resource beneath another one.</summary>
    public static IResourceBuilder<T> WithParentRelationship<T>(
        this IResourceBuilder<T> builder,
        IResourceBuilder<IResource> parent
    )
        where T : IResource => builder.Related(parent.Resource, "Parent");

    /// <summary>Leaves the resource out of what is published. Of no effect here.</summary>
    public static IResourceBuilder<T> ExcludeFromManifest<T>(this IResourceBuilder<T> builder)
        where T : IResource => builder;

    internal static IResourceBuilder<T> Variable<T>(
        this IResourceBuilder<T> builder,
        string name,
        object value
    )
        where T : IResourceWithEnvironment =>
        builder
            .Mentions(value)
            .WithEnvironment(context => context.EnvironmentVariables[name] = value);

    private static IResourceBuilder<T> Mentions<T>(this IResourceBuilder<T> builder, object value)
        where T : IResourceWithEnvironment
    {
        if (value is ParameterResource parameter)
        {
            builder.Related(parameter, "Reference");
        }

        return builder;
    }

    private static IResourceBuilder<T> Related<T>(
        this IResourceBuilder<T> builder,
        IResource other,
        string type
    )
        where T : IResource =>
        builder.WithAnnotation(new ResourceRelationshipAnnotation(other, type));

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

    private static void AddAll(CommandLineArgsCallbackContext context, IEnumerable<object> args)
    {
        foreach (var argument in args)
        {
            context.Args.Add(argument);
        }
    }

    private static bool Same(EndpointAnnotation endpoint, string name) =>
        string.Equals(endpoint.Name, name, StringComparison.OrdinalIgnoreCase);

    private sealed class ConnectionStringReference(
        IResourceWithConnectionString resource,
        bool optional
    ) : IExpressionValue, IValueWithReferences
    {
        public string ValueExpression => resource.ValueExpression;

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
