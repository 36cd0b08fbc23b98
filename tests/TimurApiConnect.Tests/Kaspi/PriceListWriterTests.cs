using System.Text;
using System.Xml.Linq;
using CsCheck;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Kaspi.PriceLists;

namespace TimurApiConnect.Tests.Kaspi;

public class PriceListWriterTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);

    private static (string Xml, PriceListSummary Summary) Write(
        ShopRules rules,
        Table<Offer> published,
        DateTimeOffset at,
        params Good[] goods
    )
    {
        var set = A.Compare(rules, published, goods);
        using var stream = new MemoryStream();
        var summary = new PriceListWriter(rules, A.Brands).Write(
            stream,
            new PriceListHead("ТОО \"Демо & Ко\"", "30000001"),
            at,
            set.Next,
            A.Snapshot(goods),
            TestContext.Current.CancellationToken
        );
        return (Encoding.UTF8.GetString(stream.ToArray()), summary);
    }

    private static (string Xml, PriceListSummary Summary) Write(
        ShopRules rules,
        params Good[] goods
    ) => Write(rules, new(), Now, goods);

    [Fact]
    public void A_list_is_written_exactly_as_the_schema_wants_it()
    {
        var rules = A.Rules(
            preOrder: """[{ "name": "cables", "when": { "categories": [4] }, "days": 3 }]"""
        );
        var (xml, summary) = Write(
            rules,
            A.Good(1, name: "Кабель \"HDMI\" <2 м> & 'all'", category: 4, quantity: ">50"),
            A.Good(2, brand: "", dealer: 5_000)
        );

        Assert.Equal(
            """
            <?xml version="1.0" encoding="utf-8"?>
            <kaspi_catalog date="2026-11-24T05:00:00Z" xmlns="kaspiShopping" xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance" xsi:schemaLocation="kaspiShopping http://kaspi.kz/kaspishopping.xsd">
            <company>ТОО &quot;Демо &amp; Ко&quot;</company>
            <merchantid>30000001</merchantid>
            <offers>
            <offer sku="1"><model>Кабель &quot;HDMI&quot; &lt;2 м&gt; &amp; &apos;all&apos;</model><brand>D-Link</brand><availabilities><availability available="yes" storeId="PP1" preOrder="3" stockCount="50"/></availabilities><price>12000</price></offer>
            <offer sku="2"><model>Адаптер</model><brand>Без бренда</brand><availabilities><availability available="yes" storeId="PP1" stockCount="20"/></availabilities><price>6000</price></offer>
            </offers>
            </kaspi_catalog>

            """,
            xml
        );
        Assert.Equal(
            (2, 2, Encoding.UTF8.GetByteCount(xml)),
            (summary.Offers, summary.OnSale, (int)summary.Size)
        );
    }

    [Fact]
    public void Points_divide_the_stock_and_cities_have_prices_and_days_of_their_own()
    {
        var rules = A.Rules(
            points: """
            [ { "storeId": "PP1", "city": "750000000", "share": 2 }, { "storeId": "PP2", "city": "710000000" },
              { "storeId": "PP3", "city": "710000000", "available": false } ]
            """,
            cities: """[ { "id": "750000000" }, { "id": "710000000", "adjustPercent": 5, "preOrderDays": 2 } ]"""
        );

        var offer = XDocument
            .Parse(Write(rules, A.Good(1, quantity: "10")).Xml)
            .Descendants("{kaspiShopping}offer")
            .Single();

        Assert.Equal(
            ["yes PP1  7", "yes PP2 2 3", "no PP3  0"],
            offer
                .Descendants("{kaspiShopping}availability")
                .Select(a =>
                    $"{(string?)a.Attribute("available")} {(string?)a.Attribute("storeId")} {(string?)a.Attribute("preOrder")} {(string?)a.Attribute("stockCount")}"
                )
        );
        Assert.Equal(
            ["750000000 12000", "710000000 12600"],
            offer
                .Descendants("{kaspiShopping}cityprice")
                .Select(c => $"{(string?)c.Attribute("cityId")} {c.Value}")
        );
        Assert.Empty(offer.Elements("{kaspiShopping}price"));
    }

    [Fact]
    public void A_city_never_sells_under_the_floor()
    {
        var rules = A.Rules(
            floor: """{ "commissions": [{ "name": "all", "percent": 10 }] }""",
            points: """[{ "storeId": "PP1", "city": "1" }]""",
            cities: """[{ "id": "1", "adjustPercent": -50 }]"""
        );

        Assert.Contains(
            "<cityprice cityId=\"1\">11112</cityprice>",
            Write(rules, A.Good()).Xml,
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void What_was_for_sale_stays_listed_as_not_available_and_what_never_was_is_left_out()
    {
        var rules = A.Rules();
        var published = A.Compare(rules, new(), A.Good(1), A.Good(2)).Next;

        var (xml, summary) = Write(
            rules,
            published,
            Now,
            A.Good(1, quantity: "0"),
            A.Good(2),
            A.Good(3, quantity: "0")
        );

        Assert.Equal((2, 1), (summary.Offers, summary.OnSale));
        Assert.Contains(
            "<offer sku=\"1\"><model>Адаптер</model><brand>D-Link</brand><availabilities><availability available=\"no\" storeId=\"PP1\" stockCount=\"0\"/></availabilities><price>12000</price></offer>",
            xml,
            StringComparison.Ordinal
        );
        Assert.Empty(PriceListValidator.Validate(new MemoryStream(Encoding.UTF8.GetBytes(xml))));
    }

    [Fact]
    public void The_hash_follows_the_content_and_not_the_date()
    {
        var first = Write(A.Rules(), new(), Now, A.Good(1)).Summary.Hash;

        Assert.Equal(first, Write(A.Rules(), new(), Now.AddHours(1), A.Good(1)).Summary.Hash);
        Assert.NotEqual(
            first,
            Write(A.Rules(), new(), Now, A.Good(1, quantity: "21")).Summary.Hash
        );
        Assert.NotEqual(
            first,
            Write(A.Rules(), new(), Now, A.Good(1, name: "другое")).Summary.Hash
        );
    }

    [Fact]
    public void Any_name_gives_a_valid_document_and_comes_back_as_it_was() =>
        Gen.String[1, 60]
            .Sample(name =>
            {
                var utf8 = Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(name));
                var (xml, summary) = Write(A.Rules(), A.Good(1, name: utf8));
                if (
                    summary.Offers == 0
                    || PriceListValidator
                        .Validate(new MemoryStream(Encoding.UTF8.GetBytes(xml)))
                        .Any(v => v.Rule != "text")
                )
                {
                    return false;
                }

                var read = XDocument
                    .Parse(xml, LoadOptions.PreserveWhitespace)
                    .Descendants("{kaspiShopping}model")
                    .Single()
                    .Value;
                return read
                    == new string([
                        .. utf8.Select(c =>
                            c < 32 || c is '\u007f' or '\ufffe' or '\uffff' ? ' ' : c
                        ),
                    ]);
            });
}
