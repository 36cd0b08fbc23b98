using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Trace;
using TimurApiConnect.ServiceDefaults.Secrets;

namespace Microsoft.Extensions.Hosting;

/// <summary>Logs, traces and metrics by OpenTelemetry.</summary>
public static class TelemetryExtensions
{
    /// <summary>The name pattern that every activity source and meter of the product follows.</summary>
    public const string OwnSources = "TimurApiConnect.*";

    /// <summary>Collects telemetry, and sends it when <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> says where to.</summary>
    public static TBuilder ConfigureOpenTelemetry<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        SecretValues.Add(builder.Services);
        builder.Logging.AddOpenTelemetry(logging =>
        {
            logging.IncludeFormattedMessage = true;
            logging.IncludeScopes = true;
            logging.AddProcessor(services => new MaskedLogs(
                services.GetRequiredService<SecretValues>()
            ));
        });
        var sampler = TraceSampler.Of(builder.Configuration);
        var telemetry = builder
            .Services.AddOpenTelemetry()
            .WithMetrics(metrics =>
                metrics
                    .AddAspNetCoreInstrumentation()
                    .AddHttpClientInstrumentation()
                    .AddRuntimeInstrumentation()
                    .AddMeter(OwnSources, "Polly")
            )
            .WithTracing(tracing =>
                tracing
                    .SetSampler(sampler)
                    .AddSource(OwnSources)
                    .AddProcessor(services => new MaskedSpans(
                        services.GetRequiredService<SecretValues>()
                    ))
                    .AddAspNetCoreInstrumentation(options => options.Filter = IsNotHealth)
                    .AddHttpClientInstrumentation()
            );

        if (IsSent(builder.Configuration))
        {
            telemetry.UseOtlpExporter();
        }

        return builder;
    }

    /// <summary>Whether somebody takes the telemetry.</summary>
    internal static bool IsSent(IConfiguration configuration) =>
        !string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]);

    // A probe every few seconds would bury the traces that somebody wants to read.
    private static bool IsNotHealth(HttpContext context) =>
        !context.Request.Path.StartsWithSegments(
            HealthExtensions.HealthPath,
            StringComparison.OrdinalIgnoreCase
        )
        && !context.Request.Path.StartsWithSegments(
            HealthExtensions.AlivePath,
            StringComparison.OrdinalIgnoreCase
        );
}
