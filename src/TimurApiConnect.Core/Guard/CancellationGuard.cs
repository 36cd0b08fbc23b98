using TimurApiConnect.Core.Rules;

namespace TimurApiConnect.Core.Guard;

/// <summary>How near Kaspi's line a shop is.</summary>
public enum GuardLevel
{
    /// <summary>Far from it.</summary>
    Calm,

    /// <summary>Half way, or getting there at this pace: a bigger buffer for all goods.</summary>
    Watch,

    /// <summary>Near: a still bigger buffer, and goods that were cancelled for want of stock go off sale.</summary>
    Danger,

    /// <summary>Over the line: the same measures; Kaspi may switch the shop off for 7 days.</summary>
    Over,
}

/// <summary>Where the guard steps in. Shares of the orders of 90 days.</summary>
/// <param name="Line">Kaspi's line.</param>
/// <param name="WatchFrom">From here on a bigger buffer.</param>
/// <param name="DangerFrom">From here on risky goods go off sale too.</param>
/// <param name="WatchBuffer">Pieces kept back then.</param>
/// <param name="DangerBuffer">Pieces kept back in danger.</param>
/// <param name="MinCancelled">With fewer cancellations a share says nothing: one of ten orders is no pattern.</param>
public sealed record GuardLimits(
    BasisPoints Line,
    BasisPoints WatchFrom,
    BasisPoints DangerFrom,
    int WatchBuffer,
    int DangerBuffer,
    int MinCancelled
);

/// <summary>Something that the guard wants to be so.</summary>
/// <param name="Pieces">Kept back of every good; 0 for a good off sale.</param>
/// <param name="Article">The good that goes off sale; null for all goods.</param>
/// <param name="Reason">Why, with the numbers.</param>
public sealed record WantedMeasure(int Pieces, int? Article, string Reason);

/// <summary>Decides what to do before the share of cancellations reaches Kaspi's line. Pure.</summary>
public static class CancellationGuard
{
    /// <summary>How near the line the shop is.</summary>
    public static GuardLevel LevelOf(CancellationOutlook outlook, GuardLimits limits)
    {
        if (outlook.Quarter.Cancelled < limits.MinCancelled)
        {
            return GuardLevel.Calm;
        }

        var share = outlook.Quarter.Share.Value;
        return share >= limits.Line.Value ? GuardLevel.Over
            : share >= limits.DangerFrom.Value ? GuardLevel.Danger
            : share >= limits.WatchFrom.Value
            || outlook.Forecast.Share.Value >= limits.DangerFrom.Value
                ? GuardLevel.Watch
            : GuardLevel.Calm;
    }

    /// <summary>The measures that the situation asks for.</summary>
    /// <param name="outlook">How it stands.</param>
    /// <param name="risky">Articles of orders that were cancelled for want of stock, the most often first.</param>
    /// <param name="limits">Where to step in.</param>
    public static IReadOnlyList<WantedMeasure> Decide(
        CancellationOutlook outlook,
        IReadOnlyList<(int Article, int Cancelled)> risky,
        GuardLimits limits
    )
    {
        var level = LevelOf(outlook, limits);
        if (level == GuardLevel.Calm)
        {
            return [];
        }

        var pieces = level == GuardLevel.Watch ? limits.WatchBuffer : limits.DangerBuffer;
        var stands =
            $"{outlook.Quarter.Cancelled} of {outlook.Quarter.Orders} orders of 90 days cancelled, {outlook.Quarter.Share}; Kaspi's line is {limits.Line}, at this pace it is {outlook.Forecast.Share} in 30 days.";
        var measures = new List<WantedMeasure>();
        if (pieces > 0)
        {
            measures.Add(new(pieces, null, $"{pieces} more kept back of every good: {stands}"));
        }

        if (level > GuardLevel.Watch)
        {
            measures.AddRange(
                risky.Select(r => new WantedMeasure(
                    0,
                    r.Article,
                    $"Off sale: {r.Cancelled} {(r.Cancelled == 1 ? "order" : "orders")} of it cancelled for want of stock. {stands}"
                ))
            );
        }

        return measures;
    }
}
