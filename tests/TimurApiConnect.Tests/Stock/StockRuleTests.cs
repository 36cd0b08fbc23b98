using System.Text;
using CsCheck;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Tests.Stock;

public class StockRuleTests
{
    [Theory]
    [InlineData("20", 1, 0, 500, 0, MultiplicityMode.RoundDown, 20)]
    [InlineData("20", 1, 1, 500, 0, MultiplicityMode.RoundDown, 19)]
    [InlineData(">50", 1, 1, 500, 0, MultiplicityMode.RoundDown, 49)]
    [InlineData(">6000", 1, 1, 500, 0, MultiplicityMode.RoundDown, 500)]
    [InlineData("<10", 1, 0, 500, 0, MultiplicityMode.RoundDown, 0)]
    [InlineData("1", 1, 1, 500, 0, MultiplicityMode.RoundDown, 0)]
    [InlineData("0", 1, 5, 500, 0, MultiplicityMode.RoundDown, 0)]
    [InlineData("3", 1, 0, 500, 3, MultiplicityMode.RoundDown, 0)]
    [InlineData("4", 1, 0, 500, 3, MultiplicityMode.RoundDown, 4)]
    [InlineData("27", 10, 1, 500, 0, MultiplicityMode.RoundDown, 20)]
    [InlineData("27", 10, 1, 15, 0, MultiplicityMode.RoundDown, 10)]
    [InlineData("27", 10, 1, 500, 0, MultiplicityMode.Ignore, 26)]
    [InlineData("27", 10, 1, 500, 0, MultiplicityMode.Skip, 0)]
    [InlineData("27", 1, 1, 500, 0, MultiplicityMode.Skip, 26)]
    public void What_is_offered_is_the_lower_bound_less_what_is_kept_back(
        string quantity,
        int multiplicity,
        int buffer,
        int cap,
        int endWhen,
        MultiplicityMode mode,
        int offered
    ) =>
        Assert.Equal(
            offered,
            new StockRule("x", When.Always, buffer, cap, endWhen, mode).Apply(
                Quantity.Parse(Encoding.UTF8.GetBytes(quantity)),
                multiplicity
            )
        );

    [Fact]
    public void No_rule_ever_offers_more_than_the_lower_bound_less_the_buffer() =>
        Gen.Select(
                Gen.Int[0, 10_000],
                Gen.Int[0, 100],
                Gen.Int[1, 1_000],
                Gen.Int[0, 50],
                Gen.Int[1, 30],
                Gen.Int[0, 2]
            )
            .Sample(
                (bound, buffer, cap, endWhen, multiplicity, mode) =>
                {
                    var offered = new StockRule(
                        "x",
                        When.Always,
                        buffer,
                        cap,
                        endWhen,
                        (MultiplicityMode)mode
                    ).Apply(new Quantity(QuantityKind.MoreThan, bound), multiplicity);
                    return offered >= 0 && offered <= Math.Max(0, bound - buffer) && offered <= cap;
                }
            );
}

public class StockDivisionTests
{
    private static int[] Divide(int stock, params Point[] points)
    {
        var parts = new int[points.Length];
        StockDivision.Divide(stock, points, parts);
        return parts;
    }

    private static Point Point(int share, bool available = true) =>
        new("PP", null, available, share);

    [Fact]
    public void Parts_follow_the_weights_and_the_rest_goes_to_the_first()
    {
        Assert.Equal([10], Divide(10, Point(1)));
        Assert.Equal([4, 3, 3], Divide(10, Point(1), Point(1), Point(1)));
        Assert.Equal([8, 2], Divide(10, Point(3), Point(1)));
        Assert.Equal([1, 0, 0], Divide(1, Point(1), Point(1), Point(1)));
        Assert.Equal([0, 10], Divide(10, Point(5, available: false), Point(1)));
        Assert.Equal([0, 10], Divide(10, Point(0), Point(1)));
        Assert.Equal([0], Divide(10, Point(1, available: false)));
    }

    [Fact]
    public void Points_together_never_promise_more_than_there_is() =>
        Gen.Select(Gen.Int[0, 1_000_000], Gen.Select(Gen.Int[0, 1_000], Gen.Bool).Array[1, 6])
            .Sample(
                (stock, points) =>
                {
                    var parts = Divide(stock, [.. points.Select(p => Point(p.Item1, p.Item2))]);
                    var sells = points.Any(p => p.Item1 > 0 && p.Item2);
                    return parts.All(p => p >= 0) && parts.Sum() == (sells ? stock : 0);
                }
            );
}
