namespace TimurApiConnect.Sandbox.AlStyle;

/// <summary>Lets the sandbox's time run, as fast as it is set, and makes the changes that fall into it.</summary>
internal sealed class MarketClock(
    Market market,
    Catalogue catalogue,
    Live<AlStyleSettings> live,
    TimeProvider time
) : BackgroundService
{
    private const double StockPerDay = 0.053;
    private const double PricePerDay = 0.005;

    // Not measured as a rate: the largest burst in ten months was 3.2 % of the goods.
    private const double VanishPerDay = 0.0005;

    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    /// <summary>The longest stretch counted with one activity; a very fast clock is walked in such steps.</summary>
    private static readonly TimeSpan Step = TimeSpan.FromHours(1);

    private Dice _dice = new(0x5EED);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, time);
        var last = time.GetTimestamp();
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.GetTimestamp();
            Pass(time.GetElapsedTime(last, now) * live.Current.Speed);
            last = now;
        }
    }

    private void Pass(TimeSpan passed)
    {
        while (passed > TimeSpan.Zero)
        {
            var step = passed < Step ? passed : Step;
            passed -= step;
            var now = market.Now += step;
            var expected = catalogue.Count * step.TotalDays * AlmatyTime.Activity(now);
            market.ChangeStock(Draw(expected * StockPerDay));
            market.ChangePrice(Draw(expected * PricePerDay));
            market.Vanish(Draw(expected * VanishPerDay));
            market.Vanish(Draw(expected * VanishPerDay), back: true);
        }
    }

    /// <summary>How many of the expected changes happen now: the whole part, and the rest by chance.</summary>
    private int Draw(double expected)
    {
        var whole = Math.Floor(expected);
        return (int)Math.Min(whole + (_dice.Chance(expected - whole) ? 1 : 0), catalogue.Count);
    }
}
