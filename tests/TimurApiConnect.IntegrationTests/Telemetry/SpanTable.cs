using System.Text.RegularExpressions;
using TimurApiConnect.IntegrationTests.Deployment;

namespace TimurApiConnect.IntegrationTests.Telemetry;

/// <summary>The table of the product's own spans in docs/tracing.md.</summary>
internal static class SpanTable
{
    // | `{vendor} {step}` | Vendors | internal | `vendor`, `account` | … |
    public static IReadOnlyList<SpanRow> Rows() =>
        [
            .. File.ReadLines(Path.Combine(Repository.Root, "docs", "tracing.md"))
                .Where(line => line.StartsWith("| `", StringComparison.Ordinal))
                .Select(line => line.Split('|', StringSplitOptions.TrimEntries))
                .Select(cells => new SpanRow(
                    cells[1].Trim('`'),
                    $"TimurApiConnect.{cells[2]}",
                    Array.IndexOf(
                        ["", "internal", "server", "client", "producer", "consumer"],
                        cells[3]
                    ),
                    [
                        .. cells[4]
                            .Split(',', StringSplitOptions.TrimEntries)
                            .Select(name => name.Trim('`')),
                    ]
                )),
        ];
}

/// <summary>A row; in its name a part in braces stands for any one word.</summary>
internal sealed record SpanRow(
    string Name,
    string Source,
    int Kind,
    IReadOnlyList<string> Attributes
)
{
    public bool Names(string span) => Regex.IsMatch(span, $"^{Pattern}$");

    private string Pattern =>
        Name.Replace("{Store}.{Operation}", @"[A-Z]\w+\.[A-Z]\w+", StringComparison.Ordinal)
            .Replace("{vendor} {step}", @"(al-style|kaspi) \S+", StringComparison.Ordinal);
}
