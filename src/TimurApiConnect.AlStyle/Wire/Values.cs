using System.Buffers.Text;
using System.Text.Json;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.AlStyle.Wire;

/// <summary>Reads single values of whatever type the supplier happens to send.</summary>
internal static class Values
{
    /// <summary>12390, 12390.5, "12390.50"; anything else is not understood.</summary>
    public static long Price(ref Utf8JsonReader token)
    {
        if (token.TokenType == JsonTokenType.Number)
        {
            return token.TryGetInt64(out var whole) ? PriceReading.FromWhole(whole)
                : token.TryGetDecimal(out var amount) ? PriceReading.FromDecimal(amount)
                : PriceReading.NotUnderstood;
        }

        return
            token.TokenType == JsonTokenType.String
            && Utf8Parser.TryParse(token.ValueSpan, out decimal text, out var used)
            && used == token.ValueSpan.Length
            ? PriceReading.FromDecimal(text)
            : PriceReading.NotUnderstood;
    }

    /// <summary>12, 12.0, "&gt;50", "12"; anything else is unknown, which is not zero.</summary>
    public static Quantity Quantity(ref Utf8JsonReader token) =>
        token.TokenType switch
        {
            JsonTokenType.Number when token.TryGetInt64(out var whole) =>
                Core.Catalogue.Quantity.Exactly(whole),
            JsonTokenType.Number
                when token.TryGetDecimal(out var amount)
                    && decimal.IsInteger(amount)
                    && amount is >= 0 and <= int.MaxValue => Core.Catalogue.Quantity.Exactly(
                (long)amount
            ),
            JsonTokenType.String when !token.ValueIsEscaped => Core.Catalogue.Quantity.Parse(
                token.ValueSpan
            ),
            // ">" may come as its escape: JSON writers of .NET and PHP (JSON_HEX_TAG) do that.
            JsonTokenType.String when token.ValueSpan.Length <= 64 => Unescaped(ref token),
            _ => Core.Catalogue.Quantity.Unknown,
        };

    /// <summary>A whole number or its text; null for anything else.</summary>
    public static int? Whole(ref Utf8JsonReader token) =>
        token.TokenType switch
        {
            JsonTokenType.Number when token.TryGetInt32(out var number) => number,
            JsonTokenType.String
                when Utf8Parser.TryParse(token.ValueSpan, out int number, out var used)
                    && used == token.ValueSpan.Length => number,
            _ => null,
        };

    /// <summary>
    /// A text, at most <paramref name="longest"/> bytes of it, without control characters and outer spaces. Numbers count as text: barcodes
    /// and part numbers come as either.
    /// </summary>
    public static Text Text(ref Utf8JsonReader token, TextPool pool, int longest)
    {
        if (token.TokenType == JsonTokenType.Number)
        {
            return pool.Add(token.ValueSpan);
        }

        if (token.TokenType != JsonTokenType.String)
        {
            return default;
        }

        var place = pool.Reserve(token.ValueSpan.Length);
        int length;
        if (token.ValueIsEscaped)
        {
            length = token.CopyString(place);
        }
        else
        {
            token.ValueSpan.CopyTo(place);
            length = token.ValueSpan.Length;
        }

        return pool.Commit(Tidy(place[..length], longest));
    }

    private static Quantity Unescaped(ref Utf8JsonReader token)
    {
        Span<byte> place = stackalloc byte[64];
        return Core.Catalogue.Quantity.Parse(place[..token.CopyString(place)]);
    }

    private static int Tidy(Span<byte> text, int longest)
    {
        // Control characters may not stand in XML and break lines in logs.
        for (
            var at = text.IndexOfAnyInRange((byte)0, (byte)31);
            at >= 0;
            at = text.IndexOfAnyInRange((byte)0, (byte)31)
        )
        {
            text[at] = (byte)' ';
        }

        if (text.Length > longest)
        {
            // Not in the middle of a character.
            for (; longest > 0 && (text[longest] & 0b1100_0000) == 0b1000_0000; longest--) { }

            text = text[..longest];
        }

        var start = text.Length - text.TrimStart((byte)' ').Length;
        var trimmed = text.Trim((byte)' ');
        if (start > 0)
        {
            trimmed.CopyTo(text);
        }

        return trimmed.Length;
    }
}
