using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>The connection string of a server that is there already; a secret, since most hold a password.</summary>
internal sealed class ConnectionStringParameterResource(
    string name,
    Func<ParameterDefault?, string> callback,
    string? environmentVariable
) : ParameterResource(name, callback, secret: true), IResourceWithConnectionString
{
    public string? ConnectionStringEnvironmentVariable => environmentVariable;

    public ReferenceExpression ConnectionStringExpression => ReferenceExpression.Create($"{this}");
}

public static partial class ParameterResourceBuilderExtensions
{
    /// <summary>Adds a server by its connection string, setting <c>ConnectionStrings:name</c> of the AppHost.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddConnectionString(
        this IDistributedApplicationBuilder builder,
        string name,
        string? environmentVariableName = null
    ) =>
        builder.AddResource(
            new ConnectionStringParameterResource(
                name,
                _ =>
                    builder.Configuration.GetConnectionString(name)
                    ?? throw new MissingParameterValueException(
                        name,
                        $"Connection string parameter resource could not be used because connection string '{name}' is missing."
                    ),
                environmentVariableName
            )
        );
}
