using System.Text.Json;
using TimurApiConnect.Sandbox.Faults.Doors;

namespace TimurApiConnect.Sandbox.Faults.Arranged;

/// <summary>Reads what somebody wants to arrange, and says everything that is wrong with it.</summary>
/// <remarks>
/// <code>
/// {"kind":"status","status":503,"count":3,"method":"quantity-price"}
/// {"kinds":["reset",{"kind":"status","status":429,"retryAfter":7}],"share":0.2,"seed":7}
/// {"kind":"refuse","every":"00:10:00","for":"00:00:30"}
/// </code>
/// </remarks>
internal sealed class ArrangementReader(FaultSides sides, FaultSide side, TimeProvider time)
{
    private const int MaxAtOnce = 100_000;

    private static readonly TimeSpan Shortest = TimeSpan.FromMilliseconds(10);
    private static readonly TimeSpan Longest = TimeSpan.FromDays(30);

    /// <summary>The names that belong to the arrangement and not to one kind.</summary>
    public static IReadOnlyList<GivenValue> Terms { get; } = AllTerms();

    public Arrangement? Read(JsonElement body, out IReadOnlyList<string> problems)
    {
        var given = FaultParameters.Of(body);
        var faults = Faults(given);
        var window = ReadWindow(given);
        var terms = ReadTerms(given, window);
        Check(given, faults, terms);
        problems = given.Problems;
        return problems.Count == 0 ? new(faults, terms, window) : null;
    }

    private List<Fault> Faults(FaultParameters given)
    {
        var one = given.Text("kind", $"one of {side.KindNames}");
        var many = given.List("kinds", "a list with at least one kind");
        if (one is not null && many is not null)
        {
            given.Problem($"kind '{one}' and kinds are both given. Give one of them.");
        }

        if (one is null && many is null && given.Problems.Count == 0)
        {
            given.Problem(
                $"No kind is given: say how to fail. kind is one of {side.KindNames}; or send {{\"clear\":true}}."
            );
        }

        var faults = new List<Fault>();
        var taken = new HashSet<string>(
            Terms.Select(t => t.Name).Append("clear"),
            StringComparer.OrdinalIgnoreCase
        );
        foreach (var item in one is null ? many ?? [] : [JsonSerializer.SerializeToElement(one)])
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                ReadOne(given, FaultParameters.Of(item), faults);
            }
            else if (Find(given, FaultParameters.Shown(item)) is { } kind)
            {
                var names = kind.Values.Select(v => v.Name).ToList();
                taken.UnionWith(names);
                Make(given, kind, given.Only(names), faults);
            }
        }

        var known = string.Join(", ", taken);
        foreach (
            var name in given.Problems.Count > 0
                ? []
                : given.NotAsked.Where(n => !taken.Contains(n)).ToList()
        )
        {
            given.Problem(
                $"'{name}' is not known here, or not for this kind. Known: kind, kinds, {known}."
            );
        }

        return faults;
    }

    // {"kind":"status","status":429}: it has its own values, and none from outside.
    private void ReadOne(FaultParameters given, FaultParameters own, List<Fault> faults)
    {
        if (own.Text("kind", $"one of {side.KindNames}") is not { } name)
        {
            given.Problem($"One of kinds has no kind: it is one of {side.KindNames}.");
            return;
        }

        if (Find(given, name) is not { } kind)
        {
            return;
        }

        Make(given, kind, own, faults);
        foreach (var other in own.NotAsked.ToList())
        {
            given.Problem(
                $"'{other}' is not a value of kind '{kind.Name}'. These are: {string.Join(", ", kind.Values.Select(v => v.Name))}."
            );
        }
    }

    private static void Make(
        FaultParameters given,
        FaultKind kind,
        FaultParameters values,
        List<Fault> faults
    )
    {
        faults.Add(kind.From(values));
        foreach (var problem in values.Problems)
        {
            given.Problem(problem);
        }
    }

    private FaultKind? Find(FaultParameters given, string name)
    {
        if (side.Find(name) is { } kind)
        {
            return kind;
        }

        var elsewhere = sides.All.Where(s => s.Find(name) is not null).Select(s => s.Name).ToList();
        given.Problem(
            elsewhere.Count > 0
                ? $"kind '{name}' is not for {side.Name} but for {string.Join(" and ", elsewhere)}. Here it is one of {side.KindNames}."
                : $"kind '{name}' is not one of {side.KindNames}."
        );
        return null;
    }

    private Window ReadWindow(FaultParameters given)
    {
        var length = given.TimeOrNone("for", Shortest, Longest);
        var period = given.TimeOrNone("every", Shortest, Longest);
        if (period is not null && !given.Has("for"))
        {
            given.Problem(
                $"every '{period}' is given without for. Say how long each time, for example \"for\":\"00:00:30\"."
            );
        }

        if (period <= length)
        {
            given.Problem($"for '{length}' is not shorter than every '{period}'.");
        }

        return new(time.GetUtcNow(), length, period);
    }

    private static Terms ReadTerms(FaultParameters given, Window window)
    {
        var share = given.Share("share");
        var count = given.NumberOrNone("count", 1, MaxAtOnce);
        var terms = new Terms
        {
            // The next one, when nothing says how many.
            Count = (int?)count ?? (share is null && window.For is null ? 1 : null),
            Share = share ?? 1,
            Seed = (int)given.Number("seed", 1, int.MinValue, int.MaxValue),
            Method = given.Text("method", "the name of a method"),
            Verb = given.Text("verb", "GET, POST, PUT or DELETE"),
        };
        return terms;
    }

    private void Check(FaultParameters given, List<Fault> faults, Terms terms)
    {
        if (faults.Select(Level).Distinct(StringComparer.Ordinal).Skip(1).Any())
        {
            given.Problem(
                $"kinds '{string.Join(", ", faults.Select(f => f.Kind))}' strike at different places: answers, connections, and the open door. Arrange them apart."
            );
            return;
        }

        if (faults is not [var first, ..])
        {
            return;
        }

        var atDoor = first is ConnectionFault or ClosedDoor;
        if (atDoor && side.Door is null)
        {
            given.Problem(
                $"kind '{first.Kind}' needs the front door of {side.Name}. Start the sandbox with {side.PortSetting} (0 is any free port) and let the client call that port."
            );
        }

        if (first is not RequestFault && (terms.Method ?? terms.Verb) is { } word)
        {
            given.Problem(
                $"'{word}' is given as method or verb, but kind '{first.Kind}' strikes before a request is read. Leave it out."
            );
        }

        if (first is ClosedDoor && (terms.Count is not null || terms.Share < 1))
        {
            given.Problem(
                $"kind '{first.Kind}' is for a time: nobody can count who does not get in. Leave out count and share, give for."
            );
        }

        side.CheckMethod(given, terms);
    }

    private static string Level(Fault fault) =>
        fault switch
        {
            ConnectionFault => "connection",
            ClosedDoor => "door",
            _ => "answer",
        };

    private static List<GivenValue> AllTerms()
    {
        var nothing = FaultParameters.Nothing;
        var window = new Window(
            default,
            nothing.TimeOrNone("for", Shortest, Longest),
            nothing.TimeOrNone("every", Shortest, Longest)
        );
        ReadTerms(nothing, window);
        return [.. nothing.Asked];
    }
}
