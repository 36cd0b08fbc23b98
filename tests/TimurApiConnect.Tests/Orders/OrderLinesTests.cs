using TimurApiConnect.Core.Orders;

namespace TimurApiConnect.Tests.Orders;

/// <summary>Every line has a number of its own, the same at every look.</summary>
public class OrderLinesTests
{
    [Fact]
    public void Lines_with_numbers_keep_them() =>
        Assert.Equal(
            "a0 b1 c7",
            Text(OrderLines.Numbered([Line("c", 7), Line("a", 0), Line("b", 1)], []))
        );

    [Theory]
    // None, one and all of them without, or with one number.
    [InlineData("a- b-", "a0 b1")]
    [InlineData("b- a-", "a0 b1")]
    [InlineData("a0 b0", "a0 b1")]
    [InlineData("b0 a0", "a0 b1")]
    [InlineData("a- b0", "a1 b0")]
    [InlineData("a5 b5 c0 d-", "a5 b1 c0 d2")]
    // The same line twice is one.
    [InlineData("a0 a=1 b1", "a0 b1")]
    public void Missing_and_equal_numbers_become_free_ones(string shown, string numbered) =>
        Assert.Equal(numbered, Text(OrderLines.Numbered(Read(shown), [])));

    [Theory]
    // A line that is gone does not move the others.
    [InlineData("a0 b1 c2", "b- c-", "b1 c2")]
    [InlineData("a0 b1", "b=-", "b=1")]
    // Nor does a new one.
    [InlineData("b0", "a- b-", "a1 b0")]
    [InlineData("b0", "a0 b1", "a1 b0")]
    public void A_line_keeps_the_number_under_which_it_is_known(
        string known,
        string shown,
        string numbered
    ) => Assert.Equal(numbered, Text(OrderLines.Numbered(Read(shown), Read(known))));

    private static IEnumerable<OrderLine> Read(string lines) =>
        lines
            .Split(' ')
            .Select(l => Line(l[..^1], l[^1] == '-' ? OrderLines.Unnumbered : l[^1] - '0'));

    private static string Text(IEnumerable<OrderLine> lines) =>
        string.Join(
            ' ',
            lines.OrderBy(l => l.Id, StringComparer.Ordinal).Select(l => $"{l.Id}{l.Number}")
        );

    private static OrderLine Line(string id, int number) => new(id, number, 1, 100);
}
