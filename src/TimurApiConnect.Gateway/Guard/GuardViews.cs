using TimurApiConnect.Core.Guard;
using TimurApiConnect.Storage.Guard;

namespace TimurApiConnect.Gateway.Guard;

/// <summary>Cancellations of a span of time.</summary>
/// <param name="Orders">All orders placed in it.</param>
/// <param name="Cancelled">Those that count against the shop.</param>
/// <param name="Percent">The share.</param>
internal sealed record CancellationView(int Orders, int Cancelled, decimal Percent)
{
    public static CancellationView Of(CancellationCount count) =>
        new(count.Orders, count.Cancelled, count.Share.Value / 100m);
}

/// <summary>How a shop's cancellations stand.</summary>
/// <param name="Level">How near Kaspi's line.</param>
/// <param name="Last90Days">What Kaspi looks at.</param>
/// <param name="Last14Days">The pace.</param>
/// <param name="In30Days">The 90 days that end in 30 days, when it goes on like this.</param>
/// <param name="LinePercent">Kaspi's line.</param>
/// <param name="Left">How many more may be cancelled of these orders until the line.</param>
/// <param name="Measures">How many measures are in force.</param>
internal sealed record GuardStatus(
    GuardLevel Level,
    CancellationView Last90Days,
    CancellationView Last14Days,
    CancellationView In30Days,
    decimal LinePercent,
    int Left,
    int Measures
)
{
    public static GuardStatus Of(
        CancellationOutlook outlook,
        GuardLimits limits,
        IReadOnlyList<Measure> measures
    ) =>
        new(
            CancellationGuard.LevelOf(outlook, limits),
            CancellationView.Of(outlook.Quarter),
            CancellationView.Of(outlook.Recent),
            CancellationView.Of(outlook.Forecast),
            limits.Line.Value / 100m,
            outlook.Quarter.LeftUnder(limits.Line),
            measures.Count(m => m.EndedAt is null)
        );
}

/// <summary>A measure of the guard.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Kind"><c>buffer</c>: more is kept back of every good; <c>offSale</c>: a good is off sale.</param>
/// <param name="Pieces">Kept back; 0 for a good off sale.</param>
/// <param name="Article">The good; null for all.</param>
/// <param name="Reason">Why, with the numbers of then.</param>
/// <param name="Since">From when on.</param>
/// <param name="EndedAt">Until when; null while it is in force.</param>
/// <param name="EndedBy">Who ended it.</param>
internal sealed record MeasureView(
    long Id,
    string Kind,
    int Pieces,
    int? Article,
    string Reason,
    DateTimeOffset Since,
    DateTimeOffset? EndedAt,
    string? EndedBy
)
{
    public static MeasureView Of(Measure measure) =>
        new(
            measure.Id,
            measure.Article is null ? "buffer" : "offSale",
            measure.Pieces,
            measure.Article,
            measure.Reason,
            measure.Since,
            measure.EndedAt,
            measure.EndedBy
        );
}

/// <summary>A shop's cancellations and what the guard does about them.</summary>
/// <param name="Shop">The shop's key.</param>
/// <param name="Cancellations">How they stand.</param>
/// <param name="Measures">Those in force, then the latest that were.</param>
internal sealed record GuardView(
    string Shop,
    GuardStatus Cancellations,
    IReadOnlyList<MeasureView> Measures
);
