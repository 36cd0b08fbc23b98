using System.Diagnostics;
using Microsoft.Extensions.DependencyInjection;

namespace TimurApiConnect.AppHost;

/// <summary>How services send their telemetry to the dashboard beside them.</summary>
internal static class Telemetry
{
    /// <summary>
    /// When everything stops the dashboard is gone first, and Aspire lets its children try to reach it for ten seconds, the exporter's usual limit.
    /// On one machine two seconds are plenty.
    /// </summary>
    public static IResourceBuilder<ProjectResource> WithTelemetryLimit(
        this IResourceBuilder<ProjectResource> service
    ) =>
        service.ApplicationBuilder.ExecutionContext.IsRunMode
            ? service.WithEnvironment("OTEL_EXPORTER_OTLP_TIMEOUT", "2000")
            : service;

    /// <summary>
    /// A command's request begins its trace at the service. The AppHost sends no spans of its own, and <c>dotnet aspire</c> with its telemetry off marks
    /// what it asks for as not to be traced: a run that was asked for so would be in no trace.
    /// </summary>
    public static void BeginTracesAtServices(this IDistributedApplicationBuilder builder) =>
        builder.Services.ConfigureHttpClientDefaults(http =>
            http.UseSocketsHttpHandler(
                (handler, _) =>
                    handler.ActivityHeadersPropagator =
                        DistributedContextPropagator.CreateNoOutputPropagator()
            )
        );
}
