namespace TimurApiConnect.Core.Orders.Commands;

/// <summary>What of a command makes no sense, whatever the order: then nothing is stored and nothing is sent.</summary>
public static class CommandSense
{
    /// <summary>The longest comment that Kaspi takes.</summary>
    public const int LongestComment = 1_000;

    /// <summary>The most parcels of an order.</summary>
    public const int MaxPlaces = 100;

    private const int MaxCodes = 2;

    /// <summary>What is wrong with it, in a sentence; null when nothing is.</summary>
    public static string? Problem(OrderCommand command) =>
        command switch
        {
            OrderCommand.Cancel cancel => OfMerchants(cancel.Reason) ?? OfComment(cancel.Comment),
            OrderCommand.Assemble { Places: < 1 or > MaxPlaces } assemble =>
                $"{assemble.Places} places; write 1 to {MaxPlaces}.",
            OrderCommand.Complete { Code: var code }
                when code.Length != 4 || !code.All(char.IsAsciiDigit) =>
                $"The buyer's code has 4 digits; this one has {code.Length} characters.",
            OrderCommand.ReduceLine line => OfMerchants(line.Reason)
                ?? (line.Remaining < 0 ? $"{line.Remaining} cannot remain; write 0 or more." : null)
                ?? OfComment(line.Notes),
            OrderCommand.ReduceLines { Lines: [] } => "No line is named.",
            OrderCommand.ReduceLines lines => lines
                .Lines.Select(l =>
                    l.Quantity < 0 || l.Grams < 0
                        ? $"Line {l.LineId}: {l.Quantity} and {l.Grams ?? 0} g cannot remain; write 0 or more."
                    : l.Reason == CancellationReason.Underweight ? null
                    : OfMerchants(l.Reason)
                )
                .Concat(lines.Lines.Select(l => OfComment(l.Notes)))
                .FirstOrDefault(p => p is not null)
                ?? (
                    Twice(lines.Lines.Select(l => l.LineId)) is { } line
                        ? $"Line {line} is named twice; say once what stays of it."
                        : null
                ),
            OrderCommand.SetImei { Devices: [] } => "No IMEI is given.",
            OrderCommand.SetImei imei => imei.Devices.SelectMany(d =>
                    d.Count is < 1 or > MaxCodes
                        ? [$"A device has {d.Count} codes; it has one or two."]
                        : d.Where(c => c.Length is < 14 or > 16 || !c.All(char.IsAsciiDigit))
                            .Select(c => $"'{c}' is no IMEI: 15 digits, sometimes 14 or 16.")
                )
                .FirstOrDefault()
                ?? (
                    Twice(imei.Devices.SelectMany(d => d)) is { } code
                        ? $"IMEI {code} is given twice; every code is of one device."
                        : null
                ),
            _ => null,
        };

    private static string? Twice(IEnumerable<string> values)
    {
        var seen = new HashSet<string>(StringComparer.Ordinal);
        return values.FirstOrDefault(v => !seen.Add(v));
    }

    private static string? OfComment(string? comment) =>
        comment?.Length > LongestComment
            ? $"The comment has {comment.Length} characters; Kaspi takes {LongestComment}."
            : null;

    private static string? OfMerchants(CancellationReason reason) =>
        CancellationReason.OfMerchants.Contains(reason)
            ? null
            : $"'{reason}' is no reason that a merchant may give; write one of {string.Join(", ", CancellationReason.OfMerchants)}.";
}
