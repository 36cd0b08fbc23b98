using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Publishing;
using Aspire.Hosting.Running;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>The application: its resources, running.</summary>
public class DistributedApplication(IHost host) : IHost, IAsyncDisposable
{
    /// <summary>The services of the AppHost itself.</summary>
    public IServiceProvider Services => host.Services;

    /// <summary>Tells how the resources are.</summary>
    public ResourceNotificationService ResourceNotifications =>
        Services.GetRequiredService<ResourceNotificationService>();

    /// <summary>Carries out commands of resources.</summary>
    public ResourceCommandService ResourceCommands =>
        Services.GetRequiredService<ResourceCommandService>();

    /// <summary>Begins a model for that command line.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(string[] args) =>
        new DistributedApplicationBuilder(args);

    /// <summary>Begins a model with those options.</summary>
    public static IDistributedApplicationBuilder CreateBuilder(
        DistributedApplicationOptions options
    ) => new DistributedApplicationBuilder(options);

    /// <summary>Starts the application and returns when it was told to stop and has stopped.</summary>
    public void Run() => RunAsync().GetAwaiter().GetResult();

    /// <summary>Starts the application and ends when it was told to stop and has stopped.</summary>
    public virtual async Task RunAsync(CancellationToken cancellationToken = default)
    {
        if (Services.GetRequiredService<DistributedApplicationExecutionContext>().IsPublishMode)
        {
            await ManifestPublishing.RunAsync(Services, cancellationToken).ConfigureAwait(false);
            await DisposeAsync().ConfigureAwait(false);
            return;
        }

        var report = Services.GetRequiredService<ConsoleReport>();
        report.Begin();
        try
        {
            await StartAsync(cancellationToken).ConfigureAwait(false);
            await host.WaitForShutdownAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            await DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>Starts the resources. They become healthy later: <see cref="ResourceNotifications"/> tells when.</summary>
    public virtual Task StartAsync(CancellationToken cancellationToken = default) =>
        host.StartAsync(cancellationToken);

    /// <summary>Stops the resources, those that depend on others first.</summary>
    public virtual Task StopAsync(CancellationToken cancellationToken = default) =>
        host.StopAsync(cancellationToken);

    /// <inheritdoc />
    public virtual void Dispose()
    {
        DisposeAsync().AsTask().GetAwaiter().GetResult();
        GC.SuppressFinalize(this);
    }

    /// <inheritdoc />
    public virtual async ValueTask DisposeAsync()
    {
        // A test that fails between start and stop must leave no process behind.
        await Services.GetRequiredService<Orchestrator>().StopAllAsync().ConfigureAwait(false);
        if (host is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync().ConfigureAwait(false);
        }
        else
        {
            host.Dispose();
        }

        GC.SuppressFinalize(this);
    }
}
