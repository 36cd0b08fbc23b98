namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>
/// Manufacturers' part numbers: 2.4 % empty, 4.6 % longer than 20 characters, 9 % with letters that are not Latin,
/// 12 % with spaces, and all the punctuation that was met.
/// </summary>
internal static class PartNumbers
{
    public const int Longest = 30;

    private const string Letters = "ABCDEFGHJKLMNPRSTUVWXYZ";

    // Cyrillic capitals, many of which look Latin: typed by people.
    private const string NotLatin = "АВСЕНКМОРТХБДГЖИЛПФЯ";

    private static readonly string[] Punctuation = ["/", ".", "_", "+", "(", "#", ",", "&"];

    public static string Of(int seed, ShelfGood good)
    {
        var dice = Dice.For(seed, good.TextOf, purpose: 2);
        if (dice.Chance(0.024))
        {
            return "";
        }

        var isLong = dice.Chance(0.046 / 0.976);
        var notLatin = dice.Chance(0.09 / 0.976);
        var separator = Separator(ref dice);
        var length = isLong ? dice.Between(21, Longest) : dice.Between(6, 16);
        Span<char> text = stackalloc char[Longest];
        // A model's digits make it its own: the index is written into the text, so that only colours share one.
        var own = $"{good.TextOf:X}";
        var at = 0;
        foreach (var c in own)
        {
            text[at++] = c;
        }

        while (at < length)
        {
            text[at++] = dice.Chance(0.5)
                ? (char)('0' + dice.Between(0, 9))
                : Letters[dice.Between(0, Letters.Length - 1)];
        }

        var end = Math.Max(length, own.Length);
        if (notLatin)
        {
            text[end - 1] = NotLatin[dice.Between(0, NotLatin.Length - 1)];
        }

        // Between two letters of the filling, never first or last.
        if (separator != '\0' && end - 2 > own.Length)
        {
            text[dice.Between(own.Length, end - 3)] = separator;
        }

        return new string(text[..end]);
    }

    private static char Separator(ref Dice dice)
    {
        var share = dice.Share();
        return share switch
        {
            < 0.12 => ' ',
            < 0.123 => '\u00a0',
            < 0.30 => '-',
            < 0.45 => dice.Pick<string>(Punctuation)[0],
            _ => '\0',
        };
    }
}
