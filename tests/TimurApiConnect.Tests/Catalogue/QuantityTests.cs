using System.Text;
using CsCheck;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Tests.Catalogue;

public class QuantityTests
{
    [Theory]
    [InlineData("0", QuantityKind.Exact, 0, 0)]
    [InlineData("12", QuantityKind.Exact, 12, 12)]
    [InlineData(" 12 ", QuantityKind.Exact, 12, 12)]
    [InlineData(">50", QuantityKind.MoreThan, 50, 50)]
    [InlineData("> 6000", QuantityKind.MoreThan, 6000, 6000)]
    [InlineData("<10", QuantityKind.LessThan, 10, 0)]
    public void A_figure_is_read_as_what_it_says(
        string text,
        QuantityKind kind,
        int value,
        int lowerBound
    )
    {
        var quantity = Quantity.Parse(Encoding.UTF8.GetBytes(text));

        Assert.Equal(new Quantity(kind, value), quantity);
        Assert.Equal(lowerBound, quantity.LowerBound);
    }

    [Theory]
    [InlineData("")]
    [InlineData(">")]
    [InlineData("-3")]
    [InlineData(">-3")]
    [InlineData("5+")]
    [InlineData("много")]
    [InlineData("1e3")]
    [InlineData("12 шт")]
    [InlineData("99999999999999999999")]
    [InlineData("10000001")]
    [InlineData(">>5")]
    public void Any_other_shape_is_unknown_and_never_a_known_zero(string text)
    {
        var quantity = Quantity.Parse(Encoding.UTF8.GetBytes(text));

        Assert.False(quantity.IsKnown);
        Assert.NotEqual(Quantity.Exactly(0), quantity);
    }

    [Fact]
    public void Bytes_of_any_kind_never_throw_and_never_promise_more_than_they_say() =>
        Gen
            .Byte.Array[0, 12]
            .Sample(bytes =>
            {
                var quantity = Quantity.Parse(bytes);
                var digits = new string([
                    .. bytes.Where(b => b is >= (byte)'0' and <= (byte)'9').Select(b => (char)b),
                ]);
                return quantity.LowerBound == 0 || quantity.LowerBound == long.Parse(digits);
            });
}
