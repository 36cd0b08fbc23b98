using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace TimurApiConnect.Gateway.Api;

/// <summary>
/// Reads the fields of a body. What is wrong or unknown is noted and reading goes on: a misspelt field must be refused instead of passed
/// over, and all errors are told at once. Null stands for a field that was left out.
/// </summary>
internal sealed class BodyFields
{
    private readonly Dictionary<string, JsonElement> _fields = new(StringComparer.Ordinal);
    private readonly List<FieldError> _errors = [];

    public BodyFields(JsonElement body, params string[] known)
    {
        foreach (var field in body.EnumerateObject())
        {
            var name = NameOf(field);
            if (known.Contains(name, StringComparer.Ordinal))
            {
                // Written twice, the last counts, as everywhere in JSON.
                _fields[name] = field.Value;
            }
            else
            {
                Report(name, $"is not known here; known are {string.Join(", ", known)}.");
            }
        }
    }

    /// <summary>The answer when anything was wrong, else null.</summary>
    public ProblemHttpResult? Problem => _errors.Count > 0 ? Problems.BadBody(_errors) : null;

    public string? Text(string name, string wanted) => Read(name, JsonBody.TextOf, wanted);

    /// <summary>A text that no error may repeat.</summary>
    public string? Secret(string name, string wanted) =>
        Read(name, JsonBody.TextOf, wanted, isSecret: true);

    public bool? Flag(string name) =>
        Read<bool?>(
            name,
            v => v.ValueKind is JsonValueKind.True or JsonValueKind.False ? v.GetBoolean() : null,
            "true or false"
        );

    public T? Choice<T>(string name)
        where T : struct, Enum =>
        Read<T?>(
            name,
            v =>
            {
                var text = JsonBody.TextOf(v);
                var choices = Enum.GetValues<T>().Where(c => QueryReader.Spelled(c) == text);
                return choices.Any() ? choices.First() : null;
            },
            string.Join(" or ", Enum.GetValues<T>().Select(c => $"\"{QueryReader.Spelled(c)}\""))
        );

    public int? Whole(string name, int least, int most) =>
        Read<int?>(
            name,
            v =>
                v.ValueKind == JsonValueKind.Number
                && v.TryGetInt32(out var number)
                && number >= least
                && number <= most
                    ? number
                    : null,
            $"a whole number from {least} to {most}"
        );

    /// <summary>A list; each item is read, and one that reads as null makes the list wrong.</summary>
    public IReadOnlyList<T>? List<T>(string name, Func<JsonElement, T?> read, string wanted)
        where T : class =>
        Read<IReadOnlyList<T>>(
            name,
            v =>
                v.ValueKind == JsonValueKind.Array
                && v.EnumerateArray().Select(read).ToList() is var items
                && items.OfType<T>().ToList() is var good
                && good.Count == items.Count
                    ? good
                    : null,
            wanted
        );

    public void Demand(string name, bool isThere)
    {
        if (!isThere && !_errors.Exists(e => e.Path == Path(name)))
        {
            Report(name, "is missing.");
        }
    }

    public void Report(string name, string message) =>
        _errors.Add(new FieldError(Path(name), message));

    private T? Read<T>(
        string name,
        Func<JsonElement, T?> read,
        string wanted,
        bool isSecret = false
    )
    {
        if (
            !_fields.TryGetValue(name, out var value)
            || value.ValueKind is JsonValueKind.Null or JsonValueKind.Undefined
        )
        {
            return default;
        }

        var found = read(value);
        if (found is null)
        {
            Report(
                name,
                isSecret
                    ? $"is no such thing; {wanted} is wanted."
                    : $"is {QueryReader.Short(value.GetRawText())}; {wanted} is wanted."
            );
        }

        return found;
    }

    private static string Path(string name) => $"$.{QueryReader.Short(name)}";

    private static string NameOf(JsonProperty field)
    {
        try
        {
            return field.Name;
        }
        catch (InvalidOperationException)
        {
            return "(half a character)";
        }
    }
}
