using System.Text;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>
/// One way in which a secret can be written without a character being escaped; escapes are undone before it is looked for. What counts goes by the
/// secret's length, else a short password would mask ordinary words:
/// <list type="bullet">
/// <item>16 and more, as every vendor's token has: any case, and its beginning alone from 12 characters on, since a vendor may cut what it repeats;</item>
/// <item>8 to 15: the whole of it as it is written;</item>
/// <item>6 and 7: the same, where it is no part of a longer word;</item>
/// <item>shorter: not at all.</item>
/// </list>
/// </summary>
/// <param name="Text">How it is written.</param>
/// <param name="Least">From how many of its first characters on it is masked.</param>
/// <param name="AnyCase">Whether capitals and small letters are the same.</param>
/// <param name="IsWord">Whether it counts as a word of its own alone.</param>
/// <param name="IsToken">Whether it is long enough, and no mere number, to be cut out of a vendor's data without harm to them.</param>
internal sealed record SecretSpelling(
    string Text,
    int Least,
    bool AnyCase,
    bool IsWord,
    bool IsToken
)
{
    private const int Shortest = 6;
    private const int ShortestInWords = 8;
    private const int ShortestToken = 16;
    private const int MinOfToken = 12;

    /// <summary>All ways of a secret.</summary>
    public static IEnumerable<SecretSpelling> Of(string secret)
    {
        if (secret.Length < Shortest)
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(secret);
        return new (string Text, int Least)[]
        {
            (secret, MinOfToken),
            // A form writes a space so.
            (secret.Replace(' ', '+'), MinOfToken),
            // Bytes of an answer are looked through before anybody knows their encoding.
            (Encoding.Latin1.GetString(bytes), MinOfToken),
        }
            .Concat(secret.Length < ShortestInWords ? [] : Encoded(bytes))
            .Where(way => way.Text.Length >= Shortest)
            .Distinct()
            .Select(way => Way(secret, way.Text, way.Least));
    }

    // Twelve characters are 16 of base64 and 24 of hex.
    private static IEnumerable<(string Text, int Least)> Encoded(byte[] bytes) =>
        Enumerable
            .Range(0, 3)
            .Select(before => Base64(bytes, before))
            .SelectMany(text => new[] { text, text.Replace('+', '-').Replace('/', '_') })
            .Select(text => (text, 16))
            .Append((Convert.ToHexString(bytes), 24))
            .Append((Convert.ToHexStringLower(bytes), 24));

    // Base64 of something with the secret in it: three bytes become four characters, so it depends on how many bytes stand before. The
    // characters at both ends that hold bits of what is beside it are left off.
    private static string Base64(byte[] bytes, int before)
    {
        var text = Convert.ToBase64String([.. new byte[before], .. bytes]);
        var mixed = before == 0 ? 0 : before + 1;
        return text[mixed..((before + bytes.Length) * 8 / 6)];
    }

    private static SecretSpelling Way(string secret, string text, int least)
    {
        var isLong = secret.Length >= ShortestToken;
        return new(
            text,
            isLong ? Math.Min(least, text.Length) : text.Length,
            isLong,
            secret.Length < ShortestInWords,
            isLong && !secret.All(char.IsAsciiDigit)
        );
    }
}
