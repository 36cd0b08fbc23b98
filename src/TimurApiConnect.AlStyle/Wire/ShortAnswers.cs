using System.Text.Json;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle.Wire;

/// <summary>The short answers, which fit into memory.</summary>
internal static class ShortAnswers
{
    // GET categories → [ { "id": 3711, "name": "Сетевые адаптеры", "left": 12, "right": 13, "level": 3, "elements": 42 }, … ], unsorted
    public static CategoryTree Categories(JsonElement root)
    {
        var list = Unwrapped(root);
        return list.ValueKind == JsonValueKind.Array
            ? new CategoryTree(
                list.EnumerateArray()
                    .Where(c => c.ValueKind == JsonValueKind.Object && Number(c, "id") > 0)
                    .Select(Category)
            )
            : throw new UnreadableAnswerException("The categories are not a list.");
    }

    // GET brands → { "status": true, "data": [ { "id": "7f6c…", "name": "D-Link", "count": 120 }, … ] }
    public static IReadOnlyDictionary<string, string> Brands(JsonElement root)
    {
        var list = Unwrapped(root);
        return list.ValueKind == JsonValueKind.Array
            ? list.EnumerateArray()
                .Where(b => b.ValueKind == JsonValueKind.Object && Text(b, "id").Length > 0)
                .DistinctBy(b => Text(b, "id"), StringComparer.OrdinalIgnoreCase)
                .ToDictionary(
                    b => Text(b, "id"),
                    b => Text(b, "name").Trim(),
                    StringComparer.OrdinalIgnoreCase
                )
            : throw new UnreadableAnswerException("The brands are not a list.");
    }

    /// <summary>Al-Style wraps lists once, twice or in "data"; a list in a list counts as the inner one.</summary>
    private static JsonElement Unwrapped(JsonElement element)
    {
        if (
            element.ValueKind == JsonValueKind.Object
            && element.TryGetProperty("data", out var data)
        )
        {
            return Unwrapped(data);
        }

        return
            element.ValueKind == JsonValueKind.Array
            && element.GetArrayLength() == 1
            && element[0].ValueKind == JsonValueKind.Array
            ? element[0]
            : element;
    }

    private static Category Category(JsonElement c) =>
        new(
            Number(c, "id"),
            Text(c, "name"),
            Number(c, "left"),
            Number(c, "right"),
            Number(c, "level")
        );

    private static int Number(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value)
        && value.ValueKind == JsonValueKind.Number
        && value.TryGetInt32(out var number)
            ? number
        : int.TryParse(AnswerJson.Text(value), out var text) ? text
        : 0;

    private static string Text(JsonElement element, string name) =>
        element.TryGetProperty(name, out var value) ? AnswerJson.Text(value) : "";
}
