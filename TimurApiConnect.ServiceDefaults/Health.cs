using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Diagnostics.HealthChecks;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using TimurApiConnect.ServiceDefaults;

namespace Microsoft.Extensions.Hosting;

/// <summary>Whether a service works, for the AppHost, a load balancer and people.</summary>
public static class HealthExtensions
{
    /// <summary>Every check: may this service be sent work?</summary>
    public const string HealthPath = "/health";

    /// <summary>The checks tagged <see cref="LiveTag"/>: would a restart help?</summary>
    public const string AlivePath = "/alive";

    /// <summary>The tag of checks that say the process itself is well, without asking anybody else.</summary>
    public const string LiveTag = "live";

    /// <summary>Adds the check <c>self</c>: a process that answers at all is alive.</summary>
    public static TBuilder AddDefaultHealthChecks<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        builder.Services.TryAddSingleton(TimeProvider.System);
        builder.Services.TryAddSingleton<HealthReportJson>();
        builder
            .Services.AddHealthChecks()
            .AddCheck("self", () => HealthCheckResult.Healthy(), [LiveTag]);
        return builder;
    }

    /// <summary>
    /// Maps <c>/health</c> and <c>/alive</c>, in every environment: the services listen on the loopback address and what
    /// stands before them decides what the world sees. Degraded answers 200, because such a service still serves.
    /// </summary>
    public static WebApplication MapDefaultEndpoints(this WebApplication app)
    {
        var writer = app.Services.GetRequiredService<HealthReportJson>();
        app.MapHealthChecks(
                HealthPath,
                new HealthCheckOptions { ResponseWriter = writer.WriteAsync }
            )
            .AllowAnonymous();
        app.MapHealthChecks(
                AlivePath,
                new HealthCheckOptions
                {
                    ResponseWriter = writer.WriteAsync,
                    Predicate = check => check.Tags.Contains(LiveTag),
                }
            )
            .AllowAnonymous();
        return app;
    }
}
