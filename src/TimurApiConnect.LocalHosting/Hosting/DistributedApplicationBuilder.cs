using System.Collections;
using System.Reflection;
using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;

namespace Aspire.Hosting;

/// <summary>Puts the model of an application together.</summary>
public interface IDistributedApplicationBuilder
{
    /// <summary>The settings: files, user secrets, environment, command line.</summary>
    ConfigurationManager Configuration { get; }

    /// <summary>The folder of the AppHost's project.</summary>
    string AppHostDirectory { get; }

    /// <summary>The AppHost's assembly.</summary>
    Assembly? AppHostAssembly { get; }

    /// <summary>The environment of the AppHost itself.</summary>
    IHostEnvironment Environment { get; }

    /// <summary>The services of the AppHost itself.</summary>
    IServiceCollection Services { get; }

    /// <summary>What the AppHost was started for.</summary>
    DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <summary>The resources so far.</summary>
    IResourceCollection Resources { get; }

    /// <summary>Adds a resource.</summary>
    IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource;

    /// <summary>Says more about a resource.</summary>
    IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource;

    /// <summary>Ends the model.</summary>
    DistributedApplication Build();
}

/// <summary>Puts the model of an application together.</summary>
public class DistributedApplicationBuilder : IDistributedApplicationBuilder
{
    private readonly HostApplicationBuilder _host;
    private readonly DistributedApplicationOptions _options;
    private readonly ResourceCollection _resources = [];
    private readonly DashboardKeys _keys;

    /// <summary>For that command line.</summary>
    public DistributedApplicationBuilder(string[] args)
        : this(new DistributedApplicationOptions { Args = args }) { }

    /// <summary>With those options.</summary>
    public DistributedApplicationBuilder(DistributedApplicationOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        _options = options;
        var settings = new HostApplicationBuilderSettings { Args = options.Args };
        Testing.EntryPointHook.Current?.Constructing(options, settings);
        AppHostAssembly = options.AssemblyName is { } name
            ? Assembly.Load(name)
            : Assembly.GetEntryAssembly();
        AppHostDirectory =
            AppHostAssembly
                ?.GetCustomAttributes<AssemblyMetadataAttribute>()
                .FirstOrDefault(m =>
                    string.Equals(m.Key, "AppHostProjectPath", StringComparison.OrdinalIgnoreCase)
                )
                ?.Value
            ?? Directory.GetCurrentDirectory();

        // The project's folder, wherever the AppHost was started from, and its own name, which finds its user secrets.
        settings.ContentRootPath = AppHostDirectory;
        settings.ApplicationName = AppHostAssembly?.GetName().Name;
        _host = new HostApplicationBuilder(settings);
        _host.Configuration["AppHost:Directory"] = AppHostDirectory;
        var publish =
            string.Equals(
                _host.Configuration["operation"],
                "publish",
                StringComparison.OrdinalIgnoreCase
            ) || _host.Configuration["publisher"] is not null;
        ExecutionContext = new DistributedApplicationExecutionContext(
            publish ? DistributedApplicationOperation.Publish : DistributedApplicationOperation.Run
        );
        _keys = DashboardKeys.Of(_host.Configuration);
        AddServices(options);
        Testing.EntryPointHook.Current?.Constructed(this);
    }

    /// <inheritdoc />
    public ConfigurationManager Configuration => _host.Configuration;

    /// <inheritdoc />
    public string AppHostDirectory { get; }

    /// <inheritdoc />
    public Assembly? AppHostAssembly { get; }

    /// <inheritdoc />
    public IHostEnvironment Environment => _host.Environment;

    /// <inheritdoc />
    public IServiceCollection Services => _host.Services;

    /// <inheritdoc />
    public DistributedApplicationExecutionContext ExecutionContext { get; }

    /// <inheritdoc />
    public IResourceCollection Resources => _resources;

    /// <inheritdoc />
    public IResourceBuilder<T> AddResource<T>(T resource)
        where T : IResource
    {
        if (_resources.TryGetByName(resource.Name, out var existing))
        {
            throw new DistributedApplicationException(
                $"Cannot add resource of type '{resource.GetType()}' with name '{resource.Name}' because resource of type '{existing.GetType()}' with that name already exists. Resource names are case-insensitive."
            );
        }

        _resources.Add(resource);
        return CreateResourceBuilder(resource);
    }

    /// <inheritdoc />
    public IResourceBuilder<T> CreateResourceBuilder<T>(T resource)
        where T : IResource => new ResourceBuilder<T>(this, resource);

    /// <inheritdoc />
    public DistributedApplication Build()
    {
        Testing.EntryPointHook.Current?.Building(this);
        if (ExecutionContext.IsPublishMode)
        {
            ManifestPublishing.Check(Configuration);
            return new DistributedApplication(_host.Build());
        }

        if (
            !_options.DisableDashboard
            || Configuration[ResourceService.ResourceServiceHost.AddressSetting] is not null
        )
        {
            Services.AddHostedService<ResourceService.ResourceServiceHost>();
        }

        if (!_options.DisableDashboard)
        {
            Dashboard.AddTo(this, _keys);
        }

        // After the resource service: it starts later and stops earlier.
        Services.AddHostedService(s => s.GetRequiredService<Orchestrator>());

        return new DistributedApplication(_host.Build());
    }

    private void AddServices(DistributedApplicationOptions options)
    {
        Services.TryAddSingleton(TimeProvider.System);
        Services.AddSingleton(new DistributedApplicationModel(_resources));
        Services.AddSingleton(ExecutionContext);
        Services.AddSingleton(options);
        Services.AddSingleton<ResourceNotificationService>();
        Services.AddSingleton<ResourceLoggerService>();
        Services.AddSingleton<HealthWatch>();
        Services.AddSingleton<Orchestrator>();
        Services.AddSingleton<ConsoleReport>();
        Services.AddSingleton(s => new ResourceCommandService(
            s.GetRequiredService<ResourceNotificationService>(),
            s.GetRequiredService<ResourceCommands>()
        ));
        Services.AddSingleton<ResourceCommands>();
        Services.AddSingleton<Launcher>();
        Services.AddSingleton<Mishaps>();
        Services.AddSingleton<Waiting>();
        Services.AddSingleton<Secrets>();
        Services.AddSingleton(_keys);
        Services.AddHttpClient();
        Services.AddHealthChecks();

        // Longer than the time that any resource gets to end: the host must not cut the ordered stop short.
        Services.Configure<HostOptions>(o => o.ShutdownTimeout = TimeSpan.FromMinutes(1));
        Services.Configure<ConsoleLifetimeOptions>(o => o.SuppressStatusMessages = true);
        _host.Logging.ClearProviders();
        _host.Logging.AddConsole(o => o.FormatterName = AppHostFormatter.FormatterName);
        _host.Logging.AddConsoleFormatter<AppHostFormatter, ConsoleFormatterOptions>();

        // Failing checks while something starts are the normal course; the states tell what is wrong.
        _host.Logging.AddFilter("Microsoft.Extensions.Diagnostics.HealthChecks", LogLevel.None);
        _host.Logging.AddFilter("System.Net.Http", LogLevel.Warning);
        _host.Logging.AddFilter("Microsoft.Hosting.Lifetime", LogLevel.Warning);
    }

    private sealed class ResourceBuilder<T>(IDistributedApplicationBuilder builder, T resource)
        : IResourceBuilder<T>
        where T : IResource
    {
        public IDistributedApplicationBuilder ApplicationBuilder { get; } = builder;
        public T Resource { get; } = resource;

        public IResourceBuilder<T> WithAnnotation<TAnnotation>(
            TAnnotation annotation,
            ResourceAnnotationMutationBehavior behavior = ResourceAnnotationMutationBehavior.Append
        )
            where TAnnotation : IResourceAnnotation
        {
            if (behavior == ResourceAnnotationMutationBehavior.Replace)
            {
                foreach (var old in Resource.Annotations.OfType<TAnnotation>().ToArray())
                {
                    Resource.Annotations.Remove(old);
                }
            }

            Resource.Annotations.Add(annotation);
            return this;
        }
    }

    private sealed class ResourceCollection : List<IResource>, IResourceCollection
    {
        public bool TryGetByName(
            string name,
            [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out IResource? resource
        )
        {
            resource = Find(r => string.Equals(r.Name, name, StringComparison.OrdinalIgnoreCase));
            return resource is not null;
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}

/// <summary>Finds resources that are in the model.</summary>
public static class DistributedApplicationBuilderExtensions
{
    /// <summary>Says more about the resource of that name.</summary>
    public static IResourceBuilder<T> CreateResourceBuilder<T>(
        this IDistributedApplicationBuilder builder,
        string name
    )
        where T : IResource =>
        builder.Resources.TryGetByName(name, out var found) && found is T resource
            ? builder.CreateResourceBuilder(resource)
            : throw new InvalidOperationException(
                $"The model has no {typeof(T).Name} '{name}'. It has: {string.Join(", ", builder.Resources.Select(r => r.Name))}."
            );
}
