using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Logging;

namespace Aspire.Hosting.Running;

/// <summary>Says why a resource did not start: on the console, among its lines, and in its state.</summary>
internal sealed class Mishaps(Launcher launcher, ILogger<Mishaps> logger)
{
    /// <summary>The property that holds the reason.</summary>
    public const string Reason = "reason";

    /// <summary>It could not be started.</summary>
    public Task FailAsync(Instance instance, string reason)
    {
        logger.LogError("{Resource} could not be started. {Reason}", instance.Label, reason);
        return TellAsync(
            instance,
            reason,
            new ResourceStateSnapshot(KnownResourceStates.FailedToStart, "error")
        );
    }

    /// <summary>A value is missing. It waits: nothing gives the value by itself, but its start can be asked for again.</summary>
    public Task LackAsync(Instance instance, string reason)
    {
        logger.LogError("{Resource}: {Reason}", instance.Label, reason);
        return TellAsync(
            instance,
            reason,
            instance.Resource is ParameterResource
                ? new ResourceStateSnapshot(KnownResourceStates.ValueMissing, "error")
                : new ResourceStateSnapshot(KnownResourceStates.Waiting, Style: null)
        );
    }

    private Task TellAsync(Instance instance, string reason, ResourceStateSnapshot state)
    {
        launcher.Write(instance, reason, isError: true);
        return launcher.PublishAsync(
            instance,
            s => s with { State = state, Properties = s.Properties.Set(Reason, reason) }
        );
    }
}
