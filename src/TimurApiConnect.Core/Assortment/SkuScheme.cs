using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;

namespace TimurApiConnect.Core.Assortment;

/// <summary>Where an offer's SKU comes from.</summary>
public enum SkuSource
{
    /// <summary>The supplier's code: always unique. The default.</summary>
    Article,

    /// <summary>The manufacturer's part number: often empty, doubled or too long, those goods are refused.</summary>
    PartNumber,

    /// <summary>A file that maps articles to the SKUs that the shop already uses; goods that are not in it are refused.</summary>
    Mapping,
}

/// <summary>Gives each good its SKU, or says why it gets none. Prepared for one snapshot, since uniqueness needs all goods.</summary>
public sealed class SkuScheme
{
    /// <summary>Kaspi's limit.</summary>
    public const int Longest = 20;

    private readonly SkuSource _source;
    private readonly IReadOnlyDictionary<int, string> _mapping;
    private readonly HashSet<Text> _doubled = [];
    private readonly TextPool _pool = new();

    /// <summary>Prepares it: finds the SKUs that more than one good would get.</summary>
    public SkuScheme(SkuSource source, Snapshot snapshot, IReadOnlyDictionary<int, string> mapping)
    {
        (_source, _mapping) = (source, mapping);
        if (source == SkuSource.Article)
        {
            return;
        }

        var seen = new HashSet<Text>();
        for (var i = 0; i < snapshot.Goods.Count; i++)
        {
            ref readonly var good = ref snapshot.Goods[i];
            if (!good.IsGone && Raw(good) is { IsEmpty: false } sku && !seen.Add(sku))
            {
                _doubled.Add(sku);
            }
        }
    }

    /// <summary>
    /// The SKU, or the reason why there is none. <paramref name="known"/> is the one that the good's offer has already: it is
    /// returned as the same text when nothing changed, which saves a copy of each.
    /// </summary>
    public Reason Assign(in Good good, in Text known, out Text sku)
    {
        sku = _source == SkuSource.Article ? OfArticle(good.Article, known) : Raw(good);
        return sku switch
        {
            { IsEmpty: true } => Reason.NoSku,
            _ when !IsValid(sku.Utf8) => Reason.SkuInvalid,
            _ when _doubled.Contains(sku) => Reason.SkuCollision,
            _ => Reason.None,
        };
    }

    /// <summary>
    /// Kaspi's guide: at most 20 characters, digits and Latin letters. The underscore is accepted too: cabinets show SKUs of
    /// the form <c>100001_2</c>.
    /// </summary>
    public static bool IsValid(ReadOnlySpan<byte> sku)
    {
        foreach (var b in sku)
        {
            if (!char.IsAsciiLetterOrDigit((char)b) && b != (byte)'_')
            {
                return false;
            }
        }

        return sku.Length is > 0 and <= Longest;
    }

    private Text OfArticle(int article, in Text known)
    {
        var place = _pool.Reserve(11);
        _ = article.TryFormat(place, out var length);
        return known.Utf8.SequenceEqual(place[..length]) ? known : _pool.Commit(length);
    }

    private Text Raw(in Good good) =>
        _source switch
        {
            SkuSource.PartNumber => good.PartNumber,
            SkuSource.Mapping => _mapping.TryGetValue(good.Article, out var sku)
                ? Text.From(sku)
                : default,
            _ => OfArticle(good.Article, default),
        };
}
