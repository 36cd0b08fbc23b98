using System.Globalization;
using System.Text.Json;

namespace TimurApiConnect.Sandbox.Faults.Arranged;

/// <summary>A value that can be given: its name, what holds without it, and what is allowed.</summary>
internal sealed record GivenValue(string Name, string? Usual, string Allowed);

/// <summary>
/// The values that somebody sent or wrote into the settings. What is wrong is collected, not thrown, so that all of it
/// is said at once. Settings know only text, hence a number may also be written as one.
/// </summary>
internal sealed class FaultParameters(IEnumerable<KeyValuePair<string, JsonElement>> values)
{
    // null is as good as not given: clients that write all fields send it.
    private readonly Dictionary<string, JsonElement> _values = new(
        values.Where(v => v.Value.ValueKind != JsonValueKind.Null),
        StringComparer.OrdinalIgnoreCase
    );

    private readonly List<GivenValue> _asked = [];
    private readonly List<string> _problems = [];

    public static FaultParameters Nothing => new([]);

    public IReadOnlyList<string> Problems => _problems;

    /// <summary>The values that were asked for, present or not.</summary>
    public IReadOnlyList<GivenValue> Asked => _asked;

    /// <summary>The names that were given but that nobody asked for.</summary>
    public IEnumerable<string> NotAsked =>
        _values.Keys.Where(name =>
            !_asked.Exists(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase))
        );

    public static FaultParameters Of(JsonElement json) =>
        new(json.EnumerateObject().Select(p => KeyValuePair.Create(p.Name, p.Value)));

    /// <summary>Some of the values, to be asked anew.</summary>
    public FaultParameters Only(IEnumerable<string> names) =>
        new(_values.Where(v => names.Contains(v.Key, StringComparer.OrdinalIgnoreCase)));

    public bool Has(string name) => _values.ContainsKey(name);

    public void Problem(string problem) => _problems.Add(problem);

    public string? Text(
        string name,
        string allowed,
        string? usual = null,
        Func<string, bool>? isRight = null
    )
    {
        _asked.Add(new(name, usual, allowed));
        if (!_values.TryGetValue(name, out var value))
        {
            return usual;
        }

        return
            value.ValueKind == JsonValueKind.String
            && value.GetString() is { } text
            && isRight?.Invoke(text) != false
            ? text
            : Wrong(name, allowed);
    }

    public IReadOnlyList<JsonElement>? List(string name, string allowed)
    {
        _asked.Add(new(name, null, allowed));
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array && value.GetArrayLength() > 0)
        {
            return [.. value.EnumerateArray()];
        }

        Wrong(name, allowed);
        return null;
    }

    public bool Switch(string name)
    {
        const string allowed = "true or false";
        _asked.Add(new(name, "false", allowed));
        if (!_values.TryGetValue(name, out var value))
        {
            return false;
        }

        if (!bool.TryParse(Shown(value), out var on))
        {
            Wrong(name, allowed);
        }

        return on;
    }

    public long Number(string name, long usual, long low, long high) =>
        NumberOrNone(name, low, high, usual) ?? usual;

    public long? NumberOrNone(string name, long low, long high, long? usual = null)
    {
        var allowed = $"a whole number from {low} to {high}";
        _asked.Add(new(name, usual?.ToString(CultureInfo.InvariantCulture), allowed));
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        if (
            long.TryParse(
                Shown(value),
                NumberStyles.AllowLeadingSign,
                CultureInfo.InvariantCulture,
                out var number
            )
            && number >= low
            && number <= high
        )
        {
            return number;
        }

        Wrong(name, allowed);
        return null;
    }

    /// <summary>One of a few numbers, of which the first is usual.</summary>
    public int OneOf(string name, params ReadOnlySpan<int> numbers)
    {
        var usual = numbers[0];
        var allowed = string.Join(" or ", numbers.ToArray());
        _asked.Add(new(name, $"{usual}", allowed));
        if (!_values.TryGetValue(name, out var value))
        {
            return usual;
        }

        if (int.TryParse(Shown(value), out var number) && numbers.Contains(number))
        {
            return number;
        }

        Wrong(name, allowed);
        return usual;
    }

    public double? Share(string name)
    {
        const string allowed = "a number above 0, up to 1 (0.2 is every fifth)";
        _asked.Add(new(name, null, allowed));
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        if (
            double.TryParse(
                Shown(value),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var share
            ) && share is > 0 and <= 1
        )
        {
            return share;
        }

        Wrong(name, allowed);
        return null;
    }

    public TimeSpan Time(string name, TimeSpan usual, TimeSpan low, TimeSpan high) =>
        TimeOrNone(name, low, high, usual) ?? usual;

    /// <summary>A time as <c>"00:00:05"</c> or as a number of seconds.</summary>
    public TimeSpan? TimeOrNone(string name, TimeSpan low, TimeSpan high, TimeSpan? usual = null)
    {
        var allowed =
            $"a time from {Shown(low)} to {Shown(high)}, as hh:mm:ss or as a number of seconds";
        _asked.Add(new(name, usual is { } time ? Shown(time) : null, allowed));
        if (!_values.TryGetValue(name, out var value))
        {
            return null;
        }

        if (TryTime(Shown(value), out var found) && found >= low && found <= high)
        {
            return found;
        }

        Wrong(name, allowed);
        return null;
    }

    public T Choice<T>(string name, T usual)
        where T : struct, Enum
    {
        var names = Enum.GetNames<T>().Select(JsonNamingPolicy.CamelCase.ConvertName).ToList();
        var allowed = string.Join(", ", names);
        _asked.Add(new(name, JsonNamingPolicy.CamelCase.ConvertName($"{usual}"), allowed));
        if (!_values.TryGetValue(name, out var value))
        {
            return usual;
        }

        var found = names.FindIndex(n =>
            string.Equals(n, Shown(value), StringComparison.OrdinalIgnoreCase)
        );
        if (found >= 0)
        {
            return Enum.GetValues<T>()[found];
        }

        Wrong(name, allowed);
        return usual;
    }

    /// <summary>A value as it is quoted.</summary>
    public static string Shown(JsonElement value) =>
        value.ValueKind == JsonValueKind.String ? value.GetString()! : value.GetRawText();

    // 00:00:00.5000000 is 00:00:00.5
    private static string Shown(TimeSpan time) =>
        time.Ticks % TimeSpan.TicksPerSecond == 0 ? $"{time}" : $"{time}".TrimEnd('0');

    private static bool TryTime(string text, out TimeSpan time)
    {
        // "7" is seven seconds; the framework's own reading of it, seven days, is nobody's meaning.
        if (
            double.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var seconds)
        )
        {
            var fits = Math.Abs(seconds) < TimeSpan.MaxValue.TotalSeconds;
            time = fits ? TimeSpan.FromSeconds(seconds) : default;
            return fits;
        }

        return TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out time);
    }

    private string? Wrong(string name, string allowed)
    {
        _problems.Add($"{name} '{Shown(_values[name])}' is not {allowed}.");
        return null;
    }
}
