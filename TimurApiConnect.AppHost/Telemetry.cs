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
}
