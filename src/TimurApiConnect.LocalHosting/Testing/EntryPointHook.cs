using System.Reflection;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting.Testing;

/// <summary>
/// Runs an AppHost's entry point up to the point where it would build the application, and takes the builder from it. The
/// hook flows with the entry point's thread, so that several tests can do this at the same time.
/// </summary>
internal sealed class EntryPointHook(
    Assembly assembly,
    Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? configure
)
{
    private static readonly AsyncLocal<EntryPointHook?> CurrentHook = new();
    private DistributedApplicationBuilder? _builder;

    public static EntryPointHook? Current => CurrentHook.Value;

    public static DistributedApplicationBuilder Run(
        Assembly assembly,
        string[] args,
        Action<DistributedApplicationOptions, HostApplicationBuilderSettings>? configure
    )
    {
        var entryPoint =
            assembly.EntryPoint
            ?? throw new InvalidOperationException(
                $"{assembly.GetName().Name} has no entry point."
            );
        var hook = new EntryPointHook(assembly, configure);
        CurrentHook.Value = hook;
        try
        {
            _ = entryPoint.Invoke(obj: null, entryPoint.GetParameters().Length == 0 ? [] : [args]);
        }
        catch (TargetInvocationException e) when (e.InnerException is BuilderReadyException)
        {
            return hook._builder!;
        }
        finally
        {
            CurrentHook.Value = null;
        }

        throw new InvalidOperationException(
            $"The entry point of {assembly.GetName().Name} ended without building an application."
        );
    }

    public void Constructing(
        DistributedApplicationOptions options,
        HostApplicationBuilderSettings settings
    )
    {
        // What Aspire's own test builder presets too.
        options.AssemblyName = assembly.GetName().Name;
        options.DisableDashboard = true;
        options.AllowUnsecuredTransport = true;
        settings.EnvironmentName = Environments.Development;
        configure?.Invoke(options, settings);
    }

    public void Constructed(DistributedApplicationBuilder builder)
    {
        _builder = builder;
        builder.Configuration["DcpPublisher:RandomizePorts"] ??= "true";
    }

    public void Building(DistributedApplicationBuilder builder)
    {
        if (ReferenceEquals(builder, _builder))
        {
            throw new BuilderReadyException();
        }
    }

    private sealed class BuilderReadyException : Exception;
}
