using System.Globalization;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using TimurApiConnect.ServiceDefaults.Secrets;

namespace TimurApiConnect.ServiceDefaults.Logs;

/// <summary>
/// One event as a line for people, secrets masked:
/// <code>2026-11-24 12:00:01.123 +05:00 WRN RunExecutor | shop=demo run=12 trace=4bf92f… | Al-Style, quantity-price: connected-but-silent after 20.0 s. …</code>
/// </summary>
/// <param name="secrets">What may not be written.</param>
public sealed class LogLine(SecretValues secrets) : ITextFormatter
{
    // Texts without quotes (l), objects as JSON (j).
    private static readonly MessageTemplateTextFormatter Messages = new(
        "{Message:lj}",
        CultureInfo.InvariantCulture
    );

    // What scopes name and people search for, in this order.
    private static readonly string[] Named = ["shop", "account", "run", "order"];

    /// <inheritdoc/>
    public void Format(LogEvent logEvent, TextWriter output)
    {
        var line = string.Create(
            CultureInfo.InvariantCulture,
            $"{logEvent.Timestamp.ToOffset(AlmatyTime.Offset):yyyy-MM-dd HH:mm:ss.fff zzz} {Level(logEvent.Level)} {Source(logEvent)} | {About(logEvent)}| {OneLine(Message(logEvent))}"
        );
        output.WriteLine(secrets.Mask(line));
        if (logEvent.Exception is { } error)
        {
            foreach (var text in secrets.Mask(error.ToString()).Split('\n'))
            {
                output.Write("    ");
                output.WriteLine(OneLine(text.TrimEnd('\r')));
            }
        }
    }

    private static string Message(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        Messages.Format(logEvent, text);
        return text.ToString();
    }

    private static string Level(LogEventLevel level) =>
        level switch
        {
            LogEventLevel.Verbose => "TRC",
            LogEventLevel.Debug => "DBG",
            LogEventLevel.Information => "INF",
            LogEventLevel.Warning => "WRN",
            LogEventLevel.Error => "ERR",
            _ => "CRT",
        };

    private static string Source(LogEvent logEvent) =>
        Text(logEvent, "SourceContext") is { } category
            ? category[(category.LastIndexOf('.') + 1)..]
            : "-";

    private static string About(LogEvent logEvent)
    {
        var named = Named
            .Select(name => (name, Text(logEvent, name)))
            .Append(("trace", logEvent.TraceId?.ToHexString()))
            .Where(pair => pair.Item2 is not null)
            .Select(pair => $"{pair.Item1}={OneLine(pair.Item2!)} ");
        return string.Concat(named);
    }

    private static string? Text(LogEvent logEvent, string name) =>
        logEvent.Properties.TryGetValue(name, out var value)
            ? (value as ScalarValue)?.Value is string text
                ? text
                : value.ToString(null, CultureInfo.InvariantCulture)
            : null;

    // A vendor's text must not be able to begin a line of its own.
    private static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyInRange('\0', '\x1F'))
        {
            return text;
        }

        return string.Concat(
            text.Select(c =>
                c switch
                {
                    '\n' => "\\n",
                    '\r' => "\\r",
                    '\t' => "    ",
                    < ' ' => "?",
                    _ => c.ToString(),
                }
            )
        );
    }
}
