using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Hosting;
using TimurApiConnect.Core;

namespace TimurApiConnect.ServiceDefaults;

/// <summary>Writes what <c>/health</c> answers.</summary>
internal sealed partial class HealthReportJson(
    TimeProvider clock,
    IHostEnvironment environment,
    IConfiguration configuration
)
{
    // The default escapes the + of a version, as if the answer were to stand in a page.
    private static readonly Json Readable = new(
        new JsonSerializerOptions(JsonSerializerDefaults.Web)
        {
            WriteIndented = true,
            Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        }
    );

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
            Readable.Answer,
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

    [JsonSerializable(typeof(Answer))]
    internal sealed partial class Json : JsonSerializerContext;
}
