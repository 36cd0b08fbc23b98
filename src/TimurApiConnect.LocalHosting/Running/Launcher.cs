using System.Collections.Concurrent;
using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Starts a process of a resource, tells everybody what it is like, and reports its end.</summary>
internal sealed class Launcher(
    DistributedApplicationExecutionContext execution,
    ResourceNotificationService notifications,
    ResourceLoggerService lines,
    HealthWatch health,
    ConsoleReport console,
    Secrets secrets,
    TimeProvider clock,
    ILogger<Launcher> logger
) : IDisposable
{
    private readonly ConcurrentDictionary<IResource, CancellationTokenSource> _watches = new();
    private readonly ProcessGuard _guard = new();

    public void Dispose() => _guard.Dispose();

    public void Write(Instance instance, string text, bool isError)
    {
        lines.Add(instance.Id, text, isError);
        if (instance.IsOneOfSeveral)
        {
            lines.Add(instance.Resource.Name, text, isError);
        }
    }

    public async Task LaunchAsync(Instance instance, CancellationToken cancellationToken)
    {
        var resource = instance.Resource;
        await PublishAsync(instance, s => s with { State = KnownResourceStates.Starting })
            .ConfigureAwait(false);
        Addresses.ThrowIfTaken(instance);
        var (command, first, folder) = Launch.Of(resource);
        var environment = await ResolvedEnvironment
            .OfAsync(resource, execution, instance, cancellationToken)
            .ConfigureAwait(false);
        Addresses.AddPortVariables(resource, instance, environment);
        string[] arguments =
        [
            .. first,
            .. await ResolvedEnvironment
                .ArgumentsAsync(resource, instance, cancellationToken)
                .ConfigureAwait(false),
        ];
        await secrets.CollectAsync(cancellationToken).ConfigureAwait(false);
        cancellationToken.ThrowIfCancellationRequested();
        instance.IsStopping = false;
        Addresses.Mark(instance, stopped: false);
        instance.Process = ChildProcess.Start(
            command,
            arguments,
            folder,
            environment,
            _guard,
            clock,
            (text, isError) =>
            {
                Write(instance, text, isError);
                console.Line(instance.Label, text, isError);
            }
        );
        var pid = instance.Process.Id;
        await PublishAsync(
                instance,
                s =>
                    s with
                    {
                        State = KnownResourceStates.Running,
                        StartTimeStamp = clock.GetUtcNow().UtcDateTime,
                        StopTimeStamp = null,
                        ExitCode = null,
                        Urls = Addresses.Urls(resource, instance),
                        Properties = s
                            .Properties.Without(Mishaps.Reason)
                            .Set("executable.path", command)
                            .Set("executable.workDir", folder)
                            .Set("executable.args", arguments.Select(secrets.Hide).ToArray())
                            .Set("executable.pid", pid),
                        EnvironmentVariables =
                        [
                            .. environment.Select(v => new EnvironmentVariableSnapshot(
                                v.Key,
                                secrets.Hide(v.Value),
                                IsFromSpec: true
                            )),
                        ],
                        HealthReports = HealthWatch.NotYet(resource),
                    }
            )
            .ConfigureAwait(false);
        instance.Ended = ReportEndAsync(instance, instance.Process);
    }

    /// <summary>Watches the health of a resource from now on, in place of an older watch.</summary>
    public void Watch(
        IResource resource,
        Func<bool> isAlive,
        Func<Func<CustomResourceSnapshot, CustomResourceSnapshot>, Task> publish,
        CancellationToken cancellationToken
    )
    {
        var watch = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        if (_watches.TryGetValue(resource, out var older))
        {
            older.Cancel();
        }

        _watches[resource] = watch;
        _ = health.RunAsync(resource, isAlive, publish, watch.Token);
    }

    public Task PublishAsync(
        Instance instance,
        Func<CustomResourceSnapshot, CustomResourceSnapshot> change
    ) => notifications.PublishUpdateAsync(instance.Resource, instance.Id, change);

    private async Task ReportEndAsync(Instance instance, ChildProcess process)
    {
        var code = await process.Exited.ConfigureAwait(false);
        if (!instance.IsStopping)
        {
            LogEnd(instance, code);
        }

        Addresses.Mark(instance, stopped: instance.IsStopping);
        await PublishAsync(
                instance,
                s =>
                    s with
                    {
                        State =
                            code == 0 || instance.IsStopping
                                ? KnownResourceStates.Finished
                                : new ResourceStateSnapshot(KnownResourceStates.Exited, "error"),
                        ExitCode = code,
                        StopTimeStamp = clock.GetUtcNow().UtcDateTime,
                    }
            )
            .ConfigureAwait(false);
    }

    private void LogEnd(Instance instance, int code)
    {
        if (code == 0)
        {
            logger.LogWarning(
                "{Resource} has ended by itself, exit code 0. Nothing starts it again.",
                instance.Label
            );
            return;
        }

        logger.LogError(
            "{Resource} has ended with exit code {Code}. Nothing starts it again. Its last lines:{NewLine}{Lines}",
            instance.Label,
            code,
            System.Environment.NewLine,
            string.Join(
                System.Environment.NewLine,
                lines.Last(instance.Id, 20).Select(l => $"    {ConsoleReport.Plain(l)}")
            )
        );
    }
}
