using System.Text.Encodings.Web;
using System.Text.Json;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting.Publishing;

/// <summary>
/// Writes the model as the manifest that deployment tools read (docs/specs/manifest-spec.md and the schema aspire-8.0.json of Aspire). It knows
/// projects, programs, parameters and connection strings; values are written as expressions, never as such.
/// </summary>
internal static class ManifestWriter
{
    private const string Schema = "https://json.schemastore.org/aspire-8.0.json";
    private const string FileName = "aspire-manifest.json";

    /// <summary>Writes the file; a path that does not end in .json is a folder.</summary>
    /// <returns>The file.</returns>
    public static async Task<string> WriteAsync(
        DistributedApplicationModel model,
        DistributedApplicationExecutionContext execution,
        string path,
        CancellationToken cancellationToken
    )
    {
        var file = Path.GetFullPath(
            path.EndsWith(".json", StringComparison.Ordinal) ? path : Path.Combine(path, FileName)
        );
        var folder = Path.GetDirectoryName(file)!;
        Directory.CreateDirectory(folder);
        var stream = File.Create(file);
        await using var closing = stream.ConfigureAwait(false);
        var writer = new Utf8JsonWriter(
            stream,
            new JsonWriterOptions
            {
                Indented = true,
                Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
            }
        );
        await using var flushing = writer.ConfigureAwait(false);
        writer.WriteStartObject();
        writer.WriteString("$schema", Schema);
        writer.WriteStartObject("resources");
        foreach (var resource in model.Resources)
        {
            writer.WriteStartObject(resource.Name);
            await WriteAsync(writer, resource, execution, folder, cancellationToken)
                .ConfigureAwait(false);
            writer.WriteEndObject();
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
        return file;
    }

    private static async Task WriteAsync(
        Utf8JsonWriter writer,
        IResource resource,
        DistributedApplicationExecutionContext execution,
        string folder,
        CancellationToken cancellationToken
    )
    {
        switch (resource)
        {
            case ProjectResource project:
                var metadata = project.Annotations.OfType<IProjectMetadata>().Last();
                writer.WriteString("type", "project.v0");
                writer.WriteString("path", Relative(folder, metadata.ProjectPath));
                break;
            case ExecutableResource program:
                writer.WriteString("type", "executable.v0");
                writer.WriteString("workingDirectory", Relative(folder, program.WorkingDirectory));
                writer.WriteString("command", program.Command);
                break;
            case ParameterResource parameter:
                WriteParameter(writer, parameter);
                return;
            case IResourceWithConnectionString connection:
                writer.WriteString("type", "value.v0");
                writer.WriteString(
                    "connectionString",
                    connection.ConnectionStringExpression.ValueExpression
                );
                return;
            default:
                writer.WriteString(
                    "error",
                    "This resource does not support generation in the manifest."
                );
                return;
        }

        await WriteArgumentsAsync(writer, resource, cancellationToken).ConfigureAwait(false);
        await WriteEnvironmentAsync(writer, resource, execution, cancellationToken)
            .ConfigureAwait(false);
        WriteBindings(writer, resource);
    }

    private static void WriteParameter(Utf8JsonWriter writer, ParameterResource parameter)
    {
        writer.WriteString("type", "parameter.v0");
        if (parameter is IResourceWithConnectionString)
        {
            writer.WriteString("connectionString", parameter.ValueExpression);
        }

        writer.WriteString("value", $"{{{parameter.Name}.inputs.value}}");
        writer.WriteStartObject("inputs");
        writer.WriteStartObject("value");
        writer.WriteString("type", "string");
        if (parameter.Secret)
        {
            writer.WriteBoolean("secret", true);
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static async Task WriteArgumentsAsync(
        Utf8JsonWriter writer,
        IResource resource,
        CancellationToken cancellationToken
    )
    {
        List<object> arguments = [];
        var context = new CommandLineArgsCallbackContext(arguments, cancellationToken);
        foreach (var annotation in resource.Annotations.OfType<CommandLineArgsCallbackAnnotation>())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        if (arguments.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("args");
        arguments.ForEach(argument => writer.WriteStringValue(Expression(argument)));
        writer.WriteEndArray();
    }

    private static async Task WriteEnvironmentAsync(
        Utf8JsonWriter writer,
        IResource resource,
        DistributedApplicationExecutionContext execution,
        CancellationToken cancellationToken
    )
    {
        var context = new EnvironmentCallbackContext(
            execution,
            resource,
            cancellationToken: cancellationToken
        );
        foreach (var annotation in resource.Annotations.OfType<EnvironmentCallbackAnnotation>())
        {
            await annotation.Callback(context).ConfigureAwait(false);
        }

        writer.WriteStartObject("env");
        foreach (var (name, value) in context.EnvironmentVariables)
        {
            writer.WriteString(name, Expression(value));
        }

        writer.WriteEndObject();
    }

    private static void WriteBindings(Utf8JsonWriter writer, IResource resource)
    {
        var endpoints = resource.Annotations.OfType<EndpointAnnotation>().ToArray();
        if (endpoints.Length == 0)
        {
            return;
        }

        writer.WriteStartObject("bindings");
        foreach (var endpoint in endpoints)
        {
            writer.WriteStartObject(endpoint.Name);
            writer.WriteString("scheme", endpoint.UriScheme);
            writer.WriteString("protocol", endpoint.Protocol.ToString().ToLowerInvariant());
            writer.WriteString("transport", endpoint.Transport);
            if (endpoint.Port is { } port)
            {
                writer.WriteNumber("port", port);
            }

            if (endpoint.TargetPort is { } targetPort)
            {
                writer.WriteNumber("targetPort", targetPort);
            }

            if (endpoint.IsExternal)
            {
                writer.WriteBoolean("external", true);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }

    private static string? Expression(object value) =>
        value is IManifestExpressionProvider expression
            ? expression.ValueExpression
            : value.ToString();

    private static string Relative(string folder, string path) =>
        Path.GetRelativePath(folder, path).Replace('\\', '/');
}
