using System.Globalization;

namespace TimurApiConnect.IntegrationTests.Faults;

/// <summary>What was judged, each with its letter in the table.</summary>
internal enum Judgement
{
    /// <summary>The job ended within its limits.</summary>
    Time = 't',

    /// <summary>It ended with the right name.</summary>
    Name = 'n',

    /// <summary>The served list was whole all the time.</summary>
    List = 'l',

    /// <summary>All was well again within two cycles.</summary>
    Recovery = 'r',

    /// <summary>No request came over the supplier's limit.</summary>
    Quota = 'q',

    /// <summary>The cell itself did not work: the fault never struck, or a defect.</summary>
    Cell = 'x',
}

/// <summary>What came of one cell; it holds when nothing is broken.</summary>
internal sealed record CellResult(
    FaultRow Row,
    Job Job,
    IReadOnlyList<(Judgement Judgement, string Reason)> Broken,
    TimeSpan Took
)
{
    public string Letters => string.Concat(Broken.Select(b => (char)b.Judgement).Distinct());

    public override string ToString() =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"{(Broken.Count == 0 ? "ok  " : "FAIL")} {Row.Name} x {Job}, {Took.TotalSeconds:0.0} s{string.Concat(Broken.Select(b => $"\n     {b.Judgement}: {b.Reason}"))}"
        );
}

/// <summary>Collects what did not hold.</summary>
internal sealed class Judge
{
    private readonly List<(Judgement, string)> _broken = [];

    public IReadOnlyList<(Judgement Judgement, string Reason)> Broken => _broken;

    public void Check(bool holds, Judgement judgement, string reason)
    {
        if (!holds)
        {
            Break(judgement, reason);
        }
    }

    public void Break(Judgement judgement, string reason) => _broken.Add((judgement, reason));

    /// <summary>Whether a name is one of those expected, <c>broken-off|could-not-connect</c>.</summary>
    public static bool IsOneOf(string? name, string expected) =>
        expected.Split('|').Contains(name, StringComparer.Ordinal);

    /// <summary>Waits until something is so.</summary>
    /// <returns>False when it was not within the limit.</returns>
    public static async Task<bool> UntilAsync(Func<Task<bool>> isSo, TimeSpan limit)
    {
        var started = TimeProvider.System.GetTimestamp();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (!await isSo())
        {
            if (TimeProvider.System.GetElapsedTime(started) > limit)
            {
                return false;
            }

            await timer.WaitForNextTickAsync();
        }

        return true;
    }
}
