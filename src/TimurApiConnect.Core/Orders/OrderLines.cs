namespace TimurApiConnect.Core.Orders;

/// <summary>
/// The numbers of an order's lines, by which all that is stored of a line is found again. Kaspi's may be missing, and nothing says that no two lines
/// have the same.
/// </summary>
public static class OrderLines
{
    /// <summary>The number of a line that came without one.</summary>
    public const int Unnumbered = -1;

    /// <summary>
    /// The lines, each once and with a number of its own: the one under which its id is known, else Kaspi's, else the next free one in the order of
    /// the ids. Two looks at the same lines give the same numbers.
    /// </summary>
    /// <param name="shown">As they were read.</param>
    /// <param name="known">As they are stored.</param>
    public static OrderLine[] Numbered(IEnumerable<OrderLine> shown, IEnumerable<OrderLine> known)
    {
        var numbers = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var line in known)
        {
            numbers.TryAdd(Key(line), line.Number);
        }

        var lines = shown
            .DistinctBy(Key, StringComparer.Ordinal)
            .OrderBy(Key, StringComparer.Ordinal)
            .ToList();
        var (taken, numbered) = (new HashSet<int>(), new List<OrderLine>());
        // Who has a right to a number takes it before any is given away.
        Take(line => numbers.GetValueOrDefault(Key(line), Unnumbered));
        Take(line => line.Number);
        Take(_ => Enumerable.Range(0, int.MaxValue).First(n => !taken.Contains(n)));
        return [.. numbered.OrderBy(l => l.Number)];

        void Take(Func<OrderLine, int> number) =>
            lines.RemoveAll(line =>
            {
                var wanted = number(line);
                if (wanted < 0 || !taken.Add(wanted))
                {
                    return false;
                }

                numbered.Add(line with { Number = wanted });
                return true;
            });
    }

    /// <summary>The line that has an id, with padding or without; null when there is none.</summary>
    public static OrderLine? Find(this IEnumerable<OrderLine> lines, string id) =>
        lines.FirstOrDefault(line => Key(line) == Key(id));

    private static string Key(OrderLine line) => Key(line.Id);

    // One id came with padding and without (field reports).
    private static string Key(string id) => id.TrimEnd('=');
}
