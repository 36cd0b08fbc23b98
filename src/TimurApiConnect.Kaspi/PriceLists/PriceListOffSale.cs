using System.Text;
using System.Text.RegularExpressions;

namespace TimurApiConnect.Kaspi.PriceLists;

/// <summary>
/// Takes everything in a price list off sale, without the goods it was made from: for the service that serves lists when nobody makes new ones.
/// Kaspi sells on by a list that it can no longer get; only a list that says "not available" stops it.
/// <code>
/// &lt;availability available="yes" storeId="PP1" preOrder="3" stockCount="12"/&gt;  →  &lt;availability available="no" storeId="PP1" stockCount="0"/&gt;
/// </code>
/// </summary>
public static partial class PriceListOffSale
{
    /// <summary>Reads a list that <see cref="PriceListWriter"/> wrote and writes it with every offer off sale.</summary>
    /// <param name="list">The XML.</param>
    /// <param name="target">Where to.</param>
    /// <returns>How many availabilities were taken off.</returns>
    public static int Write(Stream list, Stream target)
    {
        // The writer puts each offer in a line of its own and escapes the names, so the pattern can stand in no name.
        using var reader = new StreamReader(list, Encoding.UTF8, false, 64 * 1024, leaveOpen: true);
        using var writer = new StreamWriter(target, new UTF8Encoding(false), 64 * 1024, true);
        writer.NewLine = "\n";
        var taken = 0;
        while (reader.ReadLine() is { } line)
        {
            writer.WriteLine(
                OnSale()
                    .Replace(
                        line,
                        match =>
                        {
                            taken++;
                            return $"<availability available=\"no\" storeId=\"{match.Groups["store"].Value}\" stockCount=\"0\"/>";
                        }
                    )
            );
        }

        return taken;
    }

    [GeneratedRegex(
        "<availability available=\"yes\" storeId=\"(?<store>[^\"]*)\"( preOrder=\"[0-9]+\")? stockCount=\"[0-9]+\"/>",
        RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant,
        1000
    )]
    private static partial Regex OnSale();
}
