using System.Collections.Concurrent;
using System.ComponentModel;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Starts the resources in the order in which they wait for each other, and stops them.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    ResourceLoggerService lines,
    Waiting waiting,
    Launcher launcher,
    Mishaps mishaps,
    Secrets secrets,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<Orchestrator> logger
) : IHostedService, IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<IResource, Instance[]> _instances = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _stopGate = new();
    private Task? _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var random = configuration.GetValue("DcpPublisher:RandomizePorts", defaultValue: false);
        foreach (var resource in model.Resources)
        {
            var instances = _instances[resource] = Addresses.Allocate(resource, random);
            foreach (var instance in instances.Where(i => !i.IsOneOfSeveral))
            {
                lines.Alias(resource.Name, instance.Id);
            }

            await PublishAsync(
                    resource,
                    s =>
                        s with
                        {
                            State = KnownResourceStates.NotStarted,
                            CreationTimeStamp = clock.GetUtcNow().UtcDateTime,
                            Properties = Describe(resource, s),
                        }
                )
                .ConfigureAwait(false);
        }

        foreach (
            var resource in model.Resources.Where(r =>
                !r.Annotations.OfType<ExplicitStartupAnnotation>().Any()
            )
        )
        {
            foreach (var instance in Instances(resource))
            {
                Begin(instance);
            }
        }
    }

    public Task StopAsync(CancellationToken cancellationToken) => StopAllAsync();

    /// <summary>Stops everything, once, those that depend on others first.</summary>
    public Task StopAllAsync()
    {
        lock (_stopGate)
        {
            return _stopped ??= StopInOrderAsync();
        }
    }

    public void Dispose() => _stopping.Dispose();

    /// <summary>The process of that key.</summary>
    public Instance? Find(IResource resource, string id) =>
        Instances(resource).FirstOrDefault(i => i.Id == id);

    /// <summary>Starts a process that does not run. One that waits for others waits no more.</summary>
    public async Task StartAsync(Instance instance, CancellationToken cancellationToken)
    {
        await instance.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!instance.Starting.IsCompleted)
            {
                instance.StartNow.TrySetResult();
            }
            else if (!instance.IsRunning)
            {
                Begin(instance);
            }

            await instance.Starting.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            instance.Gate.Release();
        }
    }

    /// <summary>Stops a process, politely first.</summary>
    public async Task StopAsync(Instance instance, CancellationToken cancellationToken)
    {
        await instance.Gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await StopAsync(instance).ConfigureAwait(false);
        }
        finally
        {
            instance.Gate.Release();
        }
    }

    private async Task StopInOrderAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_instances.Values.SelectMany(i => i).Select(i => i.Starting))
            .ConfigureAwait(false);
        HashSet<IResource> left = [.. model.Resources.Where(IsAlive)];
        while (left.Count > 0)
        {
            // Whatever nobody else that still runs depends on. A circle is broken by stopping all that is in it.
            var needed = left.SelectMany(Dependencies.Of).ToHashSet();
            var now = left.Where(r => !needed.Contains(r)).ToArray();
            if (now.Length == 0)
            {
                now = [.. left];
            }

            await Task.WhenAll(now.SelectMany(Instances).Select(StopAsync)).ConfigureAwait(false);
            left.ExceptWith(now);
        }
    }

    private async Task StopAsync(Instance instance)
    {
        instance.IsStopping = true;
        if (instance.Process is not { Exited.IsCompleted: false } process)
        {
            return;
        }

        Addresses.Mark(instance, stopped: true);
        await launcher
            .PublishAsync(instance, s => s with { State = KnownResourceStates.Stopping })
            .ConfigureAwait(false);
        logger.LogInformation("stopping {Resource}", instance.Label);
        if (!await process.StopAsync(StopLimit).ConfigureAwait(false))
        {
            logger.LogWarning(
                "{Resource} did not end within {Limit} s of being asked and was killed",
                instance.Label,
                StopLimit.TotalSeconds
            );
        }

        await instance.Ended.ConfigureAwait(false);
    }

    private void Begin(Instance instance)
    {
        instance.StartNow = Instance.New();
        instance.Starting = Task.Run(() => RunAsync(instance, _stopping.Token));
    }

    private async Task RunAsync(Instance instance, CancellationToken cancellationToken)
    {
        var resource = instance.Resource;
        try
        {
            await WaitAsync(instance, cancellationToken).ConfigureAwait(false);
            if (resource is ProjectResource or ExecutableResource)
            {
                await launcher.LaunchAsync(instance, cancellationToken).ConfigureAwait(false);
            }
            else
            {
                await ShowAsync(instance, cancellationToken).ConfigureAwait(false);
            }

            launcher.Watch(
                resource,
                () => instance.Process is null || IsAlive(resource),
                change => PublishAsync(resource, change),
                _stopping.Token
            );
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops before the resource has started.
        }
        catch (MissingParameterValueException e)
        {
            await mishaps.LackAsync(instance, e.Message).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            var reason = e is DistributedApplicationException or Win32Exception or IOException
                ? e.Message
                : e.ToString();
            await mishaps.FailAsync(instance, reason).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(Instance instance, CancellationToken cancellationToken)
    {
        if (!instance.Resource.Annotations.OfType<WaitAnnotation>().Any())
        {
            return;
        }

        await launcher
            .PublishAsync(instance, s => s with { State = KnownResourceStates.Waiting })
            .ConfigureAwait(false);
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var others = waiting.ForOthersAsync(instance.Resource, enough.Token);
        if (await Task.WhenAny(others, instance.StartNow.Task).ConfigureAwait(false) == others)
        {
            await others.ConfigureAwait(false);
            return;
        }

        await enough.CancelAsync().ConfigureAwait(false);
        await others.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    private async Task ShowAsync(Instance instance, CancellationToken cancellationToken)
    {
        var properties = await Values
            .OfAsync(instance.Resource, secrets, cancellationToken)
            .ConfigureAwait(false);
        await launcher
            .PublishAsync(
                instance,
                s =>
                    s with
                    {
                        State = KnownResourceStates.Running,
                        StartTimeStamp = clock.GetUtcNow().UtcDateTime,
                        Urls = properties.Urls,
                        Properties =
                        [
                            .. properties.Facts.Aggregate(
                                s.Properties,
                                (all, fact) => all.Set(fact.Key, fact.Value)
                            ),
                        ],
                    }
            )
            .ConfigureAwait(false);
    }

    private static System.Collections.Immutable.ImmutableArray<ResourcePropertySnapshot> Describe(
        IResource resource,
        CustomResourceSnapshot now
    ) =>
        resource.Annotations.OfType<IProjectMetadata>().FirstOrDefault() is { } project
            ? now.Properties.Set("project.path", project.ProjectPath)
            : now.Properties;

    private bool IsAlive(IResource resource) => Instances(resource).Any(i => i.IsRunning);

    private async Task PublishAsync(
        IResource resource,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> change
    )
    {
        foreach (var instance in Instances(resource))
        {
            await launcher.PublishAsync(instance, change).ConfigureAwait(false);
        }
    }

    private Instance[] Instances(IResource resource) =>
        _instances.GetValueOrDefault(resource) ?? [];
}
