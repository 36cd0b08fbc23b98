using Aspire.Hosting.ApplicationModel;
using Microsoft.Extensions.Configuration;

namespace Aspire.Hosting;

/// <summary>Adds parameters.</summary>
public static class ParameterResourceBuilderExtensions
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

    /// <summary>Adds a connection string, which is the AppHost's setting <c>ConnectionStrings:name</c>.</summary>
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
                        $"Connection string parameter resource could not be used because connection string '{name}' is missing. {HowToSet(builder, $"ConnectionStrings:{name}", $"ConnectionStrings__{name}")}"
                    ),
                environmentVariableName
            )
        );

    private static string Value(
        IDistributedApplicationBuilder builder,
        string name,
        ParameterDefault? standby
    ) =>
        builder.Configuration[$"Parameters:{name}"]
        ?? builder.Configuration[$"Parameters:{name.Replace('-', '_')}"]
        ?? standby?.GetDefaultValue()
        ?? throw new MissingParameterValueException(
            $"Parameter resource could not be used because configuration key 'Parameters:{name}' is missing and the Parameter has no default value. {HowToSet(builder, $"Parameters:{name}", $"Parameters__{name.Replace('-', '_')}")}"
        );

    private static string HowToSet(
        IDistributedApplicationBuilder builder,
        string key,
        string variable
    ) =>
        $"Set it with: dotnet user-secrets set {key} <value> --project {builder.AppHostDirectory} - or in the environment: {variable}.";
}
