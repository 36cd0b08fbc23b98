using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Serilog;
using Serilog.Extensions.Logging;
using TimurApiConnect.ServiceDefaults.Logs;
using TimurApiConnect.ServiceDefaults.Secrets;

namespace Microsoft.Extensions.Hosting;

/// <summary>The daily log file.</summary>
public static class LogFileExtensions
{
    /// <summary>
    /// Writes <c>logs/&lt;service&gt;-yyyyMMdd.log</c> beside the console and the telemetry: the file is there when nobody had set up a
    /// collector. Settings: <see cref="LogFileOptions"/>; levels as everywhere (<c>Logging:LogLevel</c>).
    /// </summary>
    /// <exception cref="InvalidOperationException">A setting cannot work; the message says which and what instead.</exception>
    public static TBuilder AddLogFile<TBuilder>(this TBuilder builder)
        where TBuilder : IHostApplicationBuilder
    {
        var options =
            builder.Configuration.GetSection(LogFileOptions.Section).Get<LogFileOptions>() ?? new();
        options.Check();
        var inContainer = builder.Configuration["DOTNET_RUNNING_IN_CONTAINER"] == "true";
        var folder = options.Folder ?? (inContainer ? "" : "logs");
        if (string.IsNullOrWhiteSpace(folder))
        {
            return builder;
        }

        var path = Path.Combine(Path.GetFullPath(folder), $"{ServiceName(builder)}-.log");
        var health = new LogFileHealth();
        var logger = new LoggerConfiguration()
            .MinimumLevel.Verbose()
            .WriteTo.Fallible(
                file =>
                    file.File(
                        new LogLine(new SecretValues(builder.Configuration)),
                        path,
                        rollingInterval: RollingInterval.Day,
                        fileSizeLimitBytes: options.MaxMegabytes * 1024L * 1024,
                        rollOnFileSizeLimit: true,
                        retainedFileCountLimit: null,
                        retainedFileTimeLimit: TimeSpan.FromDays(options.KeepDays),
                        // Several replicas of a service on one machine write the same file.
                        shared: true,
                        encoding: new UTF8Encoding(false)
                    ),
                health
            )
            .CreateLogger();
        // As a provider among others, so that the levels of the settings count; AddSerilog would switch them off for the file.
        builder.Services.AddSingleton<ILoggerProvider>(_ => new SerilogLoggerProvider(
            logger,
            dispose: true
        ));
        builder.Services.AddHealthChecks().AddCheck("log-file", health);
        return builder;
    }

    // Under Aspire the resource's name, else the program's: TimurApiConnect.Gateway → gateway.
    private static string ServiceName(IHostApplicationBuilder builder)
    {
        var name = builder.Configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given
            ? given
            : builder.Environment.ApplicationName.Split('.')[^1];
        return string.Concat(
            name.ToLowerInvariant().Select(c => char.IsAsciiLetterOrDigit(c) ? c : '-')
        );
    }
}
