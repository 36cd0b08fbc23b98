using System.Text;

namespace TimurApiConnect.Tests.AlStyle;

/// <summary>Damages an answer as networks, proxies and hurried programs do.</summary>
internal static class Mutation
{
    // What parsers stumble over: ends, depth, numbers at the edge, escapes, texts that are no Unicode.
    private static readonly byte[][] Pieces =
    [
        .. new[]
        {
            "null",
            "true",
            "[]",
            "{}",
            "{\"data\":",
            "\"\"",
            "-1",
            "1e9",
            "1E-9",
            "12.000",
            "2147483648",
            "9223372036854775808",
            "1e400",
            "0x10",
            "\">50\"",
            "\"\\u003e50\"",
            "\"<10\"",
            "\"5 \"",
            "\"\\ud800\"",
            "\\uDFFF",
            "\\u0000",
            "\"18104\":",
            "\"quantity\":",
            "\"price1\":",
            "\"article\":",
            ",",
            ":",
            "}",
            "]",
            "\"",
            "\uFEFF",
            "<html>",
            "\uFFFE",
        }.Select(Encoding.UTF8.GetBytes),
        [0xC3],
        [0xED, 0xA0, 0x80],
        [0xFF],
        [0x00],
    ];

    public static byte[] Of(byte[] answer, Random lot)
    {
        var bytes = answer.ToList();
        for (var times = lot.Next(1, 4); times > 0 && bytes.Count > 0; times--)
        {
            var at = lot.Next(bytes.Count);
            var length = Math.Min(lot.Next(1, 12), bytes.Count - at);
            switch (lot.Next(6))
            {
                case 0:
                    bytes[at] = (byte)lot.Next(256);
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, Pieces[lot.Next(Pieces.Length)]);
                    break;
                case 3:
                    bytes.RemoveRange(at, length);
                    bytes.InsertRange(at, Pieces[lot.Next(Pieces.Length)]);
                    break;
                case 4:
                    bytes.InsertRange(lot.Next(bytes.Count), bytes.GetRange(at, length));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }
}
