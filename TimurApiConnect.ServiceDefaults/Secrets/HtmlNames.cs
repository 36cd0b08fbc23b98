using System.Collections.Frozen;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>The names that HTML has for the characters a secret can have beside letters and digits.</summary>
internal static class HtmlNames
{
    /// <summary>The character of a name.</summary>
    public static FrozenDictionary<string, char>.AlternateLookup<
        ReadOnlySpan<char>
    > Characters { get; } =
        new Dictionary<string, char>(StringComparer.Ordinal)
        {
            ["excl"] = '!',
            ["quot"] = '"',
            ["QUOT"] = '"',
            ["num"] = '#',
            ["dollar"] = '$',
            ["percnt"] = '%',
            ["amp"] = '&',
            ["AMP"] = '&',
            ["apos"] = '\'',
            ["lpar"] = '(',
            ["rpar"] = ')',
            ["ast"] = '*',
            ["midast"] = '*',
            ["plus"] = '+',
            ["comma"] = ',',
            ["period"] = '.',
            ["sol"] = '/',
            ["colon"] = ':',
            ["semi"] = ';',
            ["lt"] = '<',
            ["LT"] = '<',
            ["equals"] = '=',
            ["gt"] = '>',
            ["GT"] = '>',
            ["quest"] = '?',
            ["commat"] = '@',
            ["lsqb"] = '[',
            ["lbrack"] = '[',
            ["bsol"] = '\\',
            ["rsqb"] = ']',
            ["rbrack"] = ']',
            ["Hat"] = '^',
            ["lowbar"] = '_',
            ["UnderBar"] = '_',
            ["grave"] = '`',
            ["lcub"] = '{',
            ["lbrace"] = '{',
            ["verbar"] = '|',
            ["vert"] = '|',
            ["rcub"] = '}',
            ["rbrace"] = '}',
        }
            .ToFrozenDictionary(StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
}
