using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace TimurApiConnect.Tests.AlStyle;

/// <summary>Reads the supplier's answers a second way: the whole document, values as text, no speed.</summary>
internal static partial class SlowReader
{
    private static readonly JsonDocumentOptions Options = new() { MaxDepth = 64 };

    /// <summary>Each good of a stock answer, in order, as <c>18104: &gt;50 12390 14990</c>.</summary>
    public static IReadOnlyList<string> Stock(byte[] answer)
    {
        using var document = JsonDocument.Parse(WithoutMark(answer), Options);
        var lines = new List<string>();
        Stock(document.RootElement, lines);
        return lines;
    }

    /// <summary>Each good of a catalogue page, the first of its article only.</summary>
    public static IReadOnlyList<string> Goods(byte[] answer)
    {
        using var document = JsonDocument.Parse(WithoutMark(answer), Options);
        var (lines, seen) = (new List<string>(), new HashSet<int>());
        Goods(document.RootElement, lines, seen);
        return lines;
    }

    // Byte by byte, since what is no Unicode does not matter for numbers.
    private static string WithoutMark(byte[] answer) =>
        Encoding.Latin1.GetString(answer is [0xEF, 0xBB, 0xBF, ..] ? answer[3..] : answer);

    private static void Stock(JsonElement holder, List<string> lines)
    {
        if (holder.ValueKind != JsonValueKind.Object)
        {
            return;
        }

        foreach (var entry in Entries(holder))
        {
            if (entry.Name == "data")
            {
                // What it holds is everything there is.
                Stock(entry.Value, lines);
                return;
            }

            if (
                Article().IsMatch(entry.Name)
                && int.TryParse(entry.Name, out var article)
                && article > 0
            )
            {
                lines.Add(
                    entry.Value.ValueKind is JsonValueKind.Object or JsonValueKind.Array
                        ? $"{article}: {Quantity(Last(entry.Value, "quantity"))} {Price(Last(entry.Value, "price1"))} {Price(Last(entry.Value, "price2"))}"
                        : $"{article}: {Quantity(entry.Value)} -1 -1"
                );
            }
        }
    }

    private static void Goods(JsonElement element, List<string> lines, HashSet<int> seen)
    {
        if (element.ValueKind == JsonValueKind.Object)
        {
            foreach (var entry in Entries(element))
            {
                Goods(entry.Value, lines, seen);
            }
        }
        else if (element.ValueKind == JsonValueKind.Array)
        {
            foreach (var item in element.EnumerateArray())
            {
                if (item.ValueKind != JsonValueKind.Object)
                {
                    Goods(item, lines, seen);
                }
                else if (Whole(Last(item, "article")) is > 0 and var article && seen.Add(article))
                {
                    lines.Add(
                        $"{article}: {Quantity(Last(item, "quantity"))} {Math.Max(0, Price(Last(item, "price1")))} {Math.Max(0, Price(Last(item, "price2")))} x{Math.Max(1, Whole(Last(item, "multiplicity")) ?? 1)}"
                    );
                }
            }
        }
    }

    private static IEnumerable<(string Name, JsonElement Value)> Entries(JsonElement holder) =>
        holder.EnumerateObject().Select(p => (Raw(p), p.Value));

    // Names as they stand: what is escaped in a name is not what it would be without.
    private static string Raw(JsonProperty property)
    {
        var raw = property.ToString();
        var end = 1;
        for (; raw[end] != '"'; end++)
        {
            end += raw[end] == '\\' ? 1 : 0;
        }

        return raw[1..end];
    }

    private static JsonElement? Last(JsonElement holder, string name) =>
        holder.ValueKind == JsonValueKind.Object
            ? Entries(holder)
                .Where(e => e.Name == name)
                .Select(e => (JsonElement?)e.Value)
                .LastOrDefault()
            : null;

    private static string? Text(JsonElement? value) =>
        value?.ValueKind is JsonValueKind.String ? TextOf(value.Value)
        : value?.ValueKind is JsonValueKind.Number ? value.Value.GetRawText()
        : null;

    private static string TextOf(JsonElement value)
    {
        try
        {
            return value.GetString()!;
        }
        catch (InvalidOperationException)
        {
            return "no Unicode";
        }
    }

    private static int? Whole(JsonElement? value) =>
        Text(value) is { } text
        && WholeNumber().IsMatch(text)
        && int.TryParse(
            text,
            NumberStyles.AllowLeadingSign,
            CultureInfo.InvariantCulture,
            out var whole
        )
            ? whole
            : null;

    private static long Price(JsonElement? value) =>
        Text(value) is { } text
        && decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out var price)
        && Amount().IsMatch(text)
        && price is >= 0 and <= 1_000_000_000
            ? (long)Math.Ceiling(price)
            : -1;

    private static string Quantity(JsonElement? value)
    {
        if (Text(value) is not { } text)
        {
            return "?";
        }

        var isNumber = value!.Value.ValueKind == JsonValueKind.Number;
        var found = Figure().Match(isNumber ? text : text.Trim(' '));
        if (
            isNumber
            && decimal.TryParse(
                text,
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var number
            )
        )
        {
            return decimal.IsInteger(number) && number is >= 0 and <= 10_000_000
                ? $"{(long)number}"
                : "?";
        }

        return
            !isNumber
            && found.Success
            && long.TryParse(
                found.Groups["n"].Value,
                NumberStyles.None,
                CultureInfo.InvariantCulture,
                out var count
            )
            && count <= 10_000_000
            ? $"{found.Groups["sign"].Value}{count}"
            : "?";
    }

    [GeneratedRegex("^[+-]?[0-9]+$")]
    private static partial Regex Article();

    [GeneratedRegex("^[+-]?[0-9]+$")]
    private static partial Regex WholeNumber();

    [GeneratedRegex("^[+-]?[0-9]*\\.?[0-9]*([eE][+-]?[0-9]+)?$")]
    private static partial Regex Amount();

    [GeneratedRegex("^(?<sign>[<>]?) *(?<n>[0-9]+)$")]
    private static partial Regex Figure();
}
