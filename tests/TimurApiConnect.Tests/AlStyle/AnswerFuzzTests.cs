using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Tests.AlStyle;

/// <summary>
/// Answers of the supplier's real shapes, damaged at random: each is refused by one of two exceptions, or read as a second, slow and simple
/// reader reads it.
/// </summary>
public class AnswerFuzzTests(ITestOutputHelper output)
{
    private const int Answers = 30_000;
    private const int Seed = 11;
    private static readonly string[] Quantities =
    [
        "12",
        "0",
        "\">50\"",
        "\"7\"",
        "\"<10\"",
        "null",
        "\"много\"",
        "\"\\u003e100\"",
        "3.0",
    ];
    private static readonly string[] Prices = ["12390", "14990.5", "\"150.00\"", "0", "null", "-5"];

    [Fact]
    public async Task Stock_is_refused_or_read_right()
    {
        var lot = new Random(Seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Answers; i++)
        {
            var answer = Mutation.Of(Encoding.UTF8.GetBytes(Stock(lot)), lot);
            var sink = new StockSink();
            if (!await IsReadAsync(answer, sink, lot))
            {
                refused++;
                continue;
            }

            read++;
            var lines = Enumerable
                .Range(0, sink.Reading.Lines.Count)
                .Select(n => sink.Reading.Lines[n])
                .Select(l => $"{l.Article}: {l.Quantity} {l.DealerPrice} {l.RetailPrice}");
            Assert.Equal(SlowReader.Stock(answer), lines);
        }

        output.WriteLine($"{Answers} answers of stock: {read} read, {refused} refused.");
        Assert.True(read > Answers / 20 && refused > Answers / 20);
    }

    [Fact]
    public async Task Goods_are_refused_or_read_right()
    {
        var lot = new Random(Seed);
        var (read, refused) = (0, 0);
        for (var i = 0; i < Answers; i++)
        {
            var answer = Mutation.Of(Encoding.UTF8.GetBytes(Page(lot)), lot);
            var crawl = new CatalogueBuilder();
            if (!await IsReadAsync(answer, new GoodSink(crawl), lot))
            {
                refused++;
                continue;
            }

            read++;
            var goods = Enumerable.Range(0, crawl.Goods.Count).Select(n => crawl.Goods[n]).ToList();
            Assert.Equal(
                SlowReader.Goods(answer),
                goods.Select(g =>
                    $"{g.Article}: {g.Quantity} {g.DealerPrice} {g.RetailPrice} x{g.Multiplicity}"
                )
            );
            // In the price list it would be no XML.
            Assert.All(goods, g => Assert.True(Utf8.IsValid(g.Name.Utf8)));
        }

        output.WriteLine($"{Answers} pages of goods: {read} read, {refused} refused.");
        Assert.True(read > Answers / 20 && refused > Answers / 20);
    }

    [Fact]
    public void Short_answers_are_refused_or_read()
    {
        var lot = new Random(Seed);
        var (read, refused) = (0, 0);
        var list = Encoding.UTF8.GetBytes(
            """{ "status": true, "data": [ { "id": "7f6c", "name": "D-Link", "count": 5 }, { "id": 2, "name": "Сети", "left": 2, "right": 3, "level": 2 } ] }"""
        );
        for (var i = 0; i < Answers; i++)
        {
            try
            {
                var answer = Mutation.Of(list, lot);
                AnswerJson.Read(answer, ShortAnswers.Brands);
                AnswerJson.Read(answer, ShortAnswers.Categories);
                read++;
            }
            catch (Exception e) when (e is UnreadableAnswerException or JsonException)
            {
                refused++;
            }
        }

        output.WriteLine($"{Answers} short answers: {read} read, {refused} refused.");
        Assert.True(read > Answers / 20 && refused > Answers / 20);
    }

    private static async Task<bool> IsReadAsync(byte[] answer, ITokenSink sink, Random lot)
    {
        try
        {
            await TokenStream.ReadAsync(
                new StockSinkTests.Chunked(answer, lot.Next(1, 64)),
                sink,
                1_000_000,
                TestContext.Current.CancellationToken
            );
            return true;
        }
        catch (Exception e) when (e is UnreadableAnswerException or JsonException)
        {
            return false;
        }
    }

    private static string Stock(Random lot)
    {
        var goods = Enumerable
            .Range(0, lot.Next(1, 5))
            .Select(_ =>
                $$"""
                "{{lot.Next(1, 30_000)}}": { "quantity": {{Pick(lot, Quantities)}}, "price1": {{Pick(
                    lot,
                    Prices
                )}}, "price2": {{Pick(lot, Prices)}}, "discount": 0, "warehouse": [ { "quantity": 9 } ] }
                """
            );
        var plain = Enumerable
            .Range(0, lot.Next(1, 5))
            .Select(_ => $"\"{lot.Next(1, 30_000)}\": {Pick(lot, Quantities)}");
        var all = $"{{ {string.Join(", ", lot.Next(4) == 0 ? plain : goods)} }}";
        return lot.Next(3) == 0 ? $$"""{ "status": true, "data": {{all}} }""" : all;
    }

    private static string Page(Random lot)
    {
        var goods = Enumerable
            .Range(0, lot.Next(1, 4))
            .Select(_ =>
                $$"""
                { "article": {{lot.Next(
                    1,
                    30_000
                )}}, "name": "Адаптер \"USB\"", "category": 3711, "price1": {{Pick(
                    lot,
                    Prices
                )}}, "price2": {{Pick(lot, Prices)}}, "quantity": {{Pick(
                    lot,
                    Quantities
                )}}, "brand": { "id": "7", "name": "D-Link" }, "multiplicity": {{lot.Next(
                    1,
                    6
                )}}, "images": ["a"], "properties": { "article": 5, "price1": 1 } }
                """
            );
        var list = $"[ {string.Join(", ", goods)} ]";
        return lot.Next(3) switch
        {
            0 => $"[ {list} ]",
            1 => list,
            _ => $$"""{ "elements": {{list}}, "pagination": { "totalCount": 3 } }""",
        };
    }

    private static string Pick(Random lot, string[] from) => from[lot.Next(from.Length)];
}
