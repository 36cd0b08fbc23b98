using System.Text.Json;
using System.Text.Json.Serialization;
using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

/// <summary>Where a project is. The build makes a class of this kind for each project that the AppHost references.</summary>
public interface IProjectMetadata : IResourceAnnotation
{
    /// <summary>The project file.</summary>
    string ProjectPath { get; }

    /// <summary>The launch settings; null to read them from the project's folder.</summary>
    LaunchSettings? LaunchSettings => null;

    /// <summary>Whether the project was built together with the AppHost.</summary>
    bool SuppressBuild => false;
}

/// <summary>
/// What the build knows and Aspire's own metadata do not say: which assembly the project makes. With it a project is
/// started without asking MSBuild, which takes seconds.
/// </summary>
public interface IBuiltProject
{
    /// <summary>The assembly.</summary>
    string AssemblyPath { get; }
}

/// <summary>A project's <c>Properties/launchSettings.json</c>.</summary>
public sealed class LaunchSettings
{
    /// <summary>The profiles by name.</summary>
    [JsonPropertyName("profiles")]
    public Dictionary<string, LaunchProfile> Profiles { get; set; } = [];

    internal static LaunchSettings? Read(IProjectMetadata project)
    {
        if (project.LaunchSettings is { } given)
        {
            return given;
        }

        var path = Path.Combine(
            Path.GetDirectoryName(project.ProjectPath)!,
            "Properties",
            "launchSettings.json"
        );
        if (!File.Exists(path))
        {
            return null;
        }

        try
        {
            return JsonSerializer.Deserialize<LaunchSettings>(File.ReadAllText(path), Lenient);
        }
        catch (JsonException e)
        {
            throw new DistributedApplicationException($"{path} cannot be read: {e.Message}", e);
        }
    }

    private static readonly JsonSerializerOptions Lenient = new()
    {
        ReadCommentHandling = JsonCommentHandling.Skip,
        AllowTrailingCommas = true,
    };
}

/// <summary>A way to launch a project.</summary>
public sealed class LaunchProfile
{
    /// <summary>What the profile launches; <c>Project</c> is the only one of use here.</summary>
    [JsonPropertyName("commandName")]
    public string? CommandName { get; set; }

    /// <summary>The addresses, separated by semicolons.</summary>
    [JsonPropertyName("applicationUrl")]
    public string? ApplicationUrl { get; set; }

    /// <summary>The arguments.</summary>
    [JsonPropertyName("commandLineArgs")]
    public string? CommandLineArgs { get; set; }

    /// <summary>The environment variables.</summary>
    [JsonPropertyName("environmentVariables")]
    public Dictionary<string, string> EnvironmentVariables { get; set; } = [];
}

/// <summary>A resource whose endpoints other resources find by its name.</summary>
public interface IResourceWithServiceDiscovery : IResourceWithEndpoints;
