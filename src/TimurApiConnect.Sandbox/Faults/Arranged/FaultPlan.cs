namespace TimurApiConnect.Sandbox.Faults.Arranged;

/// <summary>
/// The faults that are arranged for one side, in the order in which they were arranged: the first that strikes counts.
/// With none arranged, asking costs one look at an empty list.
/// </summary>
internal sealed class FaultPlan(TimeProvider time)
{
    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _done = new(StringComparer.Ordinal);
    private volatile Arrangement[] _arranged = [];
    private int _id;

    public bool IsEmpty => _arranged.Length == 0;

    /// <summary>How many requests are still to be struck by those arrangements that count them.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return Living().Sum(a => a.Left ?? 0);
            }
        }
    }

    public void Add(Arrangement arrangement)
    {
        lock (_lock)
        {
            arrangement.Id = ++_id;
            _arranged = [.. Living(), arrangement];
        }
    }

    public bool Remove(int id)
    {
        lock (_lock)
        {
            var before = _arranged.Length;
            _arranged = [.. _arranged.Where(a => a.Id != id)];
            return _arranged.Length < before;
        }
    }

    public void Clear()
    {
        lock (_lock)
        {
            _arranged = [];
        }
    }

    public void Forget()
    {
        lock (_lock)
        {
            _arranged = [];
            _done.Clear();
        }
    }

    /// <summary>Whether one of a kind is arranged, in force or not.</summary>
    public bool Has<T>()
        where T : Fault
    {
        var arranged = _arranged;
        return Array.Exists(arranged, a => a.Faults[0] is T);
    }

    /// <summary>The fault that strikes whoever comes now.</summary>
    public T? Take<T>(string? method = null, string verb = "", Func<T, bool>? suits = null)
        where T : Fault
    {
        if (IsEmpty)
        {
            return null;
        }

        lock (_lock)
        {
            var now = time.GetUtcNow();
            foreach (var arrangement in Living())
            {
                if (
                    arrangement.Faults[0] is T
                    && arrangement.IsAbout(method, verb)
                    && arrangement.Take(suits ?? (_ => true), now) is { } fault
                )
                {
                    Count(fault.Kind);
                    _arranged = Living();
                    return fault;
                }
            }

            return null;
        }
    }

    /// <summary>The arrangements of a kind that are in force now, without using them up.</summary>
    public IReadOnlyList<Arrangement> InForce<T>()
        where T : Fault
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return [.. Living().Where(a => a.Faults[0] is T && a.Window.IsOpen(now))];
        }
    }

    /// <summary>When an arrangement comes into force or goes out of it next.</summary>
    public DateTimeOffset? NextEdge()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return Living().Min(a => a.Window.NextEdge(now));
        }
    }

    public void Count(string kind)
    {
        lock (_lock)
        {
            _done[kind] = _done.GetValueOrDefault(kind) + 1;
        }
    }

    public (IReadOnlyList<object> Arranged, IReadOnlyDictionary<string, long> Done) Show()
    {
        lock (_lock)
        {
            var now = time.GetUtcNow();
            return (
                [.. Living().Select(a => Show(a, now))],
                new Dictionary<string, long>(_done, StringComparer.Ordinal)
            );
        }
    }

    private static object Show(Arrangement a, DateTimeOffset now) =>
        new
        {
            a.Id,
            kinds = a.Faults.Select(f => f.Kind),
            when = a.ToString(),
            inForce = a.Window.IsOpen(now),
            nextEdge = a.Window.NextEdge(now),
            a.Left,
            a.Struck,
        };

    private Arrangement[] Living()
    {
        var now = time.GetUtcNow();
        return Array.Exists(_arranged, a => a.IsOver(now))
            ? _arranged = [.. _arranged.Where(a => !a.IsOver(now))]
            : _arranged;
    }
}
