using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.Running;

/// <summary>Waits until what a resource depends on is as far as the model wants it.</summary>
internal sealed class Waiting(
    DistributedApplicationModel model,
    ResourceNotificationService notifications
)
{
    // As Aspire: where a dashboard is, somebody can start the other one again, so it is worth waiting.
    private WaitBehavior Usual =>
        model.Resources.TryGetByName(Dashboard.Name, out _)
            ? WaitBehavior.WaitOnResourceUnavailable
            : WaitBehavior.StopOnResourceUnavailable;

    public async Task ForOthersAsync(IResource resource, CancellationToken cancellationToken)
    {
        foreach (var wait in resource.Annotations.OfType<WaitAnnotation>().ToArray())
        {
            await ForAsync(wait, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task ForAsync(WaitAnnotation wait, CancellationToken cancellationToken)
    {
        var name = wait.Resource.Name;
        var givesUp = (wait.WaitBehavior ?? Usual) == WaitBehavior.StopOnResourceUnavailable;
        var found = await notifications
            .WaitForResourceAsync(
                name,
                e =>
                    ReferenceEquals(e.Resource, wait.Resource)
                    && (Suffices(wait, e.Snapshot) || (givesUp && IsTerminal(e.Snapshot))),
                cancellationToken
            )
            .ConfigureAwait(false);
        var snapshot = found.Snapshot;
        if (!Suffices(wait, snapshot) || IsWrongEnd(wait, snapshot))
        {
            throw new DistributedApplicationException(
                $"It waits for '{name}', whose state is {snapshot.State?.Text}{(snapshot.ExitCode is { } code ? $", exit code {code}" : "")}."
            );
        }
    }

    private static bool Suffices(WaitAnnotation wait, CustomResourceSnapshot snapshot) =>
        wait.WaitType switch
        {
            WaitType.WaitUntilHealthy => snapshot.HealthStatus == HealthStatus.Healthy,
            WaitType.WaitUntilStarted => snapshot.State?.Text == KnownResourceStates.Running,
            _ => IsTerminal(snapshot) && snapshot.State?.Text != KnownResourceStates.FailedToStart,
        };

    private static bool IsWrongEnd(WaitAnnotation wait, CustomResourceSnapshot snapshot) =>
        wait.WaitType == WaitType.WaitForCompletion && snapshot.ExitCode != wait.ExitCode;

    public static bool IsTerminal(CustomResourceSnapshot snapshot) =>
        snapshot.State is { } state
        && KnownResourceStates.TerminalStates.Contains(state.Text, StringComparer.Ordinal);
}
