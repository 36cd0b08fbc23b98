using CsCheck;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.Tests.Catalogue;

public class TextTests
{
    [Fact]
    public void A_pool_gives_back_what_was_put_in() =>
        Gen
            .String.Array[0, 200]
            .Sample(values =>
            {
                var pool = new TextPool();
                var valid = values
                    .Select(v =>
                        System.Text.Encoding.UTF8.GetString(System.Text.Encoding.UTF8.GetBytes(v))
                    )
                    .ToArray();
                var texts = valid.Select(pool.Add).ToArray();
                return texts.Select(t => t.ToString()).SequenceEqual(valid, StringComparer.Ordinal);
            });

    [Fact]
    public void A_text_larger_than_a_block_fits()
    {
        var large = new string('я', 400_000);

        Assert.Equal(large, new TextPool().Add(large).ToString());
    }

    [Fact]
    public void Brands_are_held_once_and_found_in_any_letter_case()
    {
        var brands = new Brands();
        var first = brands.Add("D-Link");

        Assert.Equal(first, brands.Add("D-Link"u8));
        Assert.Equal([first], brands.PositionsOf(["d-LINK"]));
        Assert.Equal("D-Link", brands.NameOf(first));
    }

    [Fact]
    public void A_table_is_ordered_without_losing_rows() =>
        Gen.Int[-1000, 1000]
            .Array[0, 9000]
            .Sample(
                values =>
                {
                    var table = new Table<int>();
                    foreach (var value in values)
                    {
                        table.Add(value);
                    }

                    var ordered = table.OrderedBy((in v) => v);
                    return Enumerable
                        .Range(0, ordered.Count)
                        .Select(i => ordered[i])
                        .SequenceEqual(values.Order());
                },
                iter: 20
            );
}
