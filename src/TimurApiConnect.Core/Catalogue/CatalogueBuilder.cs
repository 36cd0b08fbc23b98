namespace TimurApiConnect.Core.Catalogue;

/// <summary>
/// Collects the pages of a catalogue read. Pages shift while the catalogue changes under the reader: a good may come twice or not
/// at all, so completeness is judged at the end by count, and what is missing can be asked for by article.
/// </summary>
public sealed class CatalogueBuilder
{
    private readonly ArticleSet _seen = new();

    /// <summary>The goods so far, in the order of arrival, each article once.</summary>
    public Table<Good> Goods { get; } = new();

    /// <summary>The brands so far.</summary>
    public Brands Brands { get; } = new();

    /// <summary>Where names are kept.</summary>
    public TextPool Texts { get; } = new();

    /// <summary>Goods that came more than once (pages that shifted).</summary>
    public int Doubled { get; private set; }

    /// <summary>Rows without a usable article or name.</summary>
    public int Rejected { get; set; }

    /// <summary>Values that were not understood: unknown stock shapes, prices that are no numbers.</summary>
    public int Unreadable { get; set; }

    /// <summary>Adds a good unless its article is there already.</summary>
    public void Add(in Good good)
    {
        if (_seen.Add(good.Article))
        {
            Goods.Add(good);
        }
        else
        {
            Doubled++;
        }
    }

    /// <summary>True when the article has come.</summary>
    public bool Has(int article) => _seen.Contains(article);

    /// <summary>
    /// The finished catalogue. Stock and prices of goods known before stay as they were: the pages are older than the last stock reading.
    /// Goods of <paramref name="before"/> that did not come are kept and marked gone: an offer may still
    /// name them and must be able to say what it was.
    /// </summary>
    public Snapshot Finish(CategoryTree categories, Snapshot before, DateTimeOffset at)
    {
        for (var i = 0; i < before.Goods.Count; i++)
        {
            var old = before.Goods[i];
            if (!_seen.Contains(old.Article))
            {
                old.Marks |= GoodMarks.Gone;
                old.Quantity = Quantity.Exactly(0);
                old.Brand = Brands.Add(before.Brands[old.Brand].Utf8);
                old.Texts = old.Texts.CopyTo(Texts);
                Goods.Add(old);
            }
        }

        var finished = Goods.OrderedBy((in g) => g.Article);
        KeepStock(finished, before);
        return new Snapshot
        {
            Goods = finished,
            Brands = Brands,
            Categories = categories,
            CatalogueAt = at,
            StockAt = before.StockAt,
            Version = before.Version,
        };
    }

    private static void KeepStock(Table<Good> goods, Snapshot before)
    {
        for (var i = 0; i < goods.Count; i++)
        {
            if (before.Find(goods[i].Article) is >= 0 and var known)
            {
                ref readonly var old = ref before.Goods[known];
                ref var good = ref goods.Change(i);
                good.Quantity = old.Quantity.IsKnown ? old.Quantity : good.Quantity;
                good.DealerPrice = old.DealerPrice;
                good.RetailPrice = old.RetailPrice;
            }
        }
    }
}
