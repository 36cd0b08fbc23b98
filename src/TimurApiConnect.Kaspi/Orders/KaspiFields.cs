using System.Globalization;
using System.Text.Json;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Kaspi.Orders;

/// <summary>Fields of Kaspi's objects, read so that nothing unexpected stops an order: what is missing, null or of another type is null.</summary>
internal static class KaspiFields
{
    private const int LongestText = 4_000;
    private const decimal MaxTenge = 1_000_000_000_000;
    private static readonly DateTimeOffset Earliest = new(2000, 1, 1, 0, 0, 0, TimeSpan.Zero);
    private static readonly DateTimeOffset Latest = new(2100, 1, 1, 0, 0, 0, TimeSpan.Zero);

    public static JsonElement? Object(this JsonElement from, string name) =>
        Field(from, name) is { ValueKind: JsonValueKind.Object } value ? value : null;

    public static IEnumerable<JsonElement> Items(this JsonElement from, string name) =>
        Field(from, name) is { ValueKind: JsonValueKind.Array } value
            ? value.EnumerateArray().Where(i => i.ValueKind == JsonValueKind.Object)
            : [];

    /// <summary>A text that says something; a number counts as its text. Without NUL, which PostgreSQL takes in no text.</summary>
    public static string? Text(this JsonElement from, string name) =>
        Field(from, name) is { } value
        && AnswerJson.Text(value).Replace("\0", "", StringComparison.Ordinal).Trim()
            is { Length: > 0 } text
            ? text.Length > LongestText
                ? text[..LongestText]
                : text
            : null;

    public static bool Flag(this JsonElement from, string name) =>
        Field(from, name) is { ValueKind: JsonValueKind.True };

    public static int? Whole(this JsonElement from, string name) =>
        from.Decimal(name) is { } value
        && value == decimal.Truncate(value)
        && value is >= int.MinValue and <= int.MaxValue
            ? (int)value
            : null;

    public static double? Real(this JsonElement from, string name) =>
        from.Decimal(name) is { } value ? (double)value : null;

    /// <summary>Tenge: <c>4000.0</c>, <c>96045</c>, <c>926.35</c>; a started tenge counts whole.</summary>
    public static long? Tenge(this JsonElement from, string name) =>
        from.Decimal(name) is { } value and >= 0 and <= MaxTenge
            ? (long)decimal.Ceiling(value)
            : null;

    /// <summary>Milliseconds since 1970, UTC.</summary>
    public static DateTimeOffset? Time(this JsonElement from, string name) =>
        from.Decimal(name) is { } value
        && value >= Earliest.ToUnixTimeMilliseconds()
        && value < Latest.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds((long)value)
            : null;

    private static decimal? Decimal(this JsonElement from, string name) =>
        Field(from, name) is { } value
        && decimal.TryParse(
            AnswerJson.Text(value),
            NumberStyles.Float,
            CultureInfo.InvariantCulture,
            out var number
        )
            ? number
            : null;

    private static JsonElement? Field(JsonElement from, string name) =>
        from.ValueKind == JsonValueKind.Object && from.TryGetProperty(name, out var value)
            ? value
            : null;
}
