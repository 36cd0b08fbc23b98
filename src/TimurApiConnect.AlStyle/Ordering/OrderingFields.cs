using System.Globalization;
using System.Text;
using System.Text.Json;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle.Ordering;

/// <summary>Reads single fields, whatever type they come in: the basket mixes numbers and texts.</summary>
internal static class OrderingFields
{
    private static readonly string[] Days =
    [
        "dd.MM.yyyy",
        "yyyy-MM-dd",
        "dd.MM.yyyy HH:mm:ss",
        "dd.MM.yyyy HH:mm",
        "yyyy-MM-dd HH:mm:ss",
        "yyyy-MM-dd HH:mm",
        "yyyy-MM-ddTHH:mm:ss",
        "d.M.yyyy",
        "d.M.yyyy H:mm:ss",
    ];

    public static JsonElement? Of(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value)
            ? value
            : null;

    public static string Text(JsonElement element, string name) =>
        Of(element, name) is { } value ? AnswerJson.Text(value).Trim() : "";

    public static string? TextOrNull(JsonElement element, string name) =>
        Text(element, name) is { Length: > 0 } text ? text : null;

    public static int? Whole(JsonElement element, string name) =>
        Number(element, name) is { } number
        && decimal.IsInteger(number)
        && number is >= 0 and <= int.MaxValue
            ? (int)number
            : null;

    // 12390, 12390.5, "12390.50"; money is whole tenge, rounded up: what is paid is never less.
    public static long? Money(JsonElement element, string name) =>
        Number(element, name) is { } number and >= 0 and <= 1_000_000_000_000m
            ? (long)Math.Ceiling(number)
            : null;

    public static Quantity Stock(JsonElement element, string name) =>
        Quantity.Parse(Encoding.UTF8.GetBytes(Text(element, name)));

    // true, "true", 1, "1", "Да"
    public static bool IsOn(JsonElement element, string name) =>
        Of(element, name) is { ValueKind: JsonValueKind.True }
        || Text(element, name) is "1" or "true" or "True" or "Да" or "да";

    public static DateOnly? Day(JsonElement element, string name) =>
        Moment(element, name) is { } at ? DateOnly.FromDateTime(at) : null;

    /// <summary>By the supplier's clock; midnight where only the day is said.</summary>
    public static DateTime? Moment(JsonElement element, string name) =>
        DateTime.TryParseExact(
            Text(element, name),
            Days,
            CultureInfo.InvariantCulture,
            DateTimeStyles.None,
            out var at
        )
            ? at
            : null;

    /// <summary>The elements of a list, or the values of a map: PHP writes an empty map as a list.</summary>
    public static IEnumerable<JsonElement> Items(JsonElement? list) =>
        list switch
        {
            { ValueKind: JsonValueKind.Array } => list.Value.EnumerateArray(),
            { ValueKind: JsonValueKind.Object } => list
                .Value.EnumerateObject()
                .Select(p => p.Value),
            _ => [],
        };

    private static decimal? Number(JsonElement element, string name) =>
        decimal.TryParse(
            Text(element, name),
            NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;
}
