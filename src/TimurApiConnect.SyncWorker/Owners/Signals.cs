using System.Collections.Concurrent;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>The signals of all owners of this process, by kind and name.</summary>
internal sealed class Signals(TimeProvider clock)
{
    private readonly ConcurrentDictionary<(OwnerKind Kind, string Name), Signal> _signals = new();

    /// <summary>The owner's signal.</summary>
    public Signal Of(OwnerKind kind, string name) =>
        _signals.GetOrAdd((kind, name.ToUpperInvariant()), _ => new Signal(clock));
}
