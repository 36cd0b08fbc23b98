using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;
using System.Text.Unicode;
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
    /// Writes a text to <paramref name="place"/>, as much as fits there, without control characters and outer spaces, and gives its length.
    /// Numbers count as text: barcodes and part numbers come as either.
    /// </summary>
    public static int Text(ref Utf8JsonReader token, Span<byte> place)
    {
        if (token.TokenType is not (JsonTokenType.String or JsonTokenType.Number))
        {
            return 0;
        }

        if (token.ValueIsEscaped)
        {
            return Unescape(ref token, place);
        }

        // The reader has refused control characters that are not escaped, but looks at no character's bytes.
        var text = token.ValueSpan.Trim((byte)' ');
        if (!Utf8.IsValid(text))
        {
            text = Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(text));
        }

        text = GoodTexts.Cut(text, place.Length);
        text.CopyTo(place);
        return text.Length;
    }

    /// <summary>A text of any length; empty for what is no Unicode.</summary>
    public static string String(ref Utf8JsonReader token)
    {
        try
        {
            return token.GetString() ?? "";
        }
        catch (InvalidOperationException)
        {
            return "";
        }
    }

    private static int Unescape(ref Utf8JsonReader token, Span<byte> place)
    {
        var rented = ArrayPool<byte>.Shared.Rent(token.ValueSpan.Length);
        try
        {
            var text = rented.AsSpan(0, token.CopyString(rented));
            // Control characters may not stand in XML and break lines in logs.
            for (var at = Control(text); at >= 0; at = Control(text))
            {
                text[at] = (byte)' ';
            }

            var tidy = GoodTexts.Cut(text.Trim((byte)' '), place.Length);
            tidy.CopyTo(place);
            return tidy.Length;
        }
        catch (InvalidOperationException)
        {
            // "\ud800": what is no Unicode is no text.
            return 0;
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(rented);
        }
    }

    private static int Control(ReadOnlySpan<byte> text) =>
        text.IndexOfAnyInRange((byte)0, (byte)31);

    private static Quantity Unescaped(ref Utf8JsonReader token)
    {
        Span<byte> place = stackalloc byte[64];
        try
        {
            return Core.Catalogue.Quantity.Parse(place[..token.CopyString(place)]);
        }
        catch (InvalidOperationException)
        {
            return Core.Catalogue.Quantity.Unknown;
        }
    }
}
