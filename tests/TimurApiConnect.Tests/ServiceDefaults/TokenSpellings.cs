using System.Net;
using System.Text;
using System.Text.Encodings.Web;

namespace TimurApiConnect.Tests.ServiceDefaults;

/// <summary>How others may write a token of ours.</summary>
internal static class TokenSpellings
{
    private static readonly Dictionary<char, string> Names = new()
    {
        ['+'] = "&plus;",
        ['/'] = "&sol;",
        ['='] = "&equals;",
        ['-'] = "&#x02d;",
    };

    /// <summary>The spellings by name; in no one a quotation mark or a control character stands, so that each fits into headers and JSON.</summary>
    public static IReadOnlyDictionary<string, string> Of(string token)
    {
        var (bytes, address) = (Encoding.UTF8.GetBytes(token), Uri.EscapeDataString(token));
        string All(Func<char, string> write) => string.Concat(token.Select(write));
        string Special(Func<char, string> write) =>
            All(c => char.IsAsciiLetterOrDigit(c) ? $"{c}" : write(c));
        return new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["as it is"] = token,
            ["capitals"] = token.ToUpperInvariant(),
            ["small"] = token.ToLowerInvariant(),
            ["cut"] = token[..14],
            ["JSON"] = JavaScriptEncoder.Default.Encode(token),
            ["JSON, special ones"] = Special(c => $"\\u{(int)c:x4}"),
            ["JSON, all"] = All(c => $"\\u{(int)c:x4}"),
            ["JSON, all, capitals"] = All(c => $"\\u{(int)c:X4}"),
            ["JSON of PHP"] = token.Replace("/", "\\/", StringComparison.Ordinal),
            ["JSON, twice"] = All(c => $"\\\\u{(int)c:x4}"),
            ["JavaScript"] = All(c => $"\\\\x{(int)c:x2}"),
            ["percent"] = address,
            ["percent, small"] = Special(c => $"%{(int)c:x2}"),
            ["percent, all"] = All(c => $"%{(int)c:X2}"),
            ["percent, twice"] = Uri.EscapeDataString(address),
            ["percent in JSON"] = All(c => $"\\u0025{(int)c:x2}"),
            ["HTML"] = WebUtility.HtmlEncode(token),
            ["HTML, named"] = Special(c => Names.GetValueOrDefault(c, $"&#{(int)c};")),
            ["HTML, decimal"] = All(c => $"&#{(int)c};"),
            ["HTML, hex"] = All(c => $"&#x{(int)c:X};"),
            ["HTML in JSON"] = All(c => $"\\u0026#{(int)c};"),
            ["base64"] = Convert.ToBase64String(bytes),
            ["base64, after one"] = Base64($":{token}"),
            ["base64, after two"] = Base64($"a:{token}"),
            ["base64, in the middle"] = Base64($"kaspi:{token}, and more"),
            ["base64 for addresses"] = Base64(token).Replace('+', '-').Replace('/', '_'),
            ["base64 in JSON"] = Base64(token).Replace("=", "\\u003d", StringComparison.Ordinal),
            ["hex"] = Convert.ToHexString(bytes),
            ["hex, small"] = Convert.ToHexStringLower(bytes),
        };
    }

    /// <summary>What of a text would tell the token; each layer of escapes is taken off by the platform's own decoders.</summary>
    public static string? Told(string text, string token)
    {
        for (var layer = 0; layer < 5; layer++)
        {
            foreach (var mark in Marks(token))
            {
                var at = text.IndexOf(mark, StringComparison.OrdinalIgnoreCase);
                if (at >= 0)
                {
                    return text[Math.Max(0, at - 80)..Math.Min(text.Length, at + 120)];
                }
            }

            var plain = WebUtility.HtmlDecode(Uri.UnescapeDataString(Unescaped(text)));
            if (plain == text)
            {
                break;
            }

            text = plain;
        }

        return null;
    }

    // Beginnings are enough: of the token, of its base64 in each of the three alignments, of its hex.
    private static IEnumerable<string> Marks(string token) =>
        [
            token[..14],
            token[14..],
            Base64(token)[..16],
            Base64($":{token}")[2..16],
            Base64($"a:{token}")[3..16],
            Convert.ToHexString(Encoding.UTF8.GetBytes(token))[..24],
        ];

    private static string Base64(string text) =>
        Convert.ToBase64String(Encoding.UTF8.GetBytes(text));

    private static string Unescaped(string text)
    {
        var plain = new StringBuilder(text.Length);
        for (var at = 0; at < text.Length; at++)
        {
            var digits =
                text[at] != '\\' || at + 1 == text.Length ? 0
                : text[at + 1] == 'u' ? 4
                : text[at + 1] == 'x' ? 2
                : 0;
            if (
                digits > 0
                && at + 2 + digits <= text.Length
                && text.Substring(at + 2, digits).All(char.IsAsciiHexDigit)
            )
            {
                plain.Append((char)Convert.ToInt32(text.Substring(at + 2, digits), 16));
                at += 1 + digits;
            }
            else if (text[at] == '\\' && at + 1 < text.Length && text[at + 1] is '\\' or '/')
            {
                plain.Append(text[++at]);
            }
            else
            {
                plain.Append(text[at]);
            }
        }

        return plain.ToString();
    }
}
