namespace Microsoft.Extensions.Hosting;

/// <summary>What every service of the product does the same way.</summary>
public static class ServiceDefaultsExtensions
{
    /// <summary>Adds telemetry, the log file, the mask over the console, health checks, service discovery and the defaults of all HTTP clients.</summary>
    public static TBuilder AddServiceDefaults<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder =>
        builder
            .ConfigureOpenTelemetry()
            .AddLogFile()
            .MaskConsole()
            .AddDefaultHealthChecks()
            .AddHttpDefaults();
}
