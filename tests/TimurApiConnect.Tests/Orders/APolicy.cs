using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Core.Pricing;

namespace TimurApiConnect.Tests.Orders;

/// <summary>What decisions about orders are made from.</summary>
internal static class APolicy
{
    /// <summary>3 % tax, 1,000 tenge for every delivery, at least 5 % of the cost and 500 tenge kept.</summary>
    public static Floor Floor { get; } = new([new(long.MaxValue, 1_000)], new(300), new(500), 500);

    public static OrderRules RulesThat(
        AcceptMode accept = AcceptMode.Automatic,
        GoneMode gone = GoneMode.Ask,
        long mostTotal = 300_000
    ) => new(accept, mostTotal, gone, new(new Dictionary<DayOfWeek, OpenHours>(), [], []));

    /// <summary>Two of a good for 20,000 that costs 10,000 at 12 %: each leaves 6,000 tenge.</summary>
    public static PolicyLine Line(
        int number = 0,
        int quantity = 2,
        int lowerBound = 10,
        int reserved = 0
    ) =>
        new(number, $"line{number}", $"SKU{number}", 18104 + number, quantity, 20_000)
        {
            IsListed = true,
            LowerBound = lowerBound,
            Reserved = reserved,
            DealerPrice = 10_000,
            Commission = 1_200,
        };

    public static PolicyInputs Inputs(params PolicyLine[] lines) =>
        new(40_000, lines, 600, 7_200, 0, 1, false);
}
