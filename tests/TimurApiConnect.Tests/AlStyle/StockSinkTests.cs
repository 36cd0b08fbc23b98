using System.Text;
using System.Text.Json;
using CsCheck;
using TimurApiConnect.AlStyle.Wire;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Tests.AlStyle;

public class StockSinkTests
{
    internal static async Task<StockSink> ReadAsync(string json, int chunk = int.MaxValue)
    {
        var sink = new StockSink();
        await TokenStream.ReadAsync(
            new Chunked(Encoding.UTF8.GetBytes(json), chunk),
            sink,
            1_000_000,
            TestContext.Current.CancellationToken
        );
        return sink;
    }

    private static IEnumerable<StockLine> Lines(StockSink sink) =>
        Enumerable.Range(0, sink.Reading.Lines.Count).Select(i => sink.Reading.Lines[i]);

    private const string TwoGoods = """
        { "18104": { "quantity": ">50", "price1": 12390, "price2": 14990.5, "discountPrice": 0, "discount": 0, "warehouse": { "panfilov": 3 } },
          "18105": { "price2": "200", "quantity": 7, "price1": "150.00", "warehouse": [ { "quantity": 99 } ] } }
        """;

    public static TheoryData<string> Wraps =>
        [
            TwoGoods,
            $$"""{ "data": {{TwoGoods}} }""",
            $$"""{ "status": true, "data": {{TwoGoods}} }""",
        ];

    [Theory]
    [MemberData(nameof(Wraps))]
    public async Task Stock_and_prices_are_read_whatever_they_are_wrapped_in(string json)
    {
        var sink = await ReadAsync(json);

        Assert.Equal(
            [
                new StockLine(18104, new Quantity(QuantityKind.MoreThan, 50), 12_390, 14_991),
                new StockLine(18105, Quantity.Exactly(7), 150, 200),
            ],
            Lines(sink)
        );
        Assert.Equal((0, 0), (sink.Reading.Unreadable, sink.Reading.Rejected));
    }

    [Fact]
    public async Task The_place_where_the_answer_is_cut_into_packets_does_not_matter()
    {
        var whole = Lines(await ReadAsync(TwoGoods)).ToList();
        for (var size = 1; size < 40; size++)
        {
            Assert.Equal(whole, Lines(await ReadAsync(TwoGoods, size)));
        }
    }

    [Fact]
    public async Task The_plain_stock_method_has_no_prices()
    {
        var sink = await ReadAsync("""{ "18104": 12, "18105": "\u003e100", "18106": "много" }""");

        Assert.Equal(["12", ">100", "?"], Lines(sink).Select(l => l.Quantity.ToString()));
        Assert.All(Lines(sink), l => Assert.Equal(PriceReading.NotUnderstood, l.DealerPrice));
        Assert.Equal(1, sink.Reading.Unreadable);
    }

    [Fact]
    public async Task Unknown_shapes_are_counted_and_never_zero()
    {
        var sink = await ReadAsync(
            """
            { "1": { "quantity": null, "price1": null, "price2": -5 }, "2": { "quantity": [], "price1": {}, "price2": true },
              "3": {}, "x": { "quantity": 5 }, "0": { "quantity": 5 }, "-4": { "quantity": 5 } }
            """
        );

        Assert.Equal([1, 2, 3], Lines(sink).Select(l => l.Article));
        Assert.All(
            Lines(sink),
            l => Assert.Equal((false, -1L, -1L), (l.Quantity.IsKnown, l.DealerPrice, l.RetailPrice))
        );
        Assert.Equal((9, 3), (sink.Reading.Unreadable, sink.Reading.Rejected));
    }

    [Fact]
    public async Task A_good_whose_value_is_a_list_is_named_with_nothing_known()
    {
        // PHP writes [] for an object without fields. Left out, the good would count as off the supplier's list.
        var sink = await ReadAsync("""{ "1": [], "2": [ 7 ], "3": { "quantity": 4 } }""");

        Assert.Equal(["?", "?", "4"], Lines(sink).Select(l => l.Quantity.ToString()));
    }

    [Fact]
    public async Task A_refusal_in_disguise_is_seen()
    {
        var sink = await ReadAsync(
            """{ "success": false, "message": "too fast", "interval": 5 }"""
        );

        Assert.Equal((true, 5m, 0), (sink.SaysNoSuccess, sink.Interval, sink.Reading.Lines.Count));
    }

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("<!DOCTYPE html><html></html>")]
    [InlineData("\"text\"")]
    [InlineData("12")]
    [InlineData("{ \"18104\": { \"quantity\": 5")]
    [InlineData("{ \"18104\": { \"quantity\": 5 } } trailing")]
    public async Task What_is_no_answer_is_refused(string answer)
    {
        var error = await Assert.ThrowsAnyAsync<Exception>(() => ReadAsync(answer));

        Assert.True(error is UnreadableAnswerException or JsonException);
    }

    [Fact]
    public async Task An_answer_that_does_not_end_is_cut_off_by_its_size()
    {
        var error = await Assert.ThrowsAsync<UnreadableAnswerException>(() =>
            ReadAsync(
                "{"
                    + string.Join(
                        ',',
                        Enumerable.Range(1, 60_000).Select(i => $"\"{i}\": {{\"quantity\": 1}}")
                    )
                    + "}"
            )
        );

        Assert.Equal("The answer is larger than 1000000 bytes.", error.Message);
    }

    [Fact]
    public async Task Damaged_answers_are_read_or_refused_but_never_misread() =>
        await Gen.Select(Gen.Int[0, TwoGoods.Length - 1], Gen.Char[' ', '~'])
            .SampleAsync(
                async (at, c) =>
                {
                    var damaged = TwoGoods[..at] + c + TwoGoods[(at + 1)..];
                    try
                    {
                        var sink = await ReadAsync(damaged, 17);
                        return Lines(sink)
                            .All(l =>
                                l.Article > 0
                                && l.Quantity.Value >= 0
                                && l.DealerPrice >= -1
                                && l.RetailPrice >= -1
                            );
                    }
                    catch (Exception e) when (e is UnreadableAnswerException or JsonException)
                    {
                        return true;
                    }
                },
                iter: 2_000
            );

    /// <summary>Gives at most so many bytes at a time, like a slow network.</summary>
    internal sealed class Chunked(byte[] bytes, int size) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) => base.ReadAsync(buffer[..Math.Min(buffer.Length, size)], cancellationToken);
    }
}
