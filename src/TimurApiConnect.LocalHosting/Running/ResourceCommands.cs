using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>A command as it can be given to a resource in the state it is in.</summary>
internal sealed record CommandNow(
    string Name,
    string DisplayName,
    CommandOptions Look,
    ResourceCommandState State
);

/// <summary>What can be asked of a resource, and doing it.</summary>
internal sealed class ResourceCommands(
    Orchestrator orchestrator,
    ResourceNotificationService notifications,
    IHttpClientFactory clients,
    IServiceProvider services,
    ILogger<ResourceCommands> logger
)
{
    public const string Start = "start";
    public const string Stop = "stop";
    public const string Restart = "restart";

    private static readonly CommandOptions StartLook = new()
    {
        Description = "Start the resource",
        IconName = "Play",
        IconVariant = IconVariant.Filled,
        IsHighlighted = true,
    };

    private static readonly CommandOptions StopLook = new()
    {
        Description = "Stop the resource",
        IconName = "Stop",
        IconVariant = IconVariant.Filled,
        IsHighlighted = true,
    };

    private static readonly CommandOptions RestartLook = new()
    {
        Description = "Stop the resource and start it again",
        IconName = "ArrowCounterclockwise",
    };

    /// <summary>The commands of a resource in that state.</summary>
    public static IReadOnlyList<CommandNow> Of(IResource resource, string? state)
    {
        if (resource is not (ProjectResource or ExecutableResource))
        {
            return [];
        }

        var isDown =
            state == KnownResourceStates.NotStarted
            || KnownResourceStates.TerminalStates.Contains(state, StringComparer.Ordinal);
        var isWaiting = state == KnownResourceStates.Waiting;
        var isUp = state == KnownResourceStates.Running;
        return
        [
            new(
                Start,
                "Start",
                StartLook,
                isDown || isWaiting ? ResourceCommandState.Enabled
                    : state == KnownResourceStates.Starting ? ResourceCommandState.Disabled
                    : ResourceCommandState.Hidden
            ),
            new(
                Stop,
                "Stop",
                StopLook,
                isUp ? ResourceCommandState.Enabled
                    : state == KnownResourceStates.Stopping ? ResourceCommandState.Disabled
                    : ResourceCommandState.Hidden
            ),
            new(
                Restart,
                "Restart",
                RestartLook,
                isUp ? ResourceCommandState.Enabled : ResourceCommandState.Disabled
            ),
            .. resource
                .Annotations.OfType<HttpCommandAnnotation>()
                .Select(c => new CommandNow(
                    c.Name,
                    c.DisplayName,
                    c.Options,
                    isUp ? ResourceCommandState.Enabled : ResourceCommandState.Disabled
                )),
        ];
    }

    /// <summary>Carries out a command.</summary>
    public async Task<ExecuteCommandResult> RunAsync(
        IResource resource,
        string id,
        string name,
        CancellationToken cancellationToken
    )
    {
        var state = StateOf(id);
        var command = Of(resource, state)
            .FirstOrDefault(c => string.Equals(c.Name, name, StringComparison.Ordinal));
        if (command is null || orchestrator.Find(resource, id) is not { } instance)
        {
            return Failed($"Command '{name}' not available for resource '{resource.Name}'.");
        }

        if (command.State != ResourceCommandState.Enabled)
        {
            return Failed(
                $"'{command.DisplayName}' makes no sense now: the state of '{resource.Name}' is {state}."
            );
        }

        logger.LogInformation("{Command}: {Resource}", command.DisplayName, instance.Label);
        try
        {
            return await RunAsync(instance, name, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return new ExecuteCommandResult { Success = false, Canceled = true };
        }
        catch (Exception e)
        {
            logger.LogError(e, "{Command} of {Resource} failed", name, instance.Label);
            return Failed(e.Message);
        }
    }

    private async Task<ExecuteCommandResult> RunAsync(
        Instance instance,
        string name,
        CancellationToken cancellationToken
    )
    {
        switch (name)
        {
            case Start:
                await orchestrator.StartAsync(instance, cancellationToken).ConfigureAwait(false);
                return Started(instance, "started");
            case Stop:
                await orchestrator.StopAsync(instance, cancellationToken).ConfigureAwait(false);
                return Done($"Resource '{instance.Resource.Name}' was stopped.");
            case Restart:
                await orchestrator.StopAsync(instance, cancellationToken).ConfigureAwait(false);
                await orchestrator.StartAsync(instance, cancellationToken).ConfigureAwait(false);
                return Started(instance, "restarted");
            default:
                return await new HttpCommand(
                    instance
                        .Resource.Annotations.OfType<HttpCommandAnnotation>()
                        .First(c => c.Name == name),
                    instance
                )
                    .SendAsync(clients, services, cancellationToken)
                    .ConfigureAwait(false);
        }
    }

    private ExecuteCommandResult Started(Instance instance, string done)
    {
        notifications.TryGetCurrentState(instance.Id, out var now);
        var state = now?.Snapshot.State?.Text;
        return state == KnownResourceStates.Running
            ? Done($"Resource '{instance.Resource.Name}' was {done}.")
            : Failed(
                $"'{instance.Resource.Name}' does not run: {now?.Snapshot.Properties.LastOrDefault(p => p.Name == Mishaps.Reason)?.Value ?? state}"
            );
    }

    private string? StateOf(string id) =>
        notifications.TryGetCurrentState(id, out var now) ? now.Snapshot.State?.Text : null;

    private static ExecuteCommandResult Done(string message) =>
        new() { Success = true, Message = message };

    private static ExecuteCommandResult Failed(string message) =>
        new() { Success = false, Message = message };
}
