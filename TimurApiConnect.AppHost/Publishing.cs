namespace TimurApiConnect.AppHost;

/// <summary>What differs when the application is described for a deployment instead of run here.</summary>
internal static partial class Publishing
{
    private const string OldTarget = "Deployment:Target";
    private const string Servers = "Deployment:Servers";
    private const string Existing = "existing";

    /// <summary>
    /// Where the description is for: what the build was told, <c>-p:Deploy=compose</c> or <c>kubernetes</c>, else the manifest that azd reads.
    /// </summary>
    /// <exception cref="DistributedApplicationException">The setting of earlier versions is given.</exception>
    public static void AddDeployment(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        if (builder.Configuration[OldTarget] is { Length: > 0 } target)
        {
            throw new DistributedApplicationException(
                $"{OldTarget} is no setting any more. Build the AppHost with -p:Deploy={target}; see docs/deployment.md."
            );
        }

        AddComputeEnvironment(builder);
    }

    /// <summary>Redis beside the services; with <c>Deployment:Servers=existing</c> one that is there already: its connection string is asked for.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddPublishedCache(
        this IDistributedApplicationBuilder builder,
        string name
    ) =>
        UsesExistingServers(builder)
            ? builder.AddConnectionString(name)
            : builder.AddRedis(name).WithDataVolume().WithPersistence();

    /// <summary>PostgreSQL beside the services, or one that is there already, as <see cref="AddPublishedCache"/>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddPublishedDatabase(
        this IDistributedApplicationBuilder builder,
        string name
    ) =>
        UsesExistingServers(builder)
            ? builder.AddConnectionString(name)
            : builder.AddPostgres("postgres").WithDataVolume().AddDatabase(name);

    /// <summary>
    /// How it is found out whether a service is well: by the AppHost while it runs here, by the platform's probes where it is deployed. A probe
    /// would bring the AppHost's check a second time.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithHealth(
        this IResourceBuilder<ProjectResource> service
    ) =>
        service.ApplicationBuilder.ExecutionContext.IsRunMode
            ? service.WithHttpHealthCheck("/health")
            : service
                .WithHttpProbe(ProbeType.Readiness, "/health", timeoutSeconds: 5)
                .WithHttpProbe(ProbeType.Liveness, "/alive", timeoutSeconds: 5);

    /// <summary>Gateways keep nothing to themselves: where they are deployed there may be any number, setting <c>Gateways:Replicas</c>.</summary>
    public static IResourceBuilder<ProjectResource> WithPublishedReplicas(
        this IResourceBuilder<ProjectResource> gateway
    )
    {
        var builder = gateway.ApplicationBuilder;
        return builder.ExecutionContext.IsPublishMode
            ? gateway.WithReplicas(builder.Configuration.GetValue("Gateways:Replicas", 1))
            : gateway;
    }

    static partial void AddComputeEnvironment(IDistributedApplicationBuilder builder);

    private static bool UsesExistingServers(IDistributedApplicationBuilder builder) =>
        builder.Configuration[Servers] is Existing;
}
