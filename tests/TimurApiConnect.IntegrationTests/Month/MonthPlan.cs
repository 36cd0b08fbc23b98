using TimurApiConnect.Sandbox.AlStyle;

namespace TimurApiConnect.IntegrationTests.Month;

/// <summary>What is simulated.</summary>
/// <param name="Seed">Everything that happens by chance follows from it.</param>
/// <param name="Orders">How many orders there should be, about.</param>
/// <param name="Days">In how many days.</param>
internal sealed record MonthPlan(int Seed, int Orders, int Days)
{
    /// <summary>How far the clock is moved at once: by day somebody is there, at night nobody; what must be packed within the hour is looked after.</summary>
    public static TimeSpan StepAt(DateTimeOffset now, bool urgent) =>
        urgent ? TimeSpan.FromMinutes(10)
        : now.ToOffset(AlmatyTime.Offset).Hour is >= 8 and < 22 ? TimeSpan.FromMinutes(30)
        : TimeSpan.FromHours(2);

    /// <summary>The share of all calls of each vendor that fail, each time differently.</summary>
    public double Faults { get; } = 0.05;

    /// <summary>Goods in the catalogue.</summary>
    public int Goods { get; } = 600;

    /// <summary>How often a good's stock changes in a day; measured was 0.053.</summary>
    public double StockChangesPerDay { get; } = 0.15;
}
