using Aspire.Hosting.Running;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Carries out commands of resources: start, stop, restart, and those that the model adds.</summary>
public class ResourceCommandService
{
    private readonly ResourceNotificationService _notifications;
    private readonly ResourceCommands _commands;

    internal ResourceCommandService(
        ResourceNotificationService notifications,
        ResourceCommands commands
    )
    {
        _notifications = notifications;
        _commands = commands;
    }

    /// <summary>Carries out a command of a process, or of the resource of that name if it has only one.</summary>
    public Task<ExecuteCommandResult> ExecuteCommandAsync(
        string resourceId,
        string commandName,
        CancellationToken cancellationToken = default
    ) =>
        _notifications.TryGetCurrentState(resourceId, out var found)
            ? _commands.RunAsync(found.Resource, found.ResourceId, commandName, cancellationToken)
            : Task.FromResult(
                new ExecuteCommandResult
                {
                    Success = false,
                    Message = $"Resource '{resourceId}' not found.",
                }
            );

    /// <summary>Carries out a command of all processes of a resource.</summary>
    public async Task<ExecuteCommandResult> ExecuteCommandAsync(
        IResource resource,
        string commandName,
        CancellationToken cancellationToken = default
    )
    {
        ArgumentNullException.ThrowIfNull(resource);
        var results = await Task.WhenAll(
                _notifications
                    .Current.Where(e => ReferenceEquals(e.Resource, resource))
                    .Select(e =>
                        _commands.RunAsync(resource, e.ResourceId, commandName, cancellationToken)
                    )
            )
            .ConfigureAwait(false);
        return results.FirstOrDefault(r => !r.Success)
            ?? results.FirstOrDefault()
            ?? new ExecuteCommandResult
            {
                Success = false,
                Message = $"Resource '{resource.Name}' not found.",
            };
    }
}
