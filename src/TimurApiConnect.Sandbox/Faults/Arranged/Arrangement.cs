using TimurApiConnect.Sandbox.AlStyle;

namespace TimurApiConnect.Sandbox.Faults.Arranged;

/// <summary>The words with which faults are arranged.</summary>
internal sealed record Terms
{
    /// <summary>How many times at most; null means without end.</summary>
    public int? Count { get; init; }

    /// <summary>Which part of the requests is struck, drawn with <see cref="Seed"/>.</summary>
    public double Share { get; init; } = 1;

    public int Seed { get; init; } = 1;

    /// <summary>Only this method of the vendor.</summary>
    public string? Method { get; init; }

    /// <summary>Only GET, POST...</summary>
    public string? Verb { get; init; }
}

/// <summary>
/// Faults that wait for requests, connections or pulls. The same seed and the same sequence of them give the same
/// faults. Used under its plan's lock.
/// </summary>
internal sealed class Arrangement(IReadOnlyList<Fault> faults, Terms terms, Window window)
{
    private Dice _dice = new((ulong)(uint)terms.Seed);
    private int? _left = terms.Count;

    public int Id { get; set; }

    public IReadOnlyList<Fault> Faults => faults;

    public Terms Terms => terms;

    public Window Window => window;

    public int? Left => _left;

    public int Struck { get; private set; }

    public bool IsOver(DateTimeOffset now) => _left == 0 || window.IsOver(now);

    public bool IsAbout(string? method, string verb) =>
        (
            terms.Method is null
            || string.Equals(terms.Method, method, StringComparison.OrdinalIgnoreCase)
        )
        && (
            terms.Verb is null
            || string.Equals(terms.Verb, verb, StringComparison.OrdinalIgnoreCase)
        );

    /// <summary>The fault for whoever comes now, or null. Each who comes while it is in force moves the dice.</summary>
    public T? Take<T>(Func<T, bool> suits, DateTimeOffset now)
        where T : Fault
    {
        if (!window.IsOpen(now))
        {
            return null;
        }

        var strikes = _dice.Chance(terms.Share);
        var fault = faults.Count == 1 ? faults[0] : _dice.Pick<Fault>([.. faults]);
        if (!strikes || fault is not T taken || !suits(taken))
        {
            return null;
        }

        _left--;
        Struck++;
        return taken;
    }

    public override string ToString()
    {
        var who = string.Join(
            ' ',
            new[] { terms.Verb, terms.Method }.Where(word => word is not null)
        );
        string?[] words =
        [
            _left is { } left ? $"the next {left}" : null,
            terms.Share < 1 ? $"{terms.Share * 100:0.##} % at random, seed {terms.Seed}" : null,
            window.ToString(),
            who.Length > 0 ? $"only {who}" : null,
        ];
        var said = string.Join(", ", words.Where(word => !string.IsNullOrEmpty(word)));
        return said.Length > 0 ? said : "all";
    }
}
