using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace TimurApiConnect.IntegrationTests.Telemetry;

/// <summary>Takes telemetry by OTLP over HTTP, as a collector does, and keeps it.</summary>
internal sealed class OtlpReceiver : IAsyncDisposable
{
    private readonly WebApplication _app;
    private readonly ConcurrentQueue<SeenSpan> _spans = new();
    private readonly ConcurrentQueue<SeenLog> _logs = new();

    private OtlpReceiver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        _app = builder.Build();
        _app.MapPost("/v1/{signal}", TakeAsync);
    }

    public IReadOnlyList<SeenSpan> Spans => [.. _spans];

    public IReadOnlyList<SeenLog> Logs => [.. _logs];

    public static async Task<OtlpReceiver> StartAsync()
    {
        var receiver = new OtlpReceiver();
        await receiver._app.StartAsync();
        return receiver;
    }

    /// <summary>What makes a service send here, several times a second.</summary>
    public string[] SettingsFor(string service) => SettingsFor(new Uri(_app.Urls.First()), service);

    /// <summary>What makes a service send there.</summary>
    public static string[] SettingsFor(Uri address, string service) =>
        [
            $"OTEL_EXPORTER_OTLP_ENDPOINT={address.GetLeftPart(UriPartial.Authority)}",
            "OTEL_EXPORTER_OTLP_PROTOCOL=http/protobuf",
            $"OTEL_SERVICE_NAME={service}",
            "OTEL_BSP_SCHEDULE_DELAY=200",
            "OTEL_BLRP_SCHEDULE_DELAY=200",
        ];

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task TakeAsync(string signal, HttpRequest request)
    {
        using var bytes = new MemoryStream();
        await request.Body.CopyToAsync(bytes);
        switch (signal)
        {
            case "traces":
                foreach (var span in OtlpReader.Spans(bytes.ToArray()))
                {
                    _spans.Enqueue(span);
                }

                break;
            case "logs":
                foreach (var log in OtlpReader.Logs(bytes.ToArray()))
                {
                    _logs.Enqueue(log);
                }

                break;
            default:
                break;
        }
    }
}
