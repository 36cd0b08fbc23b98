namespace TimurApiConnect.Core.Stock;

/// <summary>
/// Old stock data stop selling by themselves: first the goods of which there was little, for they are gone first, then all. What was read last
/// is otherwise kept, so that everything comes back with the next reading.
/// </summary>
/// <param name="LittleAfter">From this age on offers with little stock stop.</param>
/// <param name="Little">Little is at most this many.</param>
/// <param name="AllAfter">From this age on every offer stops.</param>
public sealed record AgeLimits(TimeSpan LittleAfter, int Little, TimeSpan AllAfter)
{
    /// <summary>Data young enough to sell all by.</summary>
    public const int StopsNothing = 0;

    /// <summary>Data too old to sell anything by.</summary>
    public const int StopsAll = int.MaxValue;

    /// <summary>Offers with at most this stock stop selling by data of this age.</summary>
    public int StopsUpTo(TimeSpan age) =>
        age >= AllAfter ? StopsAll
        : age >= LittleAfter ? Little
        : StopsNothing;
}
