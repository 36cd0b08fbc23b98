using System.Collections.Immutable;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>The states of a resource.</summary>
public static class KnownResourceStates
{
    /// <summary>Not started yet, or not to be started.</summary>
    public static readonly string NotStarted = nameof(NotStarted);

    /// <summary>Waits for other resources.</summary>
    public static readonly string Waiting = nameof(Waiting);

    /// <summary>Is being started.</summary>
    public static readonly string Starting = nameof(Starting);

    /// <summary>Runs.</summary>
    public static readonly string Running = nameof(Running);

    /// <summary>Is being stopped.</summary>
    public static readonly string Stopping = nameof(Stopping);

    /// <summary>Has ended by itself, or was ended, with an error.</summary>
    public static readonly string Exited = nameof(Exited);

    /// <summary>Has ended with exit code 0.</summary>
    public static readonly string Finished = nameof(Finished);

    /// <summary>Could not be started.</summary>
    public static readonly string FailedToStart = nameof(FailedToStart);

    /// <summary>Needs a value that nobody gave.</summary>
    public static readonly string ValueMissing = nameof(ValueMissing);

    /// <summary>The states from which nothing comes by itself.</summary>
    public static readonly IReadOnlyList<string> TerminalStates = [Finished, FailedToStart, Exited];
}

/// <summary>A state, and how it looks.</summary>
public sealed record ResourceStateSnapshot(string Text, string? Style)
{
    /// <summary>A state without a look of its own.</summary>
    public static implicit operator ResourceStateSnapshot?(string? s) =>
        s is null ? null : new(s, Style: null);
}

/// <summary>What one health check said last.</summary>
public sealed record HealthReportSnapshot(
    string Name,
    HealthStatus? Status,
    string? Description,
    string? ExceptionText
);

/// <summary>A link at this moment.</summary>
public sealed record UrlSnapshot(string? Name, string Url, bool IsInternal)
{
    /// <summary>The text to show for it.</summary>
    internal string? DisplayText { get; init; }
}

/// <summary>An environment variable of a running process.</summary>
public sealed record EnvironmentVariableSnapshot(string Name, string? Value, bool IsFromSpec);

/// <summary>Any other fact.</summary>
public sealed record ResourcePropertySnapshot(string Name, object? Value)
{
    /// <summary>Whether it must not be shown.</summary>
    public bool IsSensitive { get; init; }
}

internal static class ResourceProperties
{
    /// <summary>States a fact in place of what was said of it before.</summary>
    public static ImmutableArray<ResourcePropertySnapshot> Set(
        this ImmutableArray<ResourcePropertySnapshot> properties,
        string name,
        object? value
    ) => [.. properties.Without(name), new ResourcePropertySnapshot(name, value)];

    /// <summary>Takes back what was said.</summary>
    public static ImmutableArray<ResourcePropertySnapshot> Without(
        this ImmutableArray<ResourcePropertySnapshot> properties,
        string name
    ) => [.. properties.Where(p => !string.Equals(p.Name, name, StringComparison.Ordinal))];
}

/// <summary>All about a resource at one moment.</summary>
public sealed record CustomResourceSnapshot
{
    /// <summary>The kind: Project, Executable, Parameter, ConnectionString.</summary>
    public required string ResourceType { get; init; }

    /// <summary>Other facts, such as the process's id.</summary>
    public required ImmutableArray<ResourcePropertySnapshot> Properties { get; init; }

    /// <summary>The state.</summary>
    public ResourceStateSnapshot? State { get; init; }

    /// <summary>How the process ended.</summary>
    public int? ExitCode { get; init; }

    /// <summary>When the resource came into the model.</summary>
    public DateTime? CreationTimeStamp { get; init; }

    /// <summary>When the process started.</summary>
    public DateTime? StartTimeStamp { get; init; }

    /// <summary>When the process ended.</summary>
    public DateTime? StopTimeStamp { get; init; }

    /// <summary>The links.</summary>
    public ImmutableArray<UrlSnapshot> Urls { get; init; } = [];

    /// <summary>The environment of the process.</summary>
    public ImmutableArray<EnvironmentVariableSnapshot> EnvironmentVariables { get; init; } = [];

    /// <summary>What the health checks said last.</summary>
    public ImmutableArray<HealthReportSnapshot> HealthReports { get; internal init; } = [];

    /// <summary>The worst of the health checks; nothing unless the resource runs.</summary>
    public HealthStatus? HealthStatus
    {
        get
        {
            if (State?.Text != KnownResourceStates.Running)
            {
                return null;
            }

            return HealthReports.IsDefaultOrEmpty
                ? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Healthy
                : HealthReports.Min(r =>
                    r.Status ?? Microsoft.Extensions.Diagnostics.HealthChecks.HealthStatus.Unhealthy
                );
        }
    }
}

/// <summary>A change of a resource.</summary>
public class ResourceEvent(IResource resource, string resourceId, CustomResourceSnapshot snapshot)
{
    /// <summary>The resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Which of its processes: with replicas, a resource has several.</summary>
    public string ResourceId { get; } = resourceId;

    /// <summary>How it is now.</summary>
    public CustomResourceSnapshot Snapshot { get; } = snapshot;
}

/// <summary>A line that a resource wrote.</summary>
public readonly record struct LogLine(int LineNumber, string Content, bool IsErrorMessage);
