using Aspire.Hosting.ApplicationModel;

namespace Aspire.Hosting;

public static partial class ResourceBuilderExtensions
{
    /// <summary>
    /// Says how the platform finds out whether the resource is well. Of effect where Aspire's packages write for a platform: the manifest has
    /// no probes.
    /// </summary>
    public static IResourceBuilder<T> WithHttpProbe<T>(
        this IResourceBuilder<T> builder,
        ProbeType type,
        string? path = null,
        int? initialDelaySeconds = null,
        int? periodSeconds = null,
        int? timeoutSeconds = null,
        int? failureThreshold = null,
        int? successThreshold = null,
        string? endpointName = null
    )
        where T : IResourceWithEndpoints, IResourceWithProbes =>
        builder.Resource.Annotations.OfType<EndpointAnnotation>().Any()
            ? builder.WithAnnotation(new EndpointProbeAnnotation(type, path ?? "/"))
            : throw new DistributedApplicationException(
                $"'{builder.Resource.Name}' has no HTTP endpoint to probe."
            );
}
