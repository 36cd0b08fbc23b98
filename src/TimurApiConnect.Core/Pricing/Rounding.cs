namespace TimurApiConnect.Core.Pricing;

/// <summary>Which way a price is rounded.</summary>
public enum RoundingMode
{
    /// <summary>Never below the computed price. The default.</summary>
    Up,

    /// <summary>To the nearest, halves up.</summary>
    Nearest,

    /// <summary>Never above the computed price.</summary>
    Down,
}

/// <summary>Rounds to the prices <c>n × Step + Ending</c>: step 10 gives 6 420, step 1000 with ending 990 gives 6 990.</summary>
/// <param name="Mode">The direction.</param>
/// <param name="Step">Distance between allowed prices, 1 or more.</param>
/// <param name="Ending">What a price ends in, 0 to step - 1.</param>
public sealed record Rounding(RoundingMode Mode, int Step, int Ending)
{
    /// <summary>The rounded price; never below 1 tenge.</summary>
    public long Apply(long price) => Apply(price, Mode);

    /// <summary>The next allowed price at or above: used after the floor raised a price, which must not fall again.</summary>
    public long Up(long price) => Apply(price, RoundingMode.Up);

    private long Apply(long price, RoundingMode mode)
    {
        var down = price - (((price - Ending) % Step) + Step) % Step;
        var up = down == price ? price : down + Step;
        var rounded = mode switch
        {
            RoundingMode.Up => up,
            RoundingMode.Down => down,
            _ => up - price <= price - down ? up : down,
        };
        return rounded > 0 ? rounded
            : up > 0 ? up
            : 1;
    }
}
