using Microsoft.Extensions.Logging;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>Masks secrets in scopes at the moment when somebody reads them: the console, the file and the telemetry get the same.</summary>
internal sealed class MaskedScopes(SecretValues secrets) : IExternalScopeProvider
{
    private readonly LoggerExternalScopeProvider _scopes = new();

    public IDisposable Push(object? state) => _scopes.Push(state);

    public void ForEachScope<TState>(Action<object?, TState> callback, TState state) =>
        _scopes.ForEachScope(
            static (scope, all) => all.callback(all.masked.Masked(scope), all.state),
            (callback, masked: this, state)
        );

    private object? Masked(object? scope)
    {
        if (scope is not IEnumerable<KeyValuePair<string, object?>> named)
        {
            return secrets.Mask(scope);
        }

        // A scope is copied only when there is something to be masked in it.
        return named.Any(n => !ReferenceEquals(secrets.Mask(n.Value), n.Value))
            ? new Copy(
                named.Select(n => new KeyValuePair<string, object?>(n.Key, secrets.Mask(n.Value))),
                secrets.Mask($"{scope}")
            )
            : scope;
    }

    private sealed class Copy(IEnumerable<KeyValuePair<string, object?>> named, string text)
        : List<KeyValuePair<string, object?>>(named)
    {
        public override string ToString() => text;
    }
}
