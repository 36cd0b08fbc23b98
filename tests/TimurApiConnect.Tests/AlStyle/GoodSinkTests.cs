using System.Text;
using System.Text.Json;
using CsCheck;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Tests.AlStyle;

public class GoodSinkTests
{
    private static async Task<(GoodSink Sink, CatalogueBuilder CatalogueBuilder)> ReadAsync(
        string json
    )
    {
        var crawl = new CatalogueBuilder();
        var sink = new GoodSink(crawl);
        await TokenStream.ReadAsync(
            new StockSinkTests.Chunked(Encoding.UTF8.GetBytes(json), 37),
            sink,
            1_000_000,
            TestContext.Current.CancellationToken
        );
        return (sink, crawl);
    }

    private const string Good = """
        { "article": 18104, "article_pn": " DWA-131 ", "name": "Адаптер \"USB\" <b>&amp;</b>\t2.4", "full_name": "…", "category": 3711, "sort": 5,
          "price1": 12390, "price2": 14990, "quantity": ">50", "isnew": 1, "brand": "D-Link", "barcode": 790069385230, "rrp": 1,
          "images": ["http://img.al-style.kz/18104_1.jpg"], "properties": { "article": 5, "name": "nested" }, "multiplicity": "5",
          "quantityMarkdown": 0, "priceMarkdown": 0, "defectDescription": "" }
        """;

    public static TheoryData<string> Wraps =>
        [
            $$"""{ "elements": [ {{Good}} ], "pagination": { "totalCount": 1, "totalPages": 1, "currentPage": 1, "limit": 250, "offset": 0 } }""",
            $$"""{ "pagination": { "totalCount": "1" }, "elements": [ {{Good}} ] }""",
            $"[ {Good} ]",
            $"[ [ {Good} ] ]",
            $$"""{ "data": [ {{Good}} ] }""",
        ];

    [Theory]
    [MemberData(nameof(Wraps))]
    public async Task A_good_is_read_whatever_the_list_is_wrapped_in(string json)
    {
        var (sink, crawl) = await ReadAsync(json);

        Assert.Equal((1, 1), (sink.Rows, crawl.Goods.Count));
        var good = crawl.Goods[0];
        Assert.Equal(18104, good.Article);
        Assert.Equal("Адаптер \"USB\" <b>&amp;</b> 2.4", good.Name.ToString());
        Assert.Equal(
            ("DWA-131", "790069385230", "D-Link"),
            (good.PartNumber.ToString(), good.Barcode.ToString(), crawl.Brands.NameOf(good.Brand))
        );
        Assert.Equal((3711, 5), (good.Category, good.Multiplicity));
        Assert.Equal((12_390L, 14_990L, 0L), (good.DealerPrice, good.RetailPrice, good.Rrp));
        Assert.Equal((">50", GoodMarks.None), (good.Quantity.ToString(), good.Marks));
        Assert.Equal(json.Contains("totalCount", StringComparison.Ordinal) ? 1 : null, sink.Total);
    }

    [Fact]
    public async Task A_brand_may_be_an_object()
    {
        var (_, crawl) = await ReadAsync(
            """[{ "article": 1, "brand": { "id": "7f6c", "name": "D-Link", "more": [1] }, "name": "x" }]"""
        );

        Assert.Equal("D-Link", crawl.Brands.NameOf(crawl.Goods[0].Brand));
        Assert.Equal("x", crawl.Goods[0].Name.ToString());
    }

    [Theory]
    [InlineData("\"quantityMarkdown\": 2", GoodMarks.MarkedDown)]
    [InlineData("\"quantityMarkdown\": \"0\"", GoodMarks.None)]
    [InlineData("\"quantityMarkdown\": null", GoodMarks.None)]
    [InlineData("\"defectDescription\": \"царапина\"", GoodMarks.MarkedDown)]
    [InlineData("\"defectDescription\": \"  \"", GoodMarks.None)]
    [InlineData("\"defectDescription\": null", GoodMarks.None)]
    public async Task Marked_down_goods_are_marked(string field, GoodMarks marks)
    {
        var (_, crawl) = await ReadAsync($$"""[{ "article": 1, {{field}} }]""");

        Assert.Equal(marks, crawl.Goods[0].Marks);
    }

    [Fact]
    public async Task Missing_and_strange_values_are_counted_and_sell_nothing()
    {
        var (sink, crawl) = await ReadAsync(
            """
            [ { "article": 1 }, { "article": 2, "price1": "дорого", "price2": {}, "quantity": false, "name": 5, "multiplicity": -3, "rrp": "?" },
              { "article": "3", "price1": 1, "price2": 0, "quantity": 1 }, { "name": "no article" }, { "article": -1 }, { "article": 1 } ]
            """
        );

        Assert.Equal((6, 3, 2, 1), (sink.Rows, crawl.Goods.Count, crawl.Rejected, crawl.Doubled));
        Assert.Equal(9, crawl.Unreadable);
        Assert.Equal(
            (0L, 0L, false, 1),
            (
                crawl.Goods[1].DealerPrice,
                crawl.Goods[1].RetailPrice,
                crawl.Goods[1].Quantity.IsKnown,
                crawl.Goods[1].Multiplicity
            )
        );
        Assert.True(crawl.Goods[2].IsPriceOnRequest);
    }

    [Fact]
    public async Task A_text_that_is_no_Unicode_is_none_and_does_not_stop_the_page()
    {
        var (_, crawl) = await ReadAsync(
            """[{ "article": 1, "name": "\ud800", "brand": "\udfff", "quantity": "\ud800", "price1": 5 }, { "article": 2, "name": "x" }]"""
        );

        Assert.Equal(
            ("", "", false, 5L, "x"),
            (
                crawl.Goods[0].Name.ToString(),
                crawl.Brands.NameOf(crawl.Goods[0].Brand),
                crawl.Goods[0].Quantity.IsKnown,
                crawl.Goods[0].DealerPrice,
                crawl.Goods[1].Name.ToString()
            )
        );
    }

    [Fact]
    public async Task A_name_is_cut_between_characters()
    {
        var (_, crawl) = await ReadAsync(
            $$"""[{ "article": 1, "name": "a{{new string('я', 2_000)}}" }]"""
        );

        Assert.Equal("a" + new string('я', 511), crawl.Goods[0].Name.ToString());
    }

    [Fact]
    public async Task Damaged_pages_are_read_or_refused_but_never_misread()
    {
        var page = $$"""{ "elements": [ {{Good}} ], "pagination": { "totalCount": 1 } }""";
        await Gen.Select(Gen.Int[0, page.Length - 1], Gen.Char[' ', '~'])
            .SampleAsync(
                async (at, c) =>
                {
                    try
                    {
                        var (_, crawl) = await ReadAsync(page[..at] + c + page[(at + 1)..]);
                        return Enumerable
                            .Range(0, crawl.Goods.Count)
                            .All(i =>
                                crawl.Goods[i]
                                    is { Article: > 0, DealerPrice: >= 0, Multiplicity: > 0 }
                            );
                    }
                    catch (Exception e) when (e is UnreadableAnswerException or JsonException)
                    {
                        return true;
                    }
                },
                iter: 2_000
            );
    }

    [Fact]
    public void Categories_and_brands_are_read_in_all_their_wraps()
    {
        const string list =
            """[ { "id": 2, "name": "Сети", "left": 2, "right": 3, "level": 2, "elements": 0 }, { "id": 1, "name": "Все", "left": 1, "right": 4, "level": 1 }, 5, {} ]""";
        foreach (
            var json in new[] { list, $"[{list}]", $$"""{ "status": true, "data": {{list}} }""" }
        )
        {
            var tree = ShortAnswers.Categories(JsonDocument.Parse(json).RootElement);
            Assert.Equal([1, 2], tree.All.Select(c => c.Id));
            Assert.Equal([1, 2], tree.WithDescendants(1));
        }

        var brands = ShortAnswers.Brands(
            JsonDocument
                .Parse(
                    """{ "status": true, "data": [ { "id": "7F6C", "name": " D-Link ", "count": 5 }, { "id": "7f6c", "name": "again" } ] }"""
                )
                .RootElement
        );
        Assert.Equal(["D-Link"], brands.Values);
        Assert.Throws<UnreadableAnswerException>(() =>
            ShortAnswers.Categories(JsonDocument.Parse("{}").RootElement)
        );
    }
}
