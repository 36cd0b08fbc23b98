using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;

namespace TimurApiConnect.Tests.Orders;

/// <summary>What makes no sense is never stored, and the sentence says what to write.</summary>
public class CommandSenseTests
{
    private static readonly string TooLong = new('я', CommandSense.LongestComment + 1);
    private static readonly string JustShort = new('я', CommandSense.LongestComment);
    private const string Imei = "356938035643809";
    private const string OtherImei = "490154203237518";

    public static TheoryData<OrderCommand> Sensible =>
        [
            new OrderCommand.Accept(),
            new OrderCommand.Arrived(),
            new OrderCommand.ArrivedBackward(),
            new OrderCommand.SendCode(),
            new OrderCommand.Cancel(CancellationReason.OutOfStock),
            new OrderCommand.Cancel(CancellationReason.BuyerAskedMerchant, JustShort),
            new OrderCommand.Cancel(CancellationReason.BuyerNotReachable, ""),
            new OrderCommand.Assemble(1),
            new OrderCommand.Assemble(CommandSense.MaxPlaces),
            new OrderCommand.Complete("0000"),
            new OrderCommand.ReduceLine("a", 0, CancellationReason.OutOfStock, JustShort),
            new OrderCommand.ReduceLines([
                Remains("a", 1),
                Remains("b", 1, 280, CancellationReason.Underweight),
            ]),
            new OrderCommand.SetImei(
                "a",
                [
                    [Imei],
                    [OtherImei, "35693803564380"],
                ]
            ),
            new OrderCommand.SetImei(
                "a",
                [
                    ["3569380356438091"],
                ]
            ),
        ];

    [Theory]
    [MemberData(nameof(Sensible))]
    public void What_makes_sense_has_no_problem(OrderCommand command) =>
        Assert.Null(CommandSense.Problem(command));

    public static TheoryData<OrderCommand, string> Senseless =>
        new()
        {
            { new OrderCommand.Cancel(new("BECAUSE")), "'BECAUSE' is no reason" },
            { new OrderCommand.Cancel(default), "'' is no reason" },
            {
                new OrderCommand.Cancel(CancellationReason.Underweight),
                "write one of MERCHANT_OUT_OF_STOCK"
            },
            {
                new OrderCommand.Cancel(CancellationReason.OutOfStock, TooLong),
                "has 1001 characters; Kaspi takes 1000"
            },
            { new OrderCommand.Assemble(0), "0 places; write 1 to 100" },
            { new OrderCommand.Assemble(-1), "-1 places" },
            { new OrderCommand.Assemble(101), "101 places" },
            { new OrderCommand.Complete(""), "has 4 digits" },
            { new OrderCommand.Complete("123"), "has 4 digits" },
            { new OrderCommand.Complete("12345"), "has 4 digits" },
            { new OrderCommand.Complete("12a4"), "has 4 digits" },
            // Digits of another script are digits to char.IsDigit, not to Kaspi.
            { new OrderCommand.Complete("١٢٣٤"), "has 4 digits" },
            {
                new OrderCommand.ReduceLine("a", -1, CancellationReason.OutOfStock),
                "-1 cannot remain; write 0 or more"
            },
            {
                new OrderCommand.ReduceLine("a", 1, CancellationReason.Underweight),
                "is no reason that a merchant may give"
            },
            {
                new OrderCommand.ReduceLine("a", 1, CancellationReason.OutOfStock, TooLong),
                "has 1001 characters; Kaspi takes 1000"
            },
            { new OrderCommand.ReduceLines([]), "No line is named" },
            { new OrderCommand.ReduceLines([Remains("a", -1)]), "-1" },
            { new OrderCommand.ReduceLines([Remains("a", 1), Remains("b", 1, -1)]), "Line b: " },
            {
                new OrderCommand.ReduceLines([Remains("a", 1, null, new("BECAUSE"))]),
                "'BECAUSE' is no reason"
            },
            {
                new OrderCommand.ReduceLines([Remains("a", 1) with { Notes = TooLong }]),
                "has 1001 characters; Kaspi takes 1000"
            },
            {
                new OrderCommand.ReduceLines([Remains("a", 1), Remains("a", 0)]),
                "Line a is named twice"
            },
            { new OrderCommand.SetImei("a", []), "No IMEI is given" },
            {
                new OrderCommand.SetImei(
                    "a",
                    [
                        [],
                    ]
                ),
                "A device has 0 codes"
            },
            {
                new OrderCommand.SetImei(
                    "a",
                    [
                        [Imei, OtherImei, Imei],
                    ]
                ),
                "A device has 3 codes"
            },
            {
                new OrderCommand.SetImei(
                    "a",
                    [
                        ["3569380356438"],
                    ]
                ),
                "'3569380356438' is no IMEI"
            },
            {
                new OrderCommand.SetImei(
                    "a",
                    [
                        [Imei],
                        ["35693803564380x"],
                    ]
                ),
                "is no IMEI"
            },
            {
                new OrderCommand.SetImei(
                    "a",
                    [
                        [Imei],
                        [Imei],
                    ]
                ),
                $"IMEI {Imei} is given twice"
            },
        };

    [Theory]
    [MemberData(nameof(Senseless))]
    public void What_makes_none_is_said_in_a_sentence(OrderCommand command, string part)
    {
        var problem = CommandSense.Problem(command);

        Assert.Contains(part, problem, StringComparison.Ordinal);
        Assert.EndsWith(".", problem, StringComparison.Ordinal);
    }

    [Fact]
    public void The_buyers_code_is_never_repeated() =>
        Assert.DoesNotContain(
            "98765",
            CommandSense.Problem(new OrderCommand.Complete("98765")),
            StringComparison.Ordinal
        );

    private static RemainingLine Remains(
        string line,
        int quantity,
        int? grams = null,
        CancellationReason? reason = null
    ) => new(line, quantity, grams, reason ?? CancellationReason.OutOfStock);
}
