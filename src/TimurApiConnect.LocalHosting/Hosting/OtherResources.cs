using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Adds programs.</summary>
public static class ExecutableResourceBuilderExtensions
{
    /// <summary>Adds a program by its command.</summary>
    public static IResourceBuilder<ExecutableResource> AddExecutable(
        this IDistributedApplicationBuilder builder,
        string name,
        string command,
        string workingDirectory,
        params string[]? args
    )
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(command);
        ArgumentNullException.ThrowIfNull(workingDirectory);
        var folder = Path.GetFullPath(Path.Combine(builder.AppHostDirectory, workingDirectory));
        return builder
            .AddResource(new ExecutableResource(name, command, folder))
            .WithArgs(args ?? []);
    }
}

/// <summary>Adds parameters.</summary>
public static partial class ParameterResourceBuilderExtensions
{
    /// <summary>
    /// Adds a parameter, whose value is the setting <c>Parameters:name</c>, also <c>Parameters:na_me</c> for
    /// <c>na-me</c>, because a shell sets no variable with a hyphen in its name.
    /// </summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        bool secret = false
    ) =>
        builder.AddResource(
            new ParameterResource(name, standby => Value(builder, name, standby), secret)
        );

    /// <summary>Adds a parameter that has a value when no other is given.</summary>
    public static IResourceBuilder<ParameterResource> AddParameter(
        this IDistributedApplicationBuilder builder,
        string name,
        string value,
        bool publishValueAsDefault = false,
        bool secret = false
    ) => builder.AddResource(new ParameterResource(name, _ => value, secret));

    /// <summary>Says what the parameter is for.</summary>
    public static IResourceBuilder<ParameterResource> WithDescription(
        this IResourceBuilder<ParameterResource> builder,
        string description,
        bool enableMarkdown = false
    )
    {
        builder.Resource.Description = description;
        return builder;
    }

    private static string Value(
        IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault? standby
    ) =>
        builder.Configuration[$"Parameters:{name}"]
        ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"]
        ?? standby?.GetDefaultValue()
        ?? throw new MissingParameterValueException(
            name,
            $"The parameter '{name}' has no value. Set it with: dotnet user-secrets set Parameters:{name} <value> --project {builder.AppHostDirectory} - or in the environment: Parameters__{name.Replace('-', '_')}."
        );
}

/// <summary>A connection string that is put together from other values.</summary>
public sealed class ConnectionStringResource(
    string name,
    ReferenceExpression connectionStringExpression
) : Resource(name), IResourceWithConnectionString, IResourceWithWaitSupport
{
    /// <inheritdoc />
    public ReferenceExpression ConnectionStringExpression { get; } = connectionStringExpression;
}

/// <summary>Adds connection strings.</summary>
public static class ConnectionStringBuilderExtensions
{
    /// <summary>Adds a connection string. It is there as soon as the resources that it names run.</summary>
    public static IResourceBuilder<ConnectionStringResource> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        ReferenceExpression connectionStringExpression
    )
    {
        var added = builder.AddResource(
            new ConnectionStringResource(name, connectionStringExpression)
        );
        foreach (var resource in connectionStringExpression.Resources())
        {
            if (resource is not IResourceWithoutLifetime)
            {
                added.WaitForStart(builder.CreateResourceBuilder(resource));
            }
        }

        return added;
    }

    internal static IEnumerable<IResource> Resources(this ReferenceExpression expression) =>
        expression
            .ValueProviders.SelectMany(v =>
                v is IResource resource
                    ? [resource]
                    : (v as IValueWithReferences)?.References.OfType<IResource>() ?? []
            )
            .Distinct();
}
