using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.SyncWorker.SupplierOrders;

namespace TimurApiConnect.Tests.SupplierOrders;

/// <summary>Which power of attorney and which delivery method an order is sent with, and why it is not.</summary>
public class SupplierTermsReaderTests
{
    private static readonly DateOnly Today = new(2026, 11, 25);

    private static readonly SupplierTerms Known = new(
        "990140001234",
        [
            new("21", "Petrov", Today.AddDays(30), false, "{}"),
            new("17", "Ivanov", Today, true, "{}"),
            new("9", "Sidorov", Today.AddDays(-1), false, "{}"),
        ],
        [
            new("Доставка", "", "пр. Абая, 10", false, "{}"),
            new("Самовывоз", "", "ул. Панфилова, 1", true, "{}"),
        ]
    );

    [Fact]
    public void The_named_one_is_used_else_the_main_one_else_the_one_that_lasts_longest()
    {
        Assert.Equal("21", Known.ChooseAttorney("21")!.Number);
        Assert.Equal("17", Known.ChooseAttorney("")!.Number);
        Assert.Null(Known.ChooseAttorney("4711"));
        Assert.Equal(
            "21",
            (Known with { Attorneys = [.. Known.Attorneys.Select(a => a with { IsMain = false })] })
                .ChooseAttorney(null)!
                .Number
        );
        Assert.Equal("Доставка", Known.ChooseDelivery("абая")!.Kind);
        Assert.Equal("Доставка", Known.ChooseDelivery("достав")!.Kind);
        Assert.Equal("Самовывоз", Known.ChooseDelivery(null)!.Kind);
        Assert.Null(Known.ChooseDelivery("Астана"));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("21", "абая", null)]
    [InlineData("4711", null, "no-attorney")]
    [InlineData("9", null, "attorney-expired")]
    [InlineData(null, "Астана", "no-delivery")]
    public void Nothing_is_ordered_without_a_valid_one_and_the_sentence_says_what_to_do(
        string? attorney,
        string? delivery,
        string? code
    )
    {
        var problem = SupplierTermsReader.Problem(
            new() { Attorney = attorney, Delivery = delivery },
            Known,
            Today
        );
        Assert.Equal(code, problem?.Code);
        Assert.EndsWith(
            code is null ? "" : "then retry.",
            problem?.Why ?? "",
            StringComparison.Ordinal
        );
    }

    [Fact]
    public void A_supplier_without_any_is_said()
    {
        var none = Known with { Attorneys = [] };
        Assert.Equal("no-attorney", SupplierTermsReader.Problem(new(), none, Today)?.Code);
    }
}
