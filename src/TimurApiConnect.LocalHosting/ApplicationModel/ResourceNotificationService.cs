using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Tells how the resources are, and lets others wait for it.</summary>
public class ResourceNotificationService
{
    private readonly ConcurrentDictionary<string, ResourceEvent> _last = new(
        StringComparer.OrdinalIgnoreCase
    );
    private readonly Lock _gate = new();
    private readonly List<Channel<ResourceEvent>> _watchers = [];

    /// <summary>Changes how a resource is and tells everybody.</summary>
    public Task PublishUpdateAsync(
        IResource resource,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory
    ) => PublishUpdateAsync(resource, resource.Name, stateFactory);

    /// <summary>Changes how one process of a resource is and tells everybody.</summary>
    public Task PublishUpdateAsync(
        IResource resource,
        string resourceId,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> stateFactory
    )
    {
        ArgumentNullException.ThrowIfNull(resource);
        ArgumentNullException.ThrowIfNull(stateFactory);
        lock (_gate)
        {
            var before =
                _last.GetValueOrDefault(resourceId)?.Snapshot
                ?? new CustomResourceSnapshot { ResourceType = KindOf(resource), Properties = [] };
            var now = new ResourceEvent(resource, resourceId, stateFactory(before));
            _last[resourceId] = now;
            foreach (var watcher in _watchers)
            {
                // Unbounded: never refuses, and a slow watcher holds up nobody.
                watcher.Writer.TryWrite(now);
            }
        }

        return Task.CompletedTask;
    }

    /// <summary>How that process, or a resource of that name, is now.</summary>
    public bool TryGetCurrentState(
        string resourceId,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out ResourceEvent? resourceEvent
    )
    {
        resourceEvent =
            _last.GetValueOrDefault(resourceId)
            ?? _last.Values.FirstOrDefault(e => Named(e, resourceId));
        return resourceEvent is not null;
    }

    /// <summary>How everything is now, and then every change.</summary>
    public async IAsyncEnumerable<ResourceEvent> WatchAsync(
        [EnumeratorCancellation] CancellationToken cancellationToken = default
    )
    {
        var channel = Channel.CreateUnbounded<ResourceEvent>();
        lock (_gate)
        {
            foreach (var known in _last.Values)
            {
                channel.Writer.TryWrite(known);
            }

            _watchers.Add(channel);
        }

        try
        {
            await foreach (
                var change in channel.Reader.ReadAllAsync(cancellationToken).ConfigureAwait(false)
            )
            {
                yield return change;
            }
        }
        finally
        {
            lock (_gate)
            {
                _watchers.Remove(channel);
            }
        }
    }

    /// <summary>Waits for a state, Running if none is given.</summary>
    public Task WaitForResourceAsync(
        string resourceName,
        string? targetState = null,
        CancellationToken cancellationToken = default
    ) =>
        WaitForResourceAsync(
            resourceName,
            e => e.Snapshot.State?.Text == (targetState ?? KnownResourceStates.Running),
            cancellationToken
        );

    /// <summary>Waits for one of several states and says which it was.</summary>
    public async Task<string> WaitForResourceAsync(
        string resourceName,
        IEnumerable<string> targetStates,
        CancellationToken cancellationToken = default
    )
    {
        var targets = targetStates.ToHashSet(StringComparer.Ordinal);
        var found = await WaitForResourceAsync(
                resourceName,
                e => e.Snapshot.State is { } state && targets.Contains(state.Text),
                cancellationToken
            )
            .ConfigureAwait(false);
        return found.Snapshot.State!.Text;
    }

    /// <summary>Waits until the resource is as wished.</summary>
    public async Task<ResourceEvent> WaitForResourceAsync(
        string resourceName,
        Func<ResourceEvent, bool> predicate,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(predicate);
        await foreach (var change in WatchAsync(cancellationToken).ConfigureAwait(false))
        {
            if (Named(change, resourceName) && predicate(change))
            {
                return change;
            }
        }

        throw new OperationCanceledException(
            $"'{resourceName}' did not become as wished before the wait was given up."
        );
    }

    /// <summary>Waits until the resource runs and is healthy; fails if it cannot come to that any more.</summary>
    public Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName,
        CancellationToken cancellationToken = default
    ) =>
        WaitForResourceHealthyAsync(
            resourceName,
            WaitBehavior.StopOnResourceUnavailable,
            cancellationToken
        );

    /// <summary>Waits until the resource runs and is healthy.</summary>
    public async Task<ResourceEvent> WaitForResourceHealthyAsync(
        string resourceName,
        WaitBehavior waitBehavior,
        CancellationToken cancellationToken = default
    )
    {
        var found = await WaitForResourceAsync(
                resourceName,
                e =>
                    e.Snapshot.HealthStatus == HealthStatus.Healthy
                    || (
                        waitBehavior == WaitBehavior.StopOnResourceUnavailable
                        && e.Snapshot.State is { } state
                        && KnownResourceStates.TerminalStates.Contains(
                            state.Text,
                            StringComparer.Ordinal
                        )
                    ),
                cancellationToken
            )
            .ConfigureAwait(false);
        return found.Snapshot.HealthStatus == HealthStatus.Healthy
            ? found
            : throw new DistributedApplicationException(
                $"'{resourceName}' cannot become healthy: its state is {found.Snapshot.State?.Text}."
            );
    }

    /// <summary>Everything that is known now.</summary>
    internal IReadOnlyCollection<ResourceEvent> Current => [.. _last.Values];

    private static bool Named(ResourceEvent change, string name) =>
        string.Equals(change.Resource.Name, name, StringComparison.OrdinalIgnoreCase)
        || string.Equals(change.ResourceId, name, StringComparison.OrdinalIgnoreCase);

    private static string KindOf(IResource resource) =>
        resource switch
        {
            ProjectResource => "Project",
            DotnetToolResource => "Tool",
            ExecutableResource => "Executable",
            ExternalServiceResource => "ExternalService",
            ParameterResource => "Parameter",
            IResourceWithConnectionString => "ConnectionString",
            _ => resource.GetType().Name,
        };
}
