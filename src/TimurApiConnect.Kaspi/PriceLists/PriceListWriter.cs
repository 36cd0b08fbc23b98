using System.Text;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Kaspi.PriceLists;

/// <summary>Who sells, as the list's head says it.</summary>
/// <param name="Company">The shop's name.</param>
/// <param name="MerchantId">The shop's number at Kaspi.</param>
public sealed record PriceListHead(string Company, string MerchantId);

/// <summary>What was written.</summary>
/// <param name="Hash">Hash of everything but the date, hex: two lists with one hash say the same.</param>
/// <param name="Size">Bytes.</param>
/// <param name="Offers">Offers in the list.</param>
/// <param name="OnSale">Offers for sale.</param>
public sealed record PriceListSummary(string Hash, long Size, int Offers, int OnSale);

/// <summary>
/// Writes a shop's price list as Kaspi's schema wants it (guide, "price_stock_sync"; namespace <c>kaspiShopping</c>), offer by offer:
/// <code>
/// &lt;offer sku="18104"&gt;&lt;model&gt;Адаптер&lt;/model&gt;&lt;brand&gt;D-Link&lt;/brand&gt;
///   &lt;availabilities&gt;&lt;availability available="yes" storeId="PP1" preOrder="3" stockCount="12"/&gt;&lt;/availabilities&gt;
///   &lt;price&gt;6420&lt;/price&gt;&lt;/offer&gt;                 (or &lt;cityprices&gt;&lt;cityprice cityId="750000000"&gt;6420&lt;/cityprice&gt;…)
/// </code>
/// The order of the children is the schema's. Offers that were once for sale stay in the list with <c>available="no"</c>.
/// </summary>
public sealed class PriceListWriter
{
    private readonly ShopRules _rules;
    private readonly Point[] _divided;
    private readonly PointText[] _points;
    private readonly (City City, byte[] Open)[] _cities;
    private readonly int[] _parts;
    private readonly byte[][] _brands;

    /// <summary>Prepares the parts that repeat.</summary>
    public PriceListWriter(ShopRules rules, Brands brands)
    {
        _rules = rules;
        _divided = [.. rules.Points];
        _points =
        [
            .. rules.Points.Select(p => new PointText(
                p,
                rules.Cities.FirstOrDefault(c => c.Id == p.City)?.PreOrderDays ?? 0
            )),
        ];
        _cities =
        [
            .. rules.Cities.Select(c =>
                (c, Encoding.UTF8.GetBytes($"<cityprice cityId=\"{Escaped(c.Id)}\">"))
            ),
        ];
        _parts = new int[rules.Points.Count];
        _brands =
        [
            .. Enumerable
                .Range(0, brands.Count)
                .Select(i => Encoding.UTF8.GetBytes(Brand(brands.NameOf(i)))),
        ];
    }

    /// <summary>Writes the whole list.</summary>
    /// <param name="stream">Where to.</param>
    /// <param name="head">Who sells.</param>
    /// <param name="at">The list's date; it does not count for the hash.</param>
    /// <param name="offers">The offers, ascending by article.</param>
    /// <param name="snapshot">Their goods.</param>
    /// <param name="stopping">Checked now and then.</param>
    public PriceListSummary Write(
        Stream stream,
        PriceListHead head,
        DateTimeOffset at,
        Table<Offer> offers,
        Snapshot snapshot,
        CancellationToken stopping
    )
    {
        using var output = new PriceListOutput(stream);
        output.Raw("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<kaspi_catalog date=\""u8);
        output.Raw(Encoding.UTF8.GetBytes(at.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'")));
        output.StartHash();
        output.Raw(
            "\" xmlns=\"kaspiShopping\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\" xsi:schemaLocation=\"kaspiShopping http://kaspi.kz/kaspishopping.xsd\">\n<company>"u8
        );
        output.Escaped(Encoding.UTF8.GetBytes(head.Company));
        output.Raw("</company>\n<merchantid>"u8);
        output.Escaped(Encoding.UTF8.GetBytes(head.MerchantId));
        output.Raw("</merchantid>\n<offers>\n"u8);
        var (count, onSale, good) = (0, 0, 0);
        for (var i = 0; i < offers.Count; i++)
        {
            ref readonly var offer = ref offers[i];
            for (
                ;
                good < snapshot.Goods.Count && snapshot.Goods[good].Article < offer.Article;
                good++
            ) { }

            if (
                offer.State == OfferState.NotOffered
                || good == snapshot.Goods.Count
                || snapshot.Goods[good].Article != offer.Article
            )
            {
                continue;
            }

            Write(output, offer, snapshot.Goods[good]);
            count++;
            onSale += offer.IsOnSale ? 1 : 0;
            if (count % 4096 == 0)
            {
                stopping.ThrowIfCancellationRequested();
            }
        }

        output.Raw("</offers>\n</kaspi_catalog>\n"u8);
        var hash = output.Finish();
        return new PriceListSummary(hash, output.Length, count, onSale);
    }

    private void Write(PriceListOutput output, in Offer offer, in Good good)
    {
        output.Raw("<offer sku=\""u8);
        output.Escaped(offer.Sku.Utf8);
        output.Raw("\"><model>"u8);
        output.Escaped(good.Name.Utf8);
        output.Raw("</model>"u8);
        output.Raw(_brands[good.Brand]);
        output.Raw("<availabilities>"u8);
        StockDivision.Divide(offer.IsOnSale ? offer.Stock : 0, _divided, _parts);
        for (var i = 0; i < _points.Length; i++)
        {
            var days = offer.IsOnSale
                ? Math.Min(PreOrderRule.MaxDays, offer.PreOrderDays + _points[i].CityDays)
                : 0;
            _points[i].Write(output, _parts[i], days);
        }

        output.Raw("</availabilities>"u8);
        if (_cities.Length == 0)
        {
            output.Raw("<price>"u8);
            output.Number(offer.Price);
            output.Raw("</price></offer>\n"u8);
            return;
        }

        output.Raw("<cityprices>"u8);
        foreach (var (city, open) in _cities)
        {
            output.Raw(open);
            output.Number(
                CityPrices.PriceIn(
                    _rules,
                    city,
                    offer.Price,
                    good.DealerPrice,
                    offer.IsOnSale ? offer.CommissionRule : -1
                )
            );
            output.Raw("</cityprice>"u8);
        }

        output.Raw("</cityprices></offer>\n"u8);
    }

    // The schema lets the brand out, and Kaspi takes these words for "none".
    private static string Brand(string name) =>
        $"<brand>{Escaped(name.Length == 0 ? "Без бренда" : name)}</brand>";

    private static string Escaped(string text)
    {
        using var stream = new MemoryStream();
        using var output = new PriceListOutput(stream);
        output.Escaped(Encoding.UTF8.GetBytes(text));
        output.Finish();
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    /// <summary>A point's part of an offer; its name is escaped once.</summary>
    private sealed class PointText(Point point, int cityDays)
    {
        private readonly byte[] _yes = Encoding.UTF8.GetBytes(
            $"<availability available=\"yes\" storeId=\"{Escaped(point.StoreId)}\""
        );
        private readonly byte[] _no = Encoding.UTF8.GetBytes(
            $"<availability available=\"no\" storeId=\"{Escaped(point.StoreId)}\" stockCount=\"0\"/>"
        );

        public int CityDays => cityDays;

        public void Write(PriceListOutput output, int stock, int preOrderDays)
        {
            if (stock <= 0)
            {
                output.Raw(_no);
                return;
            }

            output.Raw(_yes);
            if (preOrderDays > 0)
            {
                output.Raw(" preOrder=\""u8);
                output.Number(preOrderDays);
                output.Raw("\""u8);
            }

            output.Raw(" stockCount=\""u8);
            output.Number(stock);
            output.Raw("\"/>"u8);
        }
    }
}
