namespace Aspire.Hosting.ApplicationModel;

/// <summary>Adds environment variables when the resource starts.</summary>
public class EnvironmentCallbackAnnotation(Func<EnvironmentCallbackContext, Task> callback)
    : IResourceAnnotation
{
    /// <summary>What adds them.</summary>
    public Func<EnvironmentCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>Where environment variables are added.</summary>
public class EnvironmentCallbackContext(
    DistributedApplicationExecutionContext executionContext,
    IResource resource,
    Dictionary<string, object>? environmentVariables = null,
    CancellationToken cancellationToken = default
)
{
    /// <summary>The variables: texts, or values that are computed at the end.</summary>
    public Dictionary<string, object> EnvironmentVariables { get; } =
        environmentVariables ?? new(StringComparer.Ordinal);

    /// <summary>Whether the application runs or is published.</summary>
    public DistributedApplicationExecutionContext ExecutionContext { get; } = executionContext;

    /// <summary>The resource that gets them.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>Ends with the application.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>Adds command line arguments when the resource starts.</summary>
public class CommandLineArgsCallbackAnnotation(Func<CommandLineArgsCallbackContext, Task> callback)
    : IResourceAnnotation
{
    /// <summary>What adds them.</summary>
    public Func<CommandLineArgsCallbackContext, Task> Callback { get; } = callback;
}

/// <summary>Where command line arguments are added.</summary>
public sealed class CommandLineArgsCallbackContext(
    IList<object> args,
    CancellationToken cancellationToken = default
)
{
    /// <summary>The arguments: texts, or values that are computed at the end.</summary>
    public IList<object> Args { get; } = args;

    /// <summary>Ends with the application.</summary>
    public CancellationToken CancellationToken { get; } = cancellationToken;
}

/// <summary>What to wait for.</summary>
public enum WaitType
{
    /// <summary>That it runs and is healthy.</summary>
    WaitUntilHealthy = 0,

    /// <summary>That it has ended.</summary>
    WaitForCompletion = 1,

    /// <summary>That it runs.</summary>
    WaitUntilStarted = 2,
}

/// <summary>What to do when what is waited for fails.</summary>
public enum WaitBehavior
{
    /// <summary>Wait on: somebody may start it again.</summary>
    WaitOnResourceUnavailable = 0,

    /// <summary>Fail too.</summary>
    StopOnResourceUnavailable = 1,
}

/// <summary>The start waits for another resource.</summary>
public sealed class WaitAnnotation(IResource resource, WaitType waitType, int exitCode = 0)
    : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>What to wait for.</summary>
    public WaitType WaitType { get; } = waitType;

    /// <summary>The exit code that counts as success.</summary>
    public int ExitCode { get; } = exitCode;

    /// <summary>What to do when it fails; nothing for what the application does in general.</summary>
    public WaitBehavior? WaitBehavior { get; init; }
}

/// <summary>The resource is started by its command only.</summary>
public sealed class ExplicitStartupAnnotation : IResourceAnnotation;

/// <summary>A health check, registered in the AppHost's services, that tells how the resource is.</summary>
public class HealthCheckAnnotation(string key) : IResourceAnnotation
{
    /// <summary>The name of the registration.</summary>
    public string Key { get; } = key;
}

/// <summary>How many processes a project gets.</summary>
public sealed class ReplicaAnnotation(int replicas = 1) : IResourceAnnotation
{
    /// <summary>The number.</summary>
    public int Replicas { get; } = replicas;
}

/// <summary>A relation to another resource, for display.</summary>
public sealed class ResourceRelationshipAnnotation(IResource resource, string type)
    : IResourceAnnotation
{
    /// <summary>The other resource.</summary>
    public IResource Resource { get; } = resource;

    /// <summary>The kind, such as <c>Reference</c> or <c>Parent</c>.</summary>
    public string Type { get; } = type;
}

/// <summary>Where a link is shown.</summary>
public enum UrlDisplayLocation
{
    /// <summary>In the table and in the details.</summary>
    SummaryAndDetails = 0,

    /// <summary>In the details only.</summary>
    DetailsOnly = 1,
}

/// <summary>A link of a resource.</summary>
public sealed class ResourceUrlAnnotation : IResourceAnnotation
{
    /// <summary>The address.</summary>
    public required string Url { get; set; }

    /// <summary>The text of the link.</summary>
    public string? DisplayText { get; set; }

    /// <summary>The endpoint it belongs to.</summary>
    public EndpointReference? Endpoint { get; init; }

    /// <summary>Where it is shown.</summary>
    public UrlDisplayLocation DisplayLocation { get; set; }
}

/// <summary>Changes or adds links when the addresses are known.</summary>
internal sealed class EndpointUrlAnnotation(
    string endpointName,
    Action<ResourceUrlAnnotation> callback
) : IResourceAnnotation
{
    public string EndpointName { get; } = endpointName;
    public Action<ResourceUrlAnnotation> Callback { get; } = callback;
}

/// <summary>Finds facts about resources.</summary>
public static class ResourceExtensions
{
    /// <summary>The endpoint of that name, whether it exists or not.</summary>
    public static EndpointReference GetEndpoint(
        this IResourceWithEndpoints resource,
        string endpointName
    ) => new(resource, endpointName);

    /// <summary>All endpoints.</summary>
    public static IEnumerable<EndpointReference> GetEndpoints(
        this IResourceWithEndpoints resource
    ) =>
        resource
            .Annotations.OfType<EndpointAnnotation>()
            .Select(e => new EndpointReference(resource, e));

    /// <summary>The last fact of a kind.</summary>
    public static bool TryGetLastAnnotation<T>(
        this IResource resource,
        [System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out T? annotation
    )
        where T : IResourceAnnotation
    {
        annotation = resource.Annotations.OfType<T>().LastOrDefault();
        return annotation is not null;
    }

    /// <summary>The environment variables as the resource will get them, those of its launch profile included.</summary>
    public static async ValueTask<Dictionary<string, string>> GetEnvironmentVariableValuesAsync(
        this IResourceWithEnvironment resource,
        DistributedApplicationOperation applicationOperation = DistributedApplicationOperation.Run
    ) =>
        await Running
            .ResolvedEnvironment.OfAsync(
                resource,
                new DistributedApplicationExecutionContext(applicationOperation),
                instance: null,
                CancellationToken.None
            )
            .ConfigureAwait(false);
}
