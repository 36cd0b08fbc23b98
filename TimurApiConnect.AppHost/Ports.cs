namespace TimurApiConnect.AppHost;

/// <summary>Fixed ports: addresses that people write into Kaspi's cabinet and into scripts.</summary>
internal static class Ports
{
    /// <summary>
    /// Gives a resource the port of the setting. Where there is one of it, without a proxy in between: when it is not there the port is closed, and a
    /// caller knows at once. Replicas share the port through Aspire's proxy.
    /// </summary>
    public static IResourceBuilder<T> WithPort<T>(
        this IResourceBuilder<T> resource,
        string endpoint,
        string setting,
        int otherwise
    )
        where T : IResourceWithEndpoints
    {
        var builder = resource.ApplicationBuilder;
        if (builder.ExecutionContext.IsPublishMode)
        {
            return resource;
        }

        var port = Of(builder, setting, otherwise);
        var isAlone =
            resource.Resource.Annotations.OfType<ReplicaAnnotation>().LastOrDefault()
            is null
                or { Replicas: 1 };
        return resource.WithEndpoint(
            endpoint,
            e =>
            {
                e.Port = port;
                e.TargetPort = isAlone ? port : null;
                e.IsProxied = !isAlone;
            }
        );
    }

    /// <summary>The port of a setting.</summary>
    /// <exception cref="DistributedApplicationException">It is none.</exception>
    public static int Of(IDistributedApplicationBuilder builder, string setting, int otherwise) =>
        builder.Configuration[setting] is not { Length: > 0 } given ? otherwise
        : int.TryParse(given, out var port) && port is > 0 and < 65536 ? port
        : throw new DistributedApplicationException(
            $"{setting} is \"{given}\". Write a port from 1 to 65535, such as {otherwise}."
        );
}
