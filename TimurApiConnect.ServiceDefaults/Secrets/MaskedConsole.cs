using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>Masks secrets in what another formatter would write to the console: in a container that is what gets collected and kept.</summary>
internal sealed class MaskedConsole(ConsoleFormatter inner, SecretValues secrets)
    : ConsoleFormatter(inner.Name),
        IDisposable
{
    public override void Write<TState>(
        in LogEntry<TState> logEntry,
        IExternalScopeProvider? scopeProvider,
        TextWriter textWriter
    )
    {
        using var text = new StringWriter();
        inner.Write(logEntry, scopeProvider, text);
        textWriter.Write(secrets.Mask(text.ToString()));
    }

    public void Dispose() => (inner as IDisposable)?.Dispose();
}
