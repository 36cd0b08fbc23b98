using System.Buffers;
using System.Globalization;
using System.Text;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>
/// Undoes what writers do to characters: <c>\u003d \x3d \075 \/</c> of JSON and programs, <c>%3D %u003d</c> of addresses,
/// <c>&amp;equals; &amp;#61; &amp;#x3d;</c> of HTML and XML.
/// </summary>
internal static class Escapes
{
    private static readonly SearchValues<char> Starts = SearchValues.Create("\\%&");

    /// <summary>Whether there can be any.</summary>
    public static bool MayBeIn(ReadOnlySpan<char> text) => text.ContainsAny(Starts);

    /// <summary>
    /// Undoes one layer and gives the length, or -1 where there is none. <paramref name="map"/> gets for each place behind an escape where that is in
    /// the text.
    /// </summary>
    public static int Undo(
        ReadOnlySpan<char> text,
        Span<char> plain,
        List<(int Plain, int Text)>? map
    )
    {
        var (at, length, any) = (0, 0, false);
        while (text[at..].IndexOfAny(Starts) is >= 0 and var next)
        {
            text.Slice(at, next).CopyTo(plain[length..]);
            (at, length) = (at + next, length + next);
            if (Read(text[at..], out var used) is { } character)
            {
                plain[length++] = character;
                at += used;
                any = true;
                map?.Add((length, at));
            }
            else
            {
                plain[length++] = text[at++];
            }
        }

        text[at..].CopyTo(plain[length..]);
        return any ? length + text.Length - at : -1;
    }

    private static char? Read(ReadOnlySpan<char> text, out int used)
    {
        switch (text)
        {
            case ['\\', 'u' or 'U', '{', .. var rest]
                when rest[..Math.Min(rest.Length, 9)].IndexOf('}') is > 0 and var digits:
                used = digits + 4;
                return Number(rest[..digits], NumberStyles.AllowHexSpecifier);
            case ['\\', 'U', _, _, _, _, _, _, _, _, ..]
                when Number(text[2..10], NumberStyles.AllowHexSpecifier) is { } wide:
                used = 10;
                return wide;
            case ['\\' or '%', 'u' or 'U', _, _, _, _, ..]:
                used = 6;
                return Number(text[2..6], NumberStyles.AllowHexSpecifier);
            case ['\\', 'x' or 'X', _, _, ..]:
                used = 4;
                return Number(text[2..4], NumberStyles.AllowHexSpecifier);
            case ['\\', >= '0' and <= '3', >= '0' and <= '7', >= '0' and <= '7', ..]:
                used = 4;
                return (char)(((text[1] - '0') * 64) + ((text[2] - '0') * 8) + text[3] - '0');
            case ['\\', '\\' or '/' or '"' or '\'', ..]:
                used = 2;
                return text[1];
            case ['%', _, _, ..]:
                return Percent(text, out used);
            case ['&', '#', 'x' or 'X', .. var rest]:
                return Reference(rest, 3, NumberStyles.AllowHexSpecifier, out used);
            case ['&', '#', .. var rest]:
                return Reference(rest, 2, NumberStyles.None, out used);
            case ['&', .. var rest]
                when rest[..Math.Min(rest.Length, 12)].IndexOf(';') is > 0 and var end
                    && HtmlNames.Characters.TryGetValue(rest[..end], out var named):
                used = end + 2;
                return named;
            default:
                used = 0;
                return null;
        }
    }

    // %3D; what is no ASCII takes up to four: %D1%84
    private static char? Percent(ReadOnlySpan<char> text, out int used)
    {
        Span<byte> bytes = stackalloc byte[4];
        var count = 0;
        while (
            count < 4
            && text.Length >= (count * 3) + 3
            && text[count * 3] == '%'
            && byte.TryParse(
                text.Slice((count * 3) + 1, 2),
                NumberStyles.AllowHexSpecifier,
                CultureInfo.InvariantCulture,
                out bytes[count]
            )
        )
        {
            count++;
            if (bytes[0] < 0x80)
            {
                break;
            }
        }

        if (count == 0)
        {
            used = 0;
            return null;
        }

        _ = Rune.DecodeFromUtf8(bytes[..count], out var rune, out var taken);
        used = taken * 3;
        return rune.IsBmp ? (char)rune.Value : '\uFFFD';
    }

    // &#61; &#061; &#x3d, with or without its semicolon
    private static char? Reference(
        ReadOnlySpan<char> rest,
        int before,
        NumberStyles style,
        out int used
    )
    {
        var digits = 0;
        while (
            digits < Math.Min(rest.Length, 10)
            && (
                style == NumberStyles.None
                    ? char.IsAsciiDigit(rest[digits])
                    : char.IsAsciiHexDigit(rest[digits])
            )
        )
        {
            digits++;
        }

        used = before + digits + (digits < rest.Length && rest[digits] == ';' ? 1 : 0);
        return Number(rest[..digits], style);
    }

    private static char? Number(ReadOnlySpan<char> digits, NumberStyles style) =>
        uint.TryParse(digits, style, CultureInfo.InvariantCulture, out var code)
            ? code <= char.MaxValue
                ? (char)code
                : '\uFFFD'
            : null;
}
