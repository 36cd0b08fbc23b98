using System.Collections;

namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>
/// Goods that pass a filter, in the order of their articles, copied slice by slice. <paramref name="share"/> is 1, or
/// less when a fault makes the supplier answer with a part of its catalogue.
/// </summary>
internal sealed class Scan(Catalogue catalogue, Filter filter, double share)
    : IEnumerable<ShelfGood>
{
    public IEnumerator<ShelfGood> GetEnumerator()
    {
        var slice = new ShelfGood[Catalogue.Slice];
        var end = (int)(catalogue.Count * share);
        for (var start = 0; start < end; )
        {
            var count = catalogue.Copy(start, slice.AsSpan(0, Math.Min(slice.Length, end - start)));
            if (count == 0)
            {
                yield break;
            }

            for (var i = 0; i < count; i++)
            {
                if (filter.Takes(slice[i]))
                {
                    yield return slice[i];
                }
            }

            start += count;
        }
    }

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    /// <summary>The goods of these articles that exist, in the order of the list.</summary>
    public static IEnumerable<ShelfGood> Of(
        Catalogue catalogue,
        Filter filter,
        IEnumerable<int> articles
    )
    {
        foreach (var article in articles.Distinct())
        {
            var index = catalogue.IndexOf(article);
            if (index >= 0 && catalogue.At(index) is var good && filter.Takes(good))
            {
                yield return good;
            }
        }
    }
}
