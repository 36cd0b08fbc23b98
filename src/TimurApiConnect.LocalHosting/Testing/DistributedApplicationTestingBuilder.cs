using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>The model of an AppHost, taken from it before it was built, for a test to change and to start.</summary>
public interface IDistributedApplicationTestingBuilder
    : IDistributedApplicationBuilder,
        IAsyncDisposable,
        IDisposable
{
    /// <summary>Ends the model.</summary>
    Task<DistributedApplication> BuildAsync(CancellationToken cancellationToken = default);
}

/// <summary>Takes the model from an AppHost.</summary>
public static class DistributedApplicationTestingBuilder
{
    /// <summary>Runs the entry point of the AppHost that has that type in it, up to its call of Build.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        CancellationToken cancellationToken = default
    )
        where TEntryPoint : class => CreateAsync<TEntryPoint>([], cancellationToken);

    /// <summary>The same, with a command line.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        CancellationToken cancellationToken = default
    )
        where TEntryPoint : class =>
        CreateAsync<TEntryPoint>(args, (_, _) => { }, cancellationToken);

    /// <summary>The same, with other options.</summary>
    public static Task<IDistributedApplicationTestingBuilder> CreateAsync<TEntryPoint>(
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings> configureBuilder,
        CancellationToken cancellationToken = default
    ) =>
        Task.Run<IDistributedApplicationTestingBuilder>(
            () =>
                new Builder(
                    EntryPointHook.Run(typeof(TEntryPoint).Assembly, args, configureBuilder)
                ),
            cancellationToken
        );

    private sealed class Builder(DistributedApplicationBuilder inner)
        : IDistributedApplicationTestingBuilder
    {
        public ConfigurationManager Configuration => inner.Configuration;
        public string AppHostDirectory => inner.AppHostDirectory;
        public Assembly? AppHostAssembly => inner.AppHostAssembly;
        public IHostEnvironment Environment => inner.Environment;
        public IServiceCollection Services => inner.Services;
        public DistributedApplicationExecutionContext ExecutionContext => inner.ExecutionContext;
        public IResourceCollection Resources => inner.Resources;

        public IResourceBuilder<T> AddResource<T>(T resource)
            where T : IResource => inner.AddResource(resource);

        public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
            where T : IResource => inner.CreateResourceBuilder(resource);

        public DistributedApplication Build() => inner.Build();

        public Task<DistributedApplication> BuildAsync(
            CancellationToken cancellationToken = default
        ) => Task.FromResult(Build());

        public void Dispose() { }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}

/// <summary>What tests do with a started application.</summary>
public static class DistributedApplicationHostingTestingExtensions
{
    /// <summary>A client whose base address is an endpoint of the resource, http or https if none is named.</summary>
    public static HttpClient CreateHttpClient(
        this DistributedApplication app,
        string resourceName,
        string? endpointName = null
    )
    {
        var client = app.Services.GetRequiredService<IHttpClientFactory>().CreateClient();
        client.BaseAddress = app.GetEndpoint(resourceName, endpointName);
        return client;
    }

    /// <summary>The address of an endpoint of the resource, http or https if none is named.</summary>
    public static Uri GetEndpoint(
        this DistributedApplication app,
        string resourceName,
        string? endpointName = null
    )
    {
        var resource =
            Find(app, resourceName) as IResourceWithEndpoints
            ?? throw new ArgumentException(
                $"'{resourceName}' has no endpoints.",
                nameof(resourceName)
            );
        var endpoint = endpointName is null
            ? resource.GetEndpoints().FirstOrDefault(e => e.IsHttps)
                ?? resource.GetEndpoints().FirstOrDefault(e => e.IsHttp)
            : resource.GetEndpoint(endpointName);
        return endpoint is { Exists: true }
            ? new Uri(endpoint.Url)
            : throw new ArgumentException(
                $"'{resourceName}' has no endpoint '{endpointName ?? "http"}'.",
                nameof(endpointName)
            );
    }

    /// <summary>The connection string of the resource.</summary>
    public static ValueTask<string?> GetConnectionStringAsync(
        this DistributedApplication app,
        string resourceName,
        CancellationToken cancellationToken = default
    ) =>
        Find(app, resourceName) is IResourceWithConnectionString resource
            ? resource.GetConnectionStringAsync(cancellationToken)
            : throw new ArgumentException(
                $"'{resourceName}' has no connection string.",
                nameof(resourceName)
            );

    private static IResource Find(DistributedApplication app, string name) =>
        app
            .Services.GetRequiredService<DistributedApplicationModel>()
            .Resources.TryGetByName(name, out var resource)
            ? resource
            : throw new ArgumentException($"The model has no resource '{name}'.", nameof(name));
}
