namespace TimurApiConnect.AppHost;

/// <summary>What differs when the application is described for a deployment instead of run here.</summary>
internal static class Publishing
{
    private const string Target = "Deployment:Target";
#if ASPIRE_PACKAGES
    private const string Servers = "Deployment:Servers";
    private const string Existing = "existing";
#endif

    /// <summary>
    /// Where the description is for, setting <c>Deployment:Target</c>: <c>compose</c>, <c>kubernetes</c>, or nothing, which is the manifest that azd
    /// reads.
    /// </summary>
    public static void AddDeployment(this IDistributedApplicationBuilder builder)
    {
        if (!builder.ExecutionContext.IsPublishMode)
        {
            return;
        }

        switch (builder.Configuration[Target])
        {
            case null or "":
                break;
#if ASPIRE_PACKAGES
            case "compose":
                builder.AddDockerComposeEnvironment("compose");
                break;
#endif
#if ASPIRE_KUBERNETES
            case "kubernetes":
                builder.AddKubernetesEnvironment("kubernetes");
                break;
#endif
            case "compose" or "kubernetes":
                throw new DistributedApplicationException(
                    $"{Target}={builder.Configuration[Target]} needs a package that this AppHost was built without. Build it with -p:UseAspirePackages=true, for Kubernetes also with -p:AspireKubernetesVersion=<version>; see docs/deployment.md."
                );
            case var other:
                throw new DistributedApplicationException(
                    $"{Target} is \"{other}\". Write compose or kubernetes, or leave it out for the manifest that azd reads."
                );
        }
    }

    /// <summary>
    /// Redis beside the services. With <c>Deployment:Servers=existing</c>, and without Aspire's packages, one that is there already: its connection
    /// string is asked for.
    /// </summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddPublishedCache(
        this IDistributedApplicationBuilder builder,
        string name
    )
    {
#if ASPIRE_PACKAGES
        if (builder.Configuration[Servers] is not Existing)
        {
            return builder.AddRedis(name).WithDataVolume().WithPersistence();
        }
#endif
        return builder.AddConnectionString(name);
    }

    /// <summary>PostgreSQL beside the services, or one that is there already, as <see cref="AddPublishedCache"/>.</summary>
    public static IResourceBuilder<IResourceWithConnectionString> AddPublishedDatabase(
        this IDistributedApplicationBuilder builder,
        string name
    )
    {
#if ASPIRE_PACKAGES
        if (builder.Configuration[Servers] is not Existing)
        {
            return builder.AddPostgres("postgres").WithDataVolume().AddDatabase(name);
        }
#endif
        return builder.AddConnectionString(name);
    }

    /// <summary>
    /// How it is found out whether a service is well: by the AppHost while it runs here, by the platform's probes where it is deployed. A probe
    /// would bring the AppHost's check a second time.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithHealth(
        this IResourceBuilder<ProjectResource> service
    )
    {
        if (service.ApplicationBuilder.ExecutionContext.IsRunMode)
        {
            return service.WithHttpHealthCheck("/health");
        }

#pragma warning disable ASPIREPROBES001 // Probes may still change in Aspire; the compiler will tell.
        return service
            .WithHttpProbe(ProbeType.Readiness, "/health", timeoutSeconds: 5)
            .WithHttpProbe(ProbeType.Liveness, "/alive", timeoutSeconds: 5);
#pragma warning restore ASPIREPROBES001
    }

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
}
