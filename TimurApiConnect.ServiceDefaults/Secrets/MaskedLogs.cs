using OpenTelemetry;
using OpenTelemetry.Logs;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>Masks secrets in log records before they are exported.</summary>
internal sealed class MaskedLogs(SecretValues secrets) : BaseProcessor<LogRecord>
{
    public override void OnEnd(LogRecord data)
    {
        data.FormattedMessage = data.FormattedMessage is { } message ? secrets.Mask(message) : null;
        data.Body = data.Body is { } body ? secrets.Mask(body) : null;
        data.Attributes = data
            .Attributes?.Select(a => new KeyValuePair<string, object?>(
                a.Key,
                secrets.Mask(a.Value)
            ))
            .ToArray();
        if (
            data.Exception is { } error
            && secrets.Mask(error.ToString()) is var masked
            && masked != error.ToString()
        )
        {
            // An exception's text cannot be changed; its name and masked text go instead of it.
            data.Exception = new MaskedException(masked);
        }
    }

    private sealed class MaskedException(string text) : Exception(text)
    {
        public override string ToString() => Message;
    }
}
