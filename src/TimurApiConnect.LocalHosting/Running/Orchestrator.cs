using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.ComponentModel;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Starts the resources in the order in which they wait for each other, watches them, and stops them.</summary>
internal sealed class Orchestrator(
    DistributedApplicationModel model,
    DistributedApplicationExecutionContext execution,
    ResourceNotificationService notifications,
    ResourceLoggerService lines,
    HealthWatch health,
    ConsoleReport console,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<Orchestrator> logger
) : IHostedService, IDisposable
{
    private static readonly TimeSpan StopLimit = TimeSpan.FromSeconds(15);
    private readonly ConcurrentDictionary<IResource, Instance[]> _instances = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly ProcessGuard _guard = new();
    private readonly Lock _stopGate = new();
    private readonly List<Task> _running = [];
    private Task? _stopped;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        var random = configuration.GetValue("DcpPublisher:RandomizePorts", defaultValue: false);
        foreach (var resource in model.Resources)
        {
            _instances[resource] = Addresses.Allocate(resource, random);
            await PublishAsync(
                    resource,
                    s =>
                        s with
                        {
                            State = KnownResourceStates.NotStarted,
                            CreationTimeStamp = Now(),
                        }
                )
                .ConfigureAwait(false);
        }

        foreach (var resource in model.Resources)
        {
            _running.Add(
                Task.Run(() => RunAsync(resource, _stopping.Token), CancellationToken.None)
            );
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

    public void Dispose()
    {
        _guard.Dispose();
        _stopping.Dispose();
    }

    private async Task StopInOrderAsync()
    {
        await _stopping.CancelAsync().ConfigureAwait(false);
        await Task.WhenAll(_running).ConfigureAwait(false);
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

            await Task.WhenAll(now.Select(StopAsync)).ConfigureAwait(false);
            left.ExceptWith(now);
        }
    }

    private async Task StopAsync(IResource resource)
    {
        foreach (var instance in Instances(resource))
        {
            instance.IsStopping = true;
        }

        await PublishAsync(
                resource,
                s =>
                    s.State?.Text == KnownResourceStates.Running
                        ? s with
                        {
                            State = KnownResourceStates.Stopping,
                        }
                        : s
            )
            .ConfigureAwait(false);
        await Task.WhenAll(Instances(resource).Select(StopAsync)).ConfigureAwait(false);
    }

    private async Task StopAsync(Instance instance)
    {
        if (instance.Process is not { } process || process.Exited.IsCompleted)
        {
            return;
        }

        logger.LogInformation("stopping {Resource}", instance.Label);
        if (!await process.StopAsync(StopLimit).ConfigureAwait(false))
        {
            logger.LogWarning(
                "{Resource} did not end within {Limit} s of being asked and was killed",
                instance.Label,
                StopLimit.TotalSeconds
            );
        }
    }

    private bool IsAlive(IResource resource) =>
        Instances(resource).Any(i => i.Process is { Exited.IsCompleted: false });

    private async Task RunAsync(IResource resource, CancellationToken cancellationToken)
    {
        try
        {
            await WaitForOthersAsync(resource, cancellationToken).ConfigureAwait(false);
            switch (resource)
            {
                case ParameterResource parameter:
                    await ShowAsync(parameter, cancellationToken).ConfigureAwait(false);
                    break;
                case ProjectResource or ExecutableResource:
                    await LaunchAsync(resource, cancellationToken).ConfigureAwait(false);
                    break;
                default:
                    await PublishAsync(
                            resource,
                            s =>
                                s with
                                {
                                    State = KnownResourceStates.Running,
                                    StartTimeStamp = Now(),
                                }
                        )
                        .ConfigureAwait(false);
                    _ = health.RunAsync(
                        resource,
                        () => true,
                        change => PublishAsync(resource, change),
                        cancellationToken
                    );
                    break;
            }
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // The application stops before the resource has started.
        }
        catch (Exception e)
        {
            var reason = e is DistributedApplicationException or Win32Exception or IOException
                ? e.Message
                : e.ToString();
            await FailAsync(resource, reason).ConfigureAwait(false);
        }
    }

    private async Task FailAsync(IResource resource, string reason)
    {
        logger.LogError("{Resource} could not be started. {Reason}", resource.Name, reason);
        lines.Add(resource.Name, reason, isError: true);
        await PublishAsync(
                resource,
                s =>
                    s with
                    {
                        State = new ResourceStateSnapshot(
                            KnownResourceStates.FailedToStart,
                            "error"
                        ),
                        Properties = s.Properties.Add(
                            new ResourcePropertySnapshot("reason", reason)
                        ),
                    }
            )
            .ConfigureAwait(false);
    }

    private async Task ShowAsync(ParameterResource parameter, CancellationToken cancellationToken)
    {
        try
        {
            await parameter.GetValueAsync(cancellationToken).ConfigureAwait(false);
            await PublishAsync(parameter, s => s with { State = KnownResourceStates.Running })
                .ConfigureAwait(false);
        }
        catch (MissingParameterValueException e)
        {
            logger.LogError("{Reason}", e.Message);
            await PublishAsync(
                    parameter,
                    s =>
                        s with
                        {
                            State = new ResourceStateSnapshot(
                                KnownResourceStates.ValueMissing,
                                "error"
                            ),
                        }
                )
                .ConfigureAwait(false);
        }
    }

    private async Task WaitForOthersAsync(IResource resource, CancellationToken cancellationToken)
    {
        var waits = resource.Annotations.OfType<WaitAnnotation>().ToArray();
        if (waits.Length == 0)
        {
            return;
        }

        await PublishAsync(resource, s => s with { State = KnownResourceStates.Waiting })
            .ConfigureAwait(false);
        foreach (var wait in waits)
        {
            await WaitAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task WaitAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var name = wait.Resource.Name;
        var found = await notifications
            .WaitForResourceAsync(
                name,
                e =>
                    ReferenceEquals(e.Resource, wait.Resource)
                    && (IsTerminal(e.Snapshot) || Suffices(wait.WaitType, e.Snapshot)),
                cancellationToken
            )
            .ConfigureAwait(false);
        var state = found.Snapshot.State?.Text;
        var failed = wait.WaitType switch
        {
            WaitType.WaitForCompletion => state == KnownResourceStates.FailedToStart
                || found.Snapshot.ExitCode != wait.ExitCode,
            _ => IsTerminal(found.Snapshot),
        };
        if (failed)
        {
            throw new DistributedApplicationException(
                $"It waits for '{name}', whose state is {state}{(found.Snapshot.ExitCode is { } code ? $", exit code {code}" : "")}."
            );
        }
    }

    private static bool Suffices(WaitType type, CustomResourceSnapshot snapshot) =>
        type switch
        {
            WaitType.WaitUntilHealthy => snapshot.HealthStatus == HealthStatus.Healthy,
            WaitType.WaitUntilStarted => snapshot.State?.Text == KnownResourceStates.Running,
            _ => false,
        };

    private static bool IsTerminal(CustomResourceSnapshot snapshot) =>
        snapshot.State is { } state
        && KnownResourceStates.TerminalStates.Contains(state.Text, StringComparer.Ordinal);

    private async Task LaunchAsync(IResource resource, CancellationToken cancellationToken)
    {
        await PublishAsync(resource, s => s with { State = KnownResourceStates.Starting })
            .ConfigureAwait(false);
        Addresses.ThrowIfTaken(resource);
        var (command, first, folder) = Launch.Of(resource);
        foreach (var instance in Instances(resource))
        {
            var environment = await ResolvedEnvironment
                .OfAsync(resource, execution, instance, cancellationToken)
                .ConfigureAwait(false);
            Addresses.AddPortVariables(resource, instance, environment);
            var arguments = await ResolvedEnvironment
                .ArgumentsAsync(resource, instance, cancellationToken)
                .ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
            instance.Process = ChildProcess.Start(
                command,
                first.Concat(arguments),
                folder,
                environment,
                _guard,
                clock,
                (text, isError) =>
                {
                    lines.Add(resource.Name, text, isError);
                    console.Line(instance.Label, text, isError);
                }
            );
            var urls = Addresses.Urls(resource, instance);
            var pid = instance.Process.Id;
            await notifications
                .PublishUpdateAsync(
                    resource,
                    instance.Id,
                    s =>
                        s with
                        {
                            State = KnownResourceStates.Running,
                            StartTimeStamp = Now(),
                            Urls = urls,
                            Properties = s.Properties.Add(
                                new ResourcePropertySnapshot("executable.pid", pid)
                            ),
                            EnvironmentVariables =
                            [
                                .. environment.Select(v => new EnvironmentVariableSnapshot(
                                    v.Key,
                                    v.Value,
                                    IsFromSpec: true
                                )),
                            ],
                            HealthReports = HealthWatch.NotYet(resource),
                        }
                )
                .ConfigureAwait(false);
            _ = WatchEndAsync(instance);
        }

        _ = health.RunAsync(
            resource,
            () => IsAlive(resource),
            change => PublishAsync(resource, change),
            cancellationToken
        );
    }

    private async Task WatchEndAsync(Instance instance)
    {
        var code = await instance.Process!.Exited.ConfigureAwait(false);
        if (!instance.IsStopping)
        {
            var last = string.Join(
                System.Environment.NewLine,
                lines.Last(instance.Resource.Name, 20).Select(l => $"    {ConsoleReport.Plain(l)}")
            );
            if (code == 0)
            {
                logger.LogWarning(
                    "{Resource} has ended by itself, exit code 0. Nothing starts it again.",
                    instance.Label
                );
            }
            else
            {
                logger.LogError(
                    "{Resource} has ended with exit code {Code}. Nothing starts it again. Its last lines:{NewLine}{Lines}",
                    instance.Label,
                    code,
                    System.Environment.NewLine,
                    last
                );
            }
        }

        await notifications
            .PublishUpdateAsync(
                instance.Resource,
                instance.Id,
                s =>
                    s with
                    {
                        State =
                            code == 0 || instance.IsStopping
                                ? KnownResourceStates.Finished
                                : new ResourceStateSnapshot(KnownResourceStates.Exited, "error"),
                        ExitCode = code,
                        StopTimeStamp = Now(),
                    }
            )
            .ConfigureAwait(false);
    }

    private async Task PublishAsync(
        IResource resource,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> change
    )
    {
        foreach (var instance in Instances(resource))
        {
            await notifications
                .PublishUpdateAsync(resource, instance.Id, change)
                .ConfigureAwait(false);
        }
    }

    private Instance[] Instances(IResource resource) =>
        _instances.GetValueOrDefault(resource) ?? [];

    private DateTime Now() => clock.GetUtcNow().UtcDateTime;
}
