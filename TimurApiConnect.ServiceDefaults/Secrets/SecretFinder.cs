using System.Buffers;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.ServiceDefaults.Secrets;

/// <summary>
/// Finds secrets in a text, in whatever spelling they stand there: as <see cref="SecretSpelling"/> says, and with any of their characters escaped, also
/// twice and in several manners at once. A text without escapes costs one search for all spellings together.
/// </summary>
internal sealed class SecretFinder
{
    // An address in HTML in JSON in a log line of JSON.
    private const int MaxLayers = 4;
    private const int OnStack = 512;

    private readonly SecretSpelling[] _spellings;
    private readonly SearchValues<string> _beginnings;

    public SecretFinder(IEnumerable<SecretSpelling> spellings)
    {
        _spellings = [.. spellings.Distinct()];
        _beginnings = SearchValues.Create(
            [
                .. _spellings
                    .Select(s => s.Text[..s.Least])
                    .Distinct(StringComparer.OrdinalIgnoreCase),
            ],
            StringComparison.OrdinalIgnoreCase
        );
    }

    /// <summary>Where secrets stand, in order, none within another; empty when there are none.</summary>
    public IReadOnlyList<SecretPlace> Find(ReadOnlySpan<char> text)
    {
        List<SecretPlace>? all = null;
        Find(text, MaxLayers, ref all);
        if (all is null)
        {
            return [];
        }

        all.Sort((one, other) => one.Start.CompareTo(other.Start));
        var apart = new List<SecretPlace>(all.Count) { all[0] };
        foreach (var found in all)
        {
            var last = apart[^1];
            if (found.Start >= last.End)
            {
                apart.Add(found);
            }
            else if (found.End > last.End)
            {
                apart[^1] = last with { End = found.End };
            }
        }

        return apart;
    }

    private void Find(ReadOnlySpan<char> text, int layers, ref List<SecretPlace>? all)
    {
        FindPlain(text, ref all);
        if (layers == 0 || !Escapes.MayBeIn(text))
        {
            return;
        }

        var rented = text.Length > OnStack ? ArrayPool<char>.Shared.Rent(text.Length) : null;
        try
        {
            var plain = rented ?? (stackalloc char[OnStack]);
            if (Escapes.Undo(text, plain, null) is not (>= 0 and var length))
            {
                return;
            }

            List<SecretPlace>? within = null;
            Find(plain[..length], layers - 1, ref within);
            if (within is null)
            {
                return;
            }

            // Only now is it worth while to know which place is which.
            var map = new List<(int Plain, int Text)> { (0, 0) };
            _ = Escapes.Undo(text, plain, map);
            (all ??= []).AddRange(
                within.Select(f => new SecretPlace(Place(map, f.Start), Place(map, f.End)))
            );
        }
        finally
        {
            if (rented is not null)
            {
                ArrayPool<char>.Shared.Return(rented);
            }
        }
    }

    private void FindPlain(ReadOnlySpan<char> text, ref List<SecretPlace>? all)
    {
        var at = 0;
        while (text[at..].IndexOfAny(_beginnings) is >= 0 and var next)
        {
            at += next;
            var length = 0;
            foreach (var spelling in _spellings)
            {
                length = Math.Max(length, Length(spelling, text, at));
            }

            if (length > 0)
            {
                (all ??= []).Add(new SecretPlace(at, at + length));
            }

            at += Math.Max(length, 1);
        }
    }

    // How much of a spelling stands at a place; 0 when it is too little.
    private static int Length(SecretSpelling spelling, ReadOnlySpan<char> text, int at)
    {
        var whole = spelling.Text;
        var here = text[at..];
        var same = 0;
        while (
            same < whole.Length
            && same < here.Length
            && (
                whole[same] == here[same]
                || (
                    spelling.AnyCase
                    && char.ToUpperInvariant(whole[same]) == char.ToUpperInvariant(here[same])
                )
            )
        )
        {
            same++;
        }

        return
            same < spelling.Least
            || (
                spelling.IsWord
                && (
                    (at > 0 && char.IsLetterOrDigit(text[at - 1]))
                    || (same < here.Length && char.IsLetterOrDigit(here[same]))
                )
            )
            ? 0
            : same;
    }

    // The place in the text of a place in the plain one.
    private static int Place(List<(int Plain, int Text)> map, int plain)
    {
        var (low, high) = (0, map.Count - 1);
        while (low < high)
        {
            var middle = (low + high + 1) / 2;
            (low, high) = map[middle].Plain <= plain ? (middle, high) : (low, middle - 1);
        }

        return map[low].Text + plain - map[low].Plain;
    }
}
