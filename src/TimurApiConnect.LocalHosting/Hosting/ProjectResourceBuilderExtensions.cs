using Aspire.Hosting.ApplicationModel;
using Aspire.Hosting.Running;
using Microsoft.Extensions.Hosting;

namespace Aspire.Hosting;

/// <summary>Adds .NET projects.</summary>
public static class ProjectResourceBuilderExtensions
{
    /// <summary>Adds a project that the AppHost references, with its first launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name
    )
        where TProject : IProjectMetadata, new() =>
        builder.AddProject<TProject>(name, launchProfileName: null);

    /// <summary>Adds a project that the AppHost references, with that launch profile.</summary>
    public static IResourceBuilder<ProjectResource> AddProject<TProject>(
        this IDistributedApplicationBuilder builder,
        string name,
        string? launchProfileName
    )
        where TProject : IProjectMetadata, new()
    {
        var metadata = new TProject();
        var project = builder
            .AddResource(new ProjectResource(name))
            .WithAnnotation<IProjectMetadata>(metadata);
        var (profileName, profile) = Profile(builder, metadata, launchProfileName);
        if (builder.ExecutionContext.IsPublishMode)
        {
            return project.AsPublished(profile);
        }

        foreach (var (endpointName, address) in Addresses(profile))
        {
            project.WithEndpoint(
                endpointName,
                e =>
                {
                    e.Port = address.Port;
                    e.TargetHost = address.Host;
                    e.UriScheme = address.Scheme;
                    e.FromLaunchProfile = true;
                }
            );
        }

        if (profile?.CommandLineArgs is { Length: > 0 } args)
        {
            project.WithArgs(args.Split(' ', StringSplitOptions.RemoveEmptyEntries));
        }

        return project
            .WithEnvironment(context => AddDefaults(context, builder))
            .WithEnvironment(context => AddProfile(context, profileName, profile));
    }

    /// <summary>
    /// Runs that many processes. With more than one, each listens on a free port of its own, and what others see as the
    /// project's address is the first one's: Aspire's proxy, which shares requests out, has no counterpart here.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithReplicas(
        this IResourceBuilder<ProjectResource> builder,
        int replicas
    )
    {
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(replicas);
        return builder.WithAnnotation(
            new ReplicaAnnotation(replicas),
            ResourceAnnotationMutationBehavior.Replace
        );
    }

    /// <summary>
    /// What a deployment knows of a project: that it listens, if its launch profile has an address; ports, addresses and variables of the profile
    /// are of this machine.
    /// </summary>
    private static IResourceBuilder<ProjectResource> AsPublished(
        this IResourceBuilder<ProjectResource> project,
        LaunchProfile? profile
    )
    {
        project.WithEnvironment("OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY", "in_memory");
        if (profile?.ApplicationUrl is null)
        {
            return project;
        }

        project.WithEndpoint("http", e => e.UriScheme = "http");
        project.WithEndpoint("https", e => e.UriScheme = "https");
        // The container listens without TLS; what stands before it has the certificate.
        var port = project.GetEndpoint("http").Property(EndpointProperty.TargetPort);
        return project
            .WithEnvironment("ASPNETCORE_FORWARDEDHEADERS_ENABLED", "true")
            .WithEnvironment("HTTP_PORTS", ReferenceExpression.Create($"{port}"));
    }

    private static void AddDefaults(
        EnvironmentCallbackContext context,
        IDistributedApplicationBuilder builder
    )
    {
        var variables = context.EnvironmentVariables;
        variables["OTEL_DOTNET_EXPERIMENTAL_OTLP_RETRY"] = "in_memory";
        variables["LOGGING__CONSOLE__FORMATTERNAME"] = "simple";
        variables["DOTNET_SYSTEM_CONSOLE_ALLOW_ANSI_COLOR_REDIRECTION"] = "true";
        if (builder.Environment.IsDevelopment())
        {
            variables["OTEL_DOTNET_EXPERIMENTAL_ASPNETCORE_DISABLE_URL_QUERY_REDACTION"] = "true";
            variables["OTEL_DOTNET_EXPERIMENTAL_HTTPCLIENT_DISABLE_URL_QUERY_REDACTION"] = "true";
        }

        Dashboard.AddTelemetry(context, builder);
        if (context.Resource.Annotations.OfType<EndpointAnnotation>().Any())
        {
            variables["ASPNETCORE_URLS"] = new InstanceUrls();
        }
    }

    private static void AddProfile(
        EnvironmentCallbackContext context,
        string? name,
        LaunchProfile? profile
    )
    {
        if (profile is null)
        {
            return;
        }

        // Anything that the AppHost says goes before what the profile says.
        context.EnvironmentVariables.TryAdd("DOTNET_LAUNCH_PROFILE", name!);
        foreach (var (key, value) in profile.EnvironmentVariables)
        {
            context.EnvironmentVariables.TryAdd(
                key,
                System.Environment.ExpandEnvironmentVariables(value)
            );
        }
    }

    private static (string? Name, LaunchProfile? Profile) Profile(
        IDistributedApplicationBuilder builder,
        IProjectMetadata metadata,
        string? wanted
    )
    {
        var profiles = LaunchSettings.Read(metadata)?.Profiles ?? [];
        if (wanted is not null)
        {
            return profiles.TryGetValue(wanted, out var named)
                ? (wanted, named)
                : throw new DistributedApplicationException(
                    $"{metadata.ProjectPath} has no launch profile '{wanted}'. It has: {string.Join(", ", profiles.Keys)}."
                );
        }

        var own =
            builder.Configuration["AppHost:DefaultLaunchProfileName"]
            ?? builder.Configuration["DOTNET_LAUNCH_PROFILE"];
        if (own is not null && profiles.TryGetValue(own, out var same))
        {
            return (own, same);
        }

        var first = profiles.FirstOrDefault(p => p.Value.CommandName == "Project");
        return (first.Key, first.Value);
    }

    private static IEnumerable<(string Name, Uri Address)> Addresses(LaunchProfile? profile)
    {
        Dictionary<string, int> seen = new(StringComparer.Ordinal);
        foreach (
            var text in profile?.ApplicationUrl?.Split(';', StringSplitOptions.RemoveEmptyEntries)
                ?? []
        )
        {
            var address = new Uri(text);
            var count = seen[address.Scheme] = seen.GetValueOrDefault(address.Scheme) + 1;
            yield return (count == 1 ? address.Scheme : $"{address.Scheme}{count}", address);
        }
    }
}
