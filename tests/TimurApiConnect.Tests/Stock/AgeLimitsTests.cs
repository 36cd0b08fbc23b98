using TimurApiConnect.Core.Stock;

namespace TimurApiConnect.Tests.Stock;

public class AgeLimitsTests
{
    private static readonly AgeLimits Limits = new(
        TimeSpan.FromHours(2),
        5,
        TimeSpan.FromHours(24)
    );

    [Theory]
    [InlineData(-1, AgeLimits.StopsNothing)]
    [InlineData(0, AgeLimits.StopsNothing)]
    [InlineData(119, AgeLimits.StopsNothing)]
    [InlineData(120, 5)]
    [InlineData(1439, 5)]
    [InlineData(1440, AgeLimits.StopsAll)]
    [InlineData(100_000, AgeLimits.StopsAll)]
    public void First_little_stops_then_all(int minutes, int stopsUpTo) =>
        Assert.Equal(stopsUpTo, Limits.StopsUpTo(TimeSpan.FromMinutes(minutes)));
}
