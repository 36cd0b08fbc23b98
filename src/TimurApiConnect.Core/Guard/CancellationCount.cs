using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Guard;

/// <summary>Orders of a span of time, and how many of them the shop cancelled or let lapse.</summary>
/// <param name="Orders">All orders placed in it.</param>
/// <param name="Cancelled">Those that count against the shop.</param>
public readonly record struct CancellationCount(int Orders, int Cancelled)
{
    /// <summary>The share; 0 without orders.</summary>
    public BasisPoints Share =>
        new(Orders == 0 ? 0 : (int)((long)Cancelled * BasisPoints.Whole / Orders));

    /// <summary>How many more may be cancelled of the same orders without the share going over the line.</summary>
    public int LeftUnder(BasisPoints line) =>
        Math.Max(0, (int)((long)Orders * line.Value / BasisPoints.Whole) - Cancelled);
}

/// <summary>A shop's cancellations as they stand, and as they will if it goes on like this.</summary>
/// <param name="Quarter">The last 90 days: what Kaspi looks at.</param>
/// <param name="Recent">The last 14 days: the pace.</param>
/// <param name="Forecast">The 90 days that end in 30 days, when the next 30 go like the last 14.</param>
public sealed record CancellationOutlook(
    CancellationCount Quarter,
    CancellationCount Recent,
    CancellationCount Forecast
)
{
    /// <summary>How far Kaspi looks back (guide, page on cancelled orders, q3022).</summary>
    public static readonly TimeSpan QuarterSpan = TimeSpan.FromDays(90);

    /// <summary>What is taken for the pace.</summary>
    public static readonly TimeSpan RecentSpan = TimeSpan.FromDays(14);

    /// <summary>How far ahead is looked.</summary>
    public static readonly TimeSpan Ahead = TimeSpan.FromDays(30);

    /// <summary>The outlook.</summary>
    /// <param name="quarter">The last 90 days.</param>
    /// <param name="stays">Of them the last 60: what is still in the 90 days in 30 days.</param>
    /// <param name="recent">The last 14 days.</param>
    public static CancellationOutlook Of(
        CancellationCount quarter,
        CancellationCount stays,
        CancellationCount recent
    )
    {
        static int Grown(int stays, int recent) =>
            (int)Math.Min(int.MaxValue, stays + (recent * (long)Ahead.Days / RecentSpan.Days));
        return new(
            quarter,
            recent,
            new(Grown(stays.Orders, recent.Orders), Grown(stays.Cancelled, recent.Cancelled))
        );
    }
}
