using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>A connection string that is given from outside.</summary>
internal sealed class ConnectionStringParameterResource(
    string name,
    Func<ParameterDefault?, string> callback,
    string? environmentVariableName
) : ParameterResource(name, callback, secret: true), IResourceWithConnectionString
{
    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{this}");

    public string? ConnectionStringEnvironmentVariable => environmentVariableName;
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
