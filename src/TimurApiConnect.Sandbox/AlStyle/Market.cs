using System.Text.Json;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>A value of a good that became another one.</summary>
internal sealed record Change(int Article, string Field, string Was, string Now, DateTimeOffset At);

/// <summary>Moves stock and prices the way the supplier's real ones were measured to move.</summary>
internal sealed class Market(Catalogue catalogue, TimeProvider time)
{
    private const int KeptChanges = 1000;

    private readonly Lock _lock = new();
    private readonly Queue<Change> _changes = new();
    private Dice _dice = new((ulong)catalogue.Seed);
    private long _count;
    private DateTimeOffset _now = time.GetUtcNow();
    private DateTimeOffset _lastChange = time.GetUtcNow();

    /// <summary>The sandbox's own time: it runs as fast as the clock is set.</summary>
    public DateTimeOffset Now
    {
        get
        {
            lock (_lock)
            {
                return _now;
            }
        }
        set
        {
            lock (_lock)
            {
                _now = value;
            }
        }
    }

    public DateTimeOffset LastChange
    {
        get
        {
            lock (_lock)
            {
                return _lastChange;
            }
        }
    }

    public long Count => Interlocked.Read(ref _count);

    public IReadOnlyList<Change> Latest(int count)
    {
        lock (_lock)
        {
            return [.. _changes.Reverse().Take(count)];
        }
    }

    public List<Change> ChangeStock(int count) => Repeat(count, "quantity", Movement.Stock);

    public List<Change> ChangePrice(int count) => Repeat(count, "price2", Movement.Price);

    /// <summary>Takes goods out of the catalogue, or brings the lost ones back.</summary>
    public List<Change> Vanish(int count, bool back = false) =>
        Repeat(
            count,
            "gone",
            (ref ShelfGood good, ref Dice _) => good.Gone = !back,
            wanted: good => good.Gone == back
        );

    public Change? SetGone(int article, bool gone)
    {
        var index = catalogue.IndexOf(article);
        if (index < 0)
        {
            return null;
        }

        lock (_lock)
        {
            var (was, now) = catalogue.Change(index, (ref ShelfGood good) => good.Gone = gone);
            return Record(now.Article, "gone", Text(was.Gone), Text(now.Gone));
        }
    }

    /// <summary>Sets a field of a good to any JSON; a number the clock can go on from is kept as a number.</summary>
    public Change? Set(int article, string field, JsonElement value)
    {
        var index = catalogue.IndexOf(article);
        if (index < 0)
        {
            return null;
        }

        lock (_lock)
        {
            var was = Describe(catalogue.At(index), field);
            if (!Movement.TrySet(catalogue, index, field, value))
            {
                catalogue.Override(article, index, field, value);
            }
            else
            {
                catalogue.DropOverride(article, index, field);
            }

            return Record(article, field, was, value.GetRawText());
        }
    }

    public void Reset()
    {
        lock (_lock)
        {
            _changes.Clear();
            _count = 0;
            _dice = new((ulong)catalogue.Seed);
            _now = _lastChange = time.GetUtcNow();
        }
    }

    private delegate void Move(ref ShelfGood good, ref Dice dice);

    private List<Change> Repeat(
        int count,
        string field,
        Move move,
        Func<ShelfGood, bool>? wanted = null
    )
    {
        var done = new List<Change>();
        lock (_lock)
        {
            // Tries are bounded: in a small catalogue there may be nothing left to change.
            for (
                var tries = 0;
                done.Count < count && tries < (count * 30) + 2000 && catalogue.Count > 0;
                tries++
            )
            {
                var index = _dice.Between(0, catalogue.Count - 1);
                var good = catalogue.At(index);
                if (!(wanted?.Invoke(good) ?? !good.Gone))
                {
                    continue;
                }

                var was = Describe(good, field);
                var dice = _dice;
                var (_, now) = catalogue.Change(index, (ref ShelfGood g) => move(ref g, ref dice));
                _dice = dice;
                catalogue.DropOverride(good.Article, index, field);
                if (
                    Describe(now, field) is var text
                    && !string.Equals(text, was, StringComparison.Ordinal)
                )
                {
                    done.Add(Record(good.Article, field, was, text));
                }
            }
        }

        return done;
    }

    private Change Record(int article, string field, string was, string now)
    {
        var change = new Change(article, field, was, now, _now);
        _changes.Enqueue(change);
        if (_changes.Count > KeptChanges)
        {
            _changes.Dequeue();
        }

        _count++;
        _lastChange = _now;
        return change;
    }

    private string Describe(ShelfGood good, string field) =>
        catalogue.TryOverride(good, field, out var raw)
            ? raw.GetRawText()
            : field switch
            {
                "quantity" => good.QuantityText,
                "price1" => $"{good.Price1}",
                "price2" => $"{good.Price2}",
                "gone" => Text(good.Gone),
                _ => "",
            };

    private static string Text(bool value) => value ? "true" : "false";
}
