using System.Collections.ObjectModel;

namespace Aspire.Hosting.ApplicationModel;

/// <summary>Something that the application consists of: a process, a parameter, a connection string.</summary>
public interface IResource
{
    /// <summary>The name, unique in the model without regard to case.</summary>
    string Name { get; }

    /// <summary>Everything that has been said about the resource.</summary>
    ResourceAnnotationCollection Annotations { get; }
}

/// <summary>A fact about a resource.</summary>
public interface IResourceAnnotation;

/// <summary>The facts about a resource, in the order in which they were stated.</summary>
public sealed class ResourceAnnotationCollection : Collection<IResourceAnnotation>;

/// <summary>Whether a new fact stands beside an older one of its kind or replaces it.</summary>
public enum ResourceAnnotationMutationBehavior
{
    /// <summary>Stands beside it.</summary>
    Append = 0,

    /// <summary>Replaces it.</summary>
    Replace = 1,
}

/// <summary>A resource that takes environment variables.</summary>
public interface IResourceWithEnvironment : IResource;

/// <summary>A resource that takes command line arguments.</summary>
public interface IResourceWithArgs : IResource;

/// <summary>A resource that listens somewhere.</summary>
public interface IResourceWithEndpoints : IResource;

/// <summary>A resource whose start can wait for others.</summary>
public interface IResourceWithWaitSupport : IResource;

/// <summary>A resource with nothing to start or stop.</summary>
public interface IResourceWithoutLifetime : IResource;

/// <summary>A value that is known only when the application runs, such as the address of an endpoint.</summary>
public interface IValueProvider
{
    /// <summary>Gets the value.</summary>
    ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default);
}

/// <summary>A value that can be written as an expression.</summary>
public interface IManifestExpressionProvider
{
    /// <summary>The expression, such as <c>{gateway.bindings.http.url}</c>.</summary>
    string ValueExpression { get; }
}

/// <summary>A value that is made of other resources.</summary>
public interface IValueWithReferences
{
    /// <summary>What it is made of.</summary>
    IEnumerable<object> References { get; }
}

/// <summary>A value that can be computed and written as an expression.</summary>
public interface IExpressionValue : IValueProvider, IManifestExpressionProvider;

/// <summary>A resource that others reach by a connection string.</summary>
public interface IResourceWithConnectionString : IResource, IExpressionValue, IValueWithReferences
{
    /// <summary>How the connection string is put together.</summary>
    ReferenceExpression ConnectionStringExpression { get; }

    /// <summary>The variable to put the connection string into, where it is not <c>ConnectionStrings__name</c>.</summary>
    string? ConnectionStringEnvironmentVariable => null;

    string IManifestExpressionProvider.ValueExpression => $"{{{Name}.connectionString}}";

    IEnumerable<object> IValueWithReferences.References => [ConnectionStringExpression];

    /// <summary>Gets the connection string.</summary>
    ValueTask<string?> GetConnectionStringAsync(CancellationToken cancellationToken = default) =>
        ConnectionStringExpression.GetValueAsync(cancellationToken);

    ValueTask<string?> IValueProvider.GetValueAsync(CancellationToken cancellationToken) =>
        GetConnectionStringAsync(cancellationToken);
}

/// <summary>What all resources have.</summary>
public abstract class Resource : IResource
{
    /// <summary>Names the resource.</summary>
    protected Resource(string name)
    {
        ResourceName.ThrowIfInvalid(name);
        Name = name;
    }

    /// <inheritdoc />
    public virtual string Name { get; }

    /// <inheritdoc />
    public virtual ResourceAnnotationCollection Annotations { get; } = [];
}

/// <summary>A program given by its command.</summary>
public class ExecutableResource(string name, string command, string workingDirectory)
    : Resource(name),
        IResourceWithEnvironment,
        IResourceWithArgs,
        IResourceWithEndpoints,
        IResourceWithWaitSupport
{
    /// <summary>A path, or a name that is looked for on <c>PATH</c>.</summary>
    public string Command { get; } = command;

    /// <summary>The folder in which the program runs.</summary>
    public string WorkingDirectory { get; } = workingDirectory;
}

/// <summary>A .NET project.</summary>
public class ProjectResource(string name)
    : Resource(name),
        IResourceWithEnvironment,
        IResourceWithArgs,
        IResourceWithServiceDiscovery,
        IResourceWithProbes,
        IResourceWithWaitSupport;

/// <summary>A value that is given from outside.</summary>
public class ParameterResource(
    string name,
    Func<ParameterDefault?, string> callback,
    bool secret = false
) : Resource(name), IExpressionValue, IResourceWithoutLifetime
{
    /// <summary>Whether the value must never be shown.</summary>
    public bool Secret { get; } = secret;

    /// <summary>What to use when no value is given.</summary>
    public ParameterDefault? Default { get; set; }

    /// <summary>What the parameter is for.</summary>
    public string? Description { get; set; }

    /// <inheritdoc />
    public string ValueExpression => $"{{{Name}.value}}";

    /// <inheritdoc />
    public ValueTask<string?> GetValueAsync(CancellationToken cancellationToken = default) =>
        ValueTask.FromResult<string?>(callback(Default));
}

/// <summary>How a parameter gets a value that nobody gave.</summary>
public abstract class ParameterDefault
{
    /// <summary>Makes the value.</summary>
    public abstract string GetDefaultValue();
}

internal static class ResourceName
{
    public static void ThrowIfInvalid(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        if (Fault(name) is { } fault)
        {
            throw new ArgumentException(
                $"Resource name '{name}' is invalid. Name {fault}",
                nameof(name)
            );
        }
    }

    private static string? Fault(string name) =>
        name.Length is < 1 or > 64 ? "must be between 1 and 64 characters long."
        : !name.All(c => char.IsAsciiLetterOrDigit(c) || c == '-')
            ? "must contain only ASCII letters, digits, and hyphens."
        : name.Contains("--", StringComparison.Ordinal) ? "cannot contain consecutive hyphens."
        : !char.IsAsciiLetter(name[0]) ? "must start with an ASCII letter."
        : name.EndsWith('-') ? "cannot end with a hyphen."
        : null;
}
