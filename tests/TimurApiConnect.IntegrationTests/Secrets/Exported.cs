using System.Collections.Concurrent;
using System.Diagnostics;
using OpenTelemetry;
using OpenTelemetry.Logs;

namespace TimurApiConnect.IntegrationTests.Secrets;

/// <summary>What an exporter of telemetry would send, as text.</summary>
internal sealed class Exported<T> : BaseProcessor<T>
{
    private readonly ConcurrentQueue<string> _seen = new();

    public IReadOnlyCollection<string> Seen => _seen;

    public override void OnEnd(T data) =>
        _seen.Enqueue(
            data switch
            {
                LogRecord log => Text(log),
                Activity span => Text(span),
                _ => "",
            }
        );

    private static string Text(LogRecord log)
    {
        var scopes = new List<string>();
        log.ForEachScope(
            static (scope, all) =>
            {
                all.Add($"{scope.Scope}");
                foreach (var named in scope)
                {
                    all.Add($"{named}");
                }
            },
            scopes
        );
        return $"{log.CategoryName} {log.FormattedMessage} {log.Body} {string.Join(' ', log.Attributes ?? [])} {log.Exception} {string.Join(' ', scopes)}";
    }

    private static string Text(Activity span) =>
        $"{span.DisplayName} {string.Join(' ', span.TagObjects)} {string.Join(' ', span.Baggage)} {span.TraceStateString} {span.StatusDescription} {string.Join(' ', span.Events.Select(e => $"{e.Name} {string.Join(' ', e.Tags)}"))}";
}
