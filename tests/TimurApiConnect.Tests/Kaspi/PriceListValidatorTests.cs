using System.Text;
using TimurApiConnect.Kaspi.PriceLists;

namespace TimurApiConnect.Tests.Kaspi;

public class PriceListValidatorTests
{
    private const string Offer =
        """<offer sku="1"><model>M</model><brand>B</brand><availabilities><availability available="yes" storeId="PP1" preOrder="3" stockCount="5"/></availabilities><price>100</price></offer>""";

    private const string Document =
        $"""<kaspi_catalog date="x" xmlns="kaspiShopping"><company>C</company><merchantid>1</merchantid><offers>{Offer}</offers></kaspi_catalog>""";

    private static IReadOnlyList<PriceListViolation> Validate(string xml) =>
        PriceListValidator.Validate(new MemoryStream(Encoding.UTF8.GetBytes(xml)));

    [Fact]
    public void A_right_document_has_no_violation() => Assert.Empty(Validate(Document));

    [Theory]
    [InlineData("sku=\"1\"", "sku=\"\"", "offer@sku", "missing")]
    [InlineData("sku=\"1\"", "sku=\"123456789012345678901\"", "offer@sku", "range")]
    [InlineData("sku=\"1\"", "sku=\"A-1\"", "offer@sku", "range")]
    [InlineData("<model>M</model>", "", "model", "missing")]
    [InlineData("<model>M</model>", "<model> </model>", "model", "text")]
    [InlineData(
        "<model>M</model><brand>B</brand>",
        "<brand>B</brand><model>M</model>",
        "model",
        "order"
    )]
    [InlineData("<price>100</price>", "", "price", "missing")]
    [InlineData("<price>100</price>", "<price>0</price>", "price", "range")]
    [InlineData("<price>100</price>", "<price>1 000</price>", "price", "range")]
    [InlineData("<price>100</price>", "<price>10.5</price>", "price", "range")]
    [InlineData(
        "<price>100</price>",
        "<price>100</price><cityprices><cityprice cityId=\"1\">5</cityprice></cityprices>",
        "price",
        "missing"
    )]
    [InlineData("<price>100</price>", "<colour/><price>100</price>", "colour", "unknown")]
    [InlineData("<price>100</price>", "<price xmlns=\"\">100</price>", "price", "unknown")]
    [InlineData("available=\"yes\"", "available=\"true\"", "availability@available", "range")]
    [InlineData("storeId=\"PP1\"", "", "availability@storeId", "missing")]
    [InlineData("preOrder=\"3\"", "preOrder=\"31\"", "availability@preOrder", "range")]
    [InlineData("stockCount=\"5\"", "stockCount=\"-5\"", "availability@stockCount", "range")]
    [InlineData("<merchantid>1</merchantid>", "", "kaspi_catalog", "order")]
    [InlineData("date=\"x\" ", "", "kaspi_catalog@date", "missing")]
    [InlineData(Offer, Offer + Offer, "offer@sku", "unique")]
    [InlineData(Offer, "", "offers", "missing")]
    [InlineData("xmlns=\"kaspiShopping\"", "", "kaspi_catalog", "missing")]
    [InlineData("</offers>", "", "document", "well-formed")]
    public void A_breach_is_named_by_offer_field_and_rule(
        string replaced,
        string replacement,
        string field,
        string rule
    )
    {
        var violations = Validate(
            Document.Replace(replaced, replacement, StringComparison.Ordinal)
        );

        Assert.Contains(violations, v => v.Field == field && v.Rule == rule);
    }

    [Fact]
    public void A_document_may_not_make_us_read_other_files()
    {
        var violations = Validate(
            "<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>"
                + Document.Replace(">M<", ">&e;<", StringComparison.Ordinal)
        );

        Assert.Equal("well-formed", Assert.Single(violations).Rule);
    }
}
