using TimurApiConnect.Core.Assortment;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;

namespace TimurApiConnect.Tests.Assortment;

public class SkuSchemeTests
{
    private static (Reason Reason, string Sku) Assign(
        SkuSource source,
        Good good,
        params Good[] others
    )
    {
        var mapping = new Dictionary<int, string> { [1] = "SHOP-1", [2] = "100001_2" };
        var reason = new SkuScheme(source, A.Snapshot([good, .. others]), mapping).Assign(
            good,
            default,
            out var sku
        );
        return (reason, sku.ToString());
    }

    [Theory]
    [InlineData("DWA131", Reason.None)]
    [InlineData("A_1", Reason.None)]
    [InlineData("12345678901234567890", Reason.None)]
    [InlineData("123456789012345678901", Reason.SkuInvalid)]
    [InlineData("DWA-131", Reason.SkuInvalid)]
    [InlineData("DWA 131", Reason.SkuInvalid)]
    [InlineData("DWA\u00a0131", Reason.SkuInvalid)]
    [InlineData("АВС1", Reason.SkuInvalid)]
    [InlineData("A/1", Reason.SkuInvalid)]
    [InlineData("", Reason.NoSku)]
    public void A_part_number_is_taken_only_when_Kaspi_would_take_it(
        string partNumber,
        Reason reason
    ) =>
        Assert.Equal(
            (reason, partNumber),
            Assign(SkuSource.PartNumber, A.Good(1, partNumber: partNumber))
        );

    [Fact]
    public void A_part_number_of_two_goods_is_refused_for_both()
    {
        Assert.Equal(
            Reason.SkuCollision,
            Assign(
                SkuSource.PartNumber,
                A.Good(1, partNumber: "X1"),
                A.Good(2, partNumber: "X1")
            ).Reason
        );
        Assert.Equal(
            Reason.SkuCollision,
            Assign(
                SkuSource.PartNumber,
                A.Good(2, partNumber: "X1"),
                A.Good(1, partNumber: "X1")
            ).Reason
        );
    }

    [Fact]
    public void A_good_that_is_gone_blocks_nobody() =>
        Assert.Equal(
            Reason.None,
            Assign(
                SkuSource.PartNumber,
                A.Good(1, partNumber: "X1"),
                A.Good(2, partNumber: "X1", marks: GoodMarks.Gone)
            ).Reason
        );

    [Fact]
    public void The_article_is_the_default_and_always_fits() =>
        Assert.Equal(
            (Reason.None, "2147483647"),
            Assign(SkuSource.Article, A.Good(int.MaxValue, partNumber: ""))
        );

    [Fact]
    public void A_mapping_gives_its_own_and_nothing_to_the_rest()
    {
        Assert.Equal((Reason.SkuInvalid, "SHOP-1"), Assign(SkuSource.Mapping, A.Good(1)));
        Assert.Equal((Reason.None, "100001_2"), Assign(SkuSource.Mapping, A.Good(2)));
        Assert.Equal((Reason.NoSku, ""), Assign(SkuSource.Mapping, A.Good(3)));
    }
}
