using System.Globalization;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Month;

/// <summary>
/// A simulated month, run by <c>eng/month</c> with the variables <c>TIMUR_MONTH_SEED</c>, <c>_ORDERS</c>, <c>_DAYS</c> and
/// <c>_LOG</c> (a file that says how it goes).
/// </summary>
public class MonthTests(ITestOutputHelper output)
{
    [Fact(Explicit = true)]
    public async Task A_month_of_orders_ends_with_both_sides_the_same()
    {
        var plan = new MonthPlan(Number("SEED", 1), Number("ORDERS", 60), Number("DAYS", 1));
        var figures = await Month.RunAsync(plan, Say);
        Say(figures.ToString());
        Assert.Empty(figures.Broken);
        // Nothing would hold just as well with nothing done.
        Assert.InRange(figures.Orders, plan.Orders / 2, plan.Orders * 2);
        Assert.True(figures.Effects > figures.Orders / 2, $"{figures.Effects} effects");
        Assert.True(figures.Failed > 0, "no call failed");
    }

    private void Say(string text)
    {
        output.WriteLine(text);
        if (Variable("LOG") is { } log)
        {
            File.AppendAllText(log, $"{text}\n");
        }
    }

    private static int Number(string name, int usual) =>
        int.Parse(Variable(name) ?? $"{usual}", CultureInfo.InvariantCulture);

    private static string? Variable(string name) =>
        Environment.GetEnvironmentVariable($"TIMUR_MONTH_{name}") is { Length: > 0 } value
            ? value
            : null;
}
