using System.Text.Json;

namespace TimurApiConnect.AppHostTests;

/// <summary>A span as the dashboard's telemetry API tells it, in OTLP's JSON.</summary>
internal sealed record SeenSpan(string Service, string Name, string Trace, string? Run)
{
    public static IReadOnlyList<SeenSpan> All(JsonElement answer) =>
        [
            .. Each(answer.GetProperty("data"), "resourceSpans")
                .SelectMany(ofService =>
                    Each(ofService, "scopeSpans")
                        .SelectMany(ofSource => Each(ofSource, "spans"))
                        .Select(span => new SeenSpan(
                            Attribute(ofService.GetProperty("resource"), "service.name") ?? "",
                            span.GetProperty("name").GetString()!,
                            span.GetProperty("traceId").GetString()!,
                            Attribute(span, "run")
                        ))
                ),
        ];

    private static string? Attribute(JsonElement owner, string name) =>
        Each(owner, "attributes")
            .Where(a => a.GetProperty("key").GetString() == name)
            .SelectMany(a => a.GetProperty("value").EnumerateObject())
            .Select(v => v.Value.ToString())
            .FirstOrDefault();

    private static IEnumerable<JsonElement> Each(JsonElement owner, string name) =>
        owner.TryGetProperty(name, out var list) ? list.EnumerateArray() : [];
}
