using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;

namespace TimurApiConnect.ServiceDefaults;

/// <summary>Writes what <c>/health</c> answers.</summary>
internal sealed partial class HealthReportJson(
    TimeProvider clock,
    IHostEnvironment environment,
    IConfiguration configuration
)
{
    private readonly long _started = clock.GetTimestamp();

    public Task WriteAsync(HttpContext context, HealthReport report)
    {
        var answer = new Answer(
            report.Status.ToString(),
            configuration["OTEL_SERVICE_NAME"] ?? environment.ApplicationName,
            ProductInfo.InformationalVersion,
            TimeSpan.FromSeconds(Math.Floor(clock.GetElapsedTime(_started).TotalSeconds)),
            [
                .. report.Entries.Select(entry => new Check(
                    entry.Key,
                    entry.Value.Status.ToString(),
                    Description(entry.Value),
                    entry.Value.Duration
                )),
            ]
        );
        return context.Response.WriteAsJsonAsync(
            answer,
            Json.Default.Answer,
            cancellationToken: context.RequestAborted
        );
    }

    // A check that throws gets the exception's text as its description, and such texts hold connection strings.
    private static string? Description(HealthReportEntry entry) =>
        entry.Exception is { } exception
        && string.Equals(entry.Description, exception.Message, StringComparison.Ordinal)
            ? exception.GetType().Name
            : entry.Description;

    internal sealed record Check(
        string Name,
        string Status,
        string? Description,
        TimeSpan Duration
    );

    internal sealed record Answer(
        string Status,
        string Service,
        string Version,
        TimeSpan Uptime,
        IReadOnlyList<Check> Checks
    );

    [JsonSourceGenerationOptions(JsonSerializerDefaults.Web, WriteIndented = true)]
    [JsonSerializable(typeof(Answer))]
    internal sealed partial class Json : JsonSerializerContext;
}
