using TimurApiConnect.Core.Guard;

namespace TimurApiConnect.Tests.Guard;

/// <summary>What is done before Kaspi's line is reached.</summary>
public class CancellationGuardTests
{
    private static readonly GuardLimits Limits = new(new(500), new(250), new(400), 1, 3, 3);
    private static readonly (int, int)[] Risky = [(77, 2), (88, 1)];

    private static CancellationOutlook Outlook(
        (int Orders, int Cancelled) quarter,
        (int Orders, int Cancelled)? recent = null
    ) =>
        CancellationOutlook.Of(
            new(quarter.Orders, quarter.Cancelled),
            new(quarter.Orders * 2 / 3, quarter.Cancelled * 2 / 3),
            recent is { } pace
                ? new(pace.Orders, pace.Cancelled)
                : new(quarter.Orders * 14 / 90, quarter.Cancelled * 14 / 90)
        );

    [Theory]
    [InlineData(1000, 0, GuardLevel.Calm)]
    [InlineData(1000, 24, GuardLevel.Calm)]
    [InlineData(1000, 25, GuardLevel.Watch)]
    [InlineData(1000, 40, GuardLevel.Danger)]
    [InlineData(1000, 50, GuardLevel.Over)]
    // Two of ten are a fifth, and no pattern.
    [InlineData(10, 2, GuardLevel.Calm)]
    [InlineData(10, 3, GuardLevel.Over)]
    [InlineData(0, 0, GuardLevel.Calm)]
    public void The_level_follows_the_share(int orders, int cancelled, GuardLevel level) =>
        Assert.Equal(level, CancellationGuard.LevelOf(Outlook((orders, cancelled)), Limits));

    [Fact]
    public void A_pace_that_leads_near_the_line_is_watched_early()
    {
        // 2 % over 90 days, but 8 of the last 100.
        var outlook = Outlook((1000, 20), (100, 8));
        Assert.Equal(new(666 + 214, 13 + 17), outlook.Forecast);
        Assert.Equal(GuardLevel.Calm, CancellationGuard.LevelOf(outlook, Limits));
        Assert.Equal(
            GuardLevel.Watch,
            CancellationGuard.LevelOf(Outlook((1000, 20), (200, 16)), Limits)
        );
    }

    [Fact]
    public void Measures_grow_with_the_level_and_say_why()
    {
        Assert.Empty(CancellationGuard.Decide(Outlook((1000, 10)), Risky, Limits));

        var watch = Assert.Single(CancellationGuard.Decide(Outlook((1000, 30)), Risky, Limits));
        Assert.Equal((1, (int?)null), (watch.Pieces, watch.Article));
        Assert.Contains("30 of 1000 orders", watch.Reason, StringComparison.Ordinal);
        Assert.Contains("Kaspi's line is 5 %", watch.Reason, StringComparison.Ordinal);

        var danger = CancellationGuard.Decide(Outlook((1000, 45)), Risky, Limits);
        Assert.Equal([(3, null), (0, 77), (0, 88)], danger.Select(m => (m.Pieces, m.Article)));
    }

    [Theory]
    [InlineData(1000, 20, 30)]
    [InlineData(1000, 50, 0)]
    [InlineData(1000, 70, 0)]
    [InlineData(19, 0, 0)]
    [InlineData(20, 0, 1)]
    public void What_is_left_until_the_line(int orders, int cancelled, int left) =>
        Assert.Equal(left, new CancellationCount(orders, cancelled).LeftUnder(new(500)));
}
