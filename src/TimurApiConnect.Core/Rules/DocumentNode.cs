using System.Globalization;
using System.Text.Json;

namespace TimurApiConnect.Core.Rules;

/// <summary>An error in a rules document: where, what, and what to write instead.</summary>
/// <param name="Path">For example <c>$.prices.rules[2].markupPercent</c>.</param>
/// <param name="Message">What is wrong and what is allowed, quoting the value.</param>
public sealed record RulesError(string Path, string Message);

/// <summary>
/// A place in a JSON document that is read strictly: what is missing takes a default, what is wrong or unknown is reported with its
/// path, and reading goes on, so that all errors come at once.
/// </summary>
internal sealed class DocumentNode
{
    private readonly JsonElement _element;
    private readonly List<RulesError> _errors;
    private readonly HashSet<string> _known = new(StringComparer.Ordinal);

    public DocumentNode(JsonElement element, string path, List<RulesError> errors)
    {
        (_element, Path, _errors) = (element, path, errors);
        if (element.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined))
        {
            Report(path, $"is {Shown(element)}; an object is wanted.");
        }
    }

    public string Path { get; }

    public bool Has(string name) => Find(name) is not null;

    public DocumentNode Object(string name) =>
        new(Find(name) ?? default, $"{Path}.{name}", _errors);

    public IReadOnlyList<T> List<T>(string name, Func<DocumentNode, T> read)
    {
        var items = Items(name);
        return
        [
            .. items.Select(
                (item, i) => Read(new DocumentNode(item, $"{Path}.{name}[{i}]", _errors), read)
            ),
        ];
    }

    public string Text(string name, string? byDefault, int longest)
    {
        var value = Find(name);
        if (
            value is { ValueKind: JsonValueKind.String } text
            && text.GetString() is { Length: > 0 } s
            && s.Length <= longest
        )
        {
            return s;
        }

        if (value is not null || byDefault is null)
        {
            Report(
                $"{Path}.{name}",
                $"is {Shown(value)}; a text of 1 to {longest} characters is wanted."
            );
        }

        return byDefault ?? "";
    }

    public string? TextOrNull(string name, int longest) =>
        Has(name) ? Text(name, null, longest) : null;

    public long Whole(string name, long byDefault, long least, long most)
    {
        if (Find(name) is not { } value)
        {
            return byDefault;
        }

        if (
            value.ValueKind == JsonValueKind.Number
            && value.TryGetInt64(out var number)
            && number >= least
            && number <= most
        )
        {
            return number;
        }

        Report(
            $"{Path}.{name}",
            $"is {Shown(value)}; a whole number from {least} to {most} is wanted."
        );
        return byDefault;
    }

    public bool Flag(string name, bool? byDefault)
    {
        var value = Find(name);
        if (value is { ValueKind: JsonValueKind.True or JsonValueKind.False } flag)
        {
            return flag.GetBoolean();
        }

        if (value is not null || byDefault is null)
        {
            Report($"{Path}.{name}", $"is {Shown(value)}; true or false is wanted.");
        }

        return byDefault ?? false;
    }

    public BasisPoints Percent(string name, decimal? byDefault, decimal least, decimal most) =>
        PercentOrNull(name, least, most, wanted: byDefault is null)
        ?? new BasisPoints((int)((byDefault ?? 0) * 100));

    public BasisPoints? PercentOrNull(string name, decimal least, decimal most, bool wanted = false)
    {
        var value = Find(name);
        if (value is null && !wanted)
        {
            return null;
        }

        if (
            value is { ValueKind: JsonValueKind.Number } number
            && number.TryGetDecimal(out var percent)
            && percent >= least
            && percent <= most
            && decimal.IsInteger(percent * 100)
        )
        {
            return new BasisPoints((int)(percent * 100));
        }

        Report(
            $"{Path}.{name}",
            string.Create(
                CultureInfo.InvariantCulture,
                $"is {Shown(value)}; a percentage from {least} to {most} with at most two decimals is wanted."
            )
        );
        return null;
    }

    public T Choice<T>(string name, T byDefault)
        where T : struct, Enum
    {
        if (Find(name) is not { } value)
        {
            return byDefault;
        }

        foreach (var choice in Enum.GetValues<T>())
        {
            if (value.ValueKind == JsonValueKind.String && value.GetString() == Spelled(choice))
            {
                return choice;
            }
        }

        Report(
            $"{Path}.{name}",
            $"is {Shown(value)}; one of {string.Join(", ", Enum.GetValues<T>().Select(c => $"\"{Spelled(c)}\""))} is wanted."
        );
        return byDefault;
    }

    public IReadOnlyList<int> WholeNumbers(string name) =>
        [
            .. Items(name)
                .Select(
                    (item, i) =>
                    {
                        if (
                            item.ValueKind == JsonValueKind.Number
                            && item.TryGetInt32(out var number)
                            && number > 0
                        )
                        {
                            return number;
                        }

                        Report(
                            $"{Path}.{name}[{i}]",
                            $"is {Shown(item)}; a whole number above 0 is wanted."
                        );
                        return 0;
                    }
                ),
        ];

    public IReadOnlyList<string> Texts(string name) =>
        [
            .. Items(name)
                .Select(
                    (item, i) =>
                    {
                        if (
                            item.ValueKind == JsonValueKind.String
                            && item.GetString() is { Length: > 0 } text
                        )
                        {
                            return text;
                        }

                        Report($"{Path}.{name}[{i}]", $"is {Shown(item)}; a text is wanted.");
                        return "";
                    }
                ),
        ];

    public void Report(string path, string message) => _errors.Add(new RulesError(path, message));

    /// <summary>Reports the names that nobody asked for: a misspelt rule must not be a rule that silently does nothing.</summary>
    public void ReportUnknown()
    {
        if (_element.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var property in _element.EnumerateObject().Where(p => !_known.Contains(p.Name)))
        {
            Report(
                $"{Path}.{property.Name}",
                $"is not known here; known are {string.Join(", ", _known.Order(StringComparer.Ordinal))}."
            );
        }
    }

    public static T Read<T>(DocumentNode node, Func<DocumentNode, T> read)
    {
        var result = read(node);
        node.ReportUnknown();
        return result;
    }

    private JsonElement[] Items(string name)
    {
        if (Find(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray()];
        }

        Report($"{Path}.{name}", $"is {Shown(value)}; a list is wanted.");
        return [];
    }

    private JsonElement? Find(string name)
    {
        _known.Add(name);
        return
            _element.ValueKind == JsonValueKind.Object
            && _element.TryGetProperty(name, out var value)
            ? value
            : null;
    }

    private static string Spelled<T>(T choice)
        where T : struct, Enum => JsonNamingPolicy.CamelCase.ConvertName(choice.ToString());

    private static string Shown(JsonElement? value)
    {
        if (value is not { } element || element.ValueKind == JsonValueKind.Undefined)
        {
            return "missing";
        }

        var text = element.GetRawText();
        return text.Length <= 60 ? text : $"{text[..57]}...";
    }
}
