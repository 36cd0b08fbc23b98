using System.Text.Json;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Tests.Kaspi;

/// <summary>What a page of orders says of its lines and of the pages after it.</summary>
public class OrderPageTests
{
    [Fact]
    public void Lines_without_numbers_get_their_own_the_same_when_they_come_in_another_order()
    {
        var there = Page(Order("\"c\",\"b\",\"a\""), Line("a"), Line("b"), Line("c"));
        var back = Page(Order("\"b\",\"c\",\"a\",\"a\""), Line("c"), Line("a"), Line("b"));
        Assert.Equal(
            ["a 0", "b 1", "c 2"],
            there.Orders[0].Lines!.Select(l => $"{l.Id} {l.Number}")
        );
        Assert.Equal(there.Orders[0].Lines!, back.Orders[0].Lines!);
    }

    [Fact]
    public void Lines_that_are_not_all_there_are_not_known()
    {
        Assert.Null(Page(Order("\"a\",\"b\""), Line("a")).Orders[0].Lines);
        Assert.Null(Page(Order("")).Orders[0].Lines);
        var damaged = Page(Order("\"a\""), Line("a", "\"many\""));
        Assert.Null(damaged.Orders[0].Lines);
        Assert.Equal(["line a: no usable quantity"], damaged.Unread);
    }

    [Theory]
    [InlineData("{\"pageCount\":2}", 0, true)]
    [InlineData("{\"pageCount\":2}", 1, false)]
    [InlineData("{\"pageCount\":0}", 0, false)]
    // Nothing is counted: a full page of two may not be the last.
    [InlineData("{}", 0, true)]
    [InlineData("null", 7, true)]
    public void Another_page_follows(string meta, int page, bool follows) =>
        Assert.Equal(
            follows,
            Read(
                    $$"""{"data":[{{Order("\"a\"")}},{{Order("\"a\"")}}],"included":[],"meta":{{meta}}}"""
                )
                .HasNext(page, 2)
        );

    [Fact]
    public void A_page_that_is_not_full_is_the_last() =>
        Assert.False(Page(Order("\"a\"")).HasNext(0, 2));

    [Fact]
    public void No_text_holds_a_nul()
    {
        var order = Page(Order("\"a\"", "9\\u00001"), Line("a\\u0000")).Orders[0];
        Assert.Equal("91", order.Code);
        Assert.Equal("a", Assert.Single(order.Lines!).Id);
        Assert.Equal("no such order", Refusals.Quoted("no\0 such\n order"));
    }

    private static string Order(string lines, string code = "1")
    {
        var entries = lines
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .Select(id => $$"""{"type":"orderentries","id":{{id}}}""");
        return $$"""
            {"type":"orders","id":"MQ","attributes":{"code":"{{code}}","state":"NEW","status":"APPROVED_BY_BANK",
            "creationDate":1745691162415,"totalPrice":1},"relationships":{"entries":{"data":[{{string.Join(
                ',',
                entries
            )}}]} } }
            """;
    }

    private static string Line(string id, string quantity = "2") =>
        $$"""{"type":"orderentries","id":"{{id}}","attributes":{"quantity":{{quantity}},"totalPrice":100} }""";

    private static OrderPage Page(string order, params string[] lines) =>
        Read($$"""{"data":[{{order}}],"included":[{{string.Join(',', lines)}}]}""");

    private static OrderPage Read(string json)
    {
        using var document = JsonDocument.Parse(json);
        return OrderPage.Read(document.RootElement, _ => true)!;
    }
}
