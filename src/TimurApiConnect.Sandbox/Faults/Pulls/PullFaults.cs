namespace TimurApiConnect.Sandbox.Faults.Pulls;

/// <summary>What the marketplace does wrong when it pulls the price list.</summary>
internal abstract class PullFault : Fault
{
    /// <summary>Changes what is asked.</summary>
    public virtual void Change(HttpRequestMessage request) { }

    /// <summary>Changes how the body is read.</summary>
    public virtual Stream Read(Stream body) => body;

    /// <summary>How many more pulls run beside this one.</summary>
    public virtual int Beside => 0;
}

/// <summary>The kinds of a puller.</summary>
internal static class PullFaults
{
    private const string Garbage = "W/\"unclosed, , not-quoted";

    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    public static IReadOnlyList<FaultKind> Kinds(TimeProvider time) =>
        [
            new(
                "slowPull",
                "reads the list a few bytes at a time",
                v => new SlowPullFault(
                    (int)v.Number("bytes", 1024, 1, 1_000_000),
                    v.Time("pause", TimeSpan.FromSeconds(0.5), Tick, Hour),
                    time
                )
            ),
            new(
                "breakOff",
                "breaks off the download after some bytes",
                v => new BreakOffFault(v.Number("after", 1024, 0, 1L << 40))
            ),
            new(
                "garbageETag",
                "sends an If-None-Match that is none",
                v => new GarbageETagFault(
                    v.Text(
                        "value",
                        "a text of visible ASCII characters",
                        Garbage,
                        text => text.All(c => c is >= ' ' and <= '~')
                    ) ?? Garbage
                )
            ),
            new(
                "manyPulls",
                "pulls many times at once",
                v => new ManyPullsFault((int)v.Number("pulls", 20, 2, 500))
            ),
        ];
}

/// <summary>Reads slowly: the one who serves the list must not wait with what others need.</summary>
internal sealed class SlowPullFault(int bytes, TimeSpan pause, TimeProvider time) : PullFault
{
    public override Stream Read(Stream body) => new SlowStream(body, bytes, pause, time);
}

/// <summary>Leaves in the middle of the download.</summary>
internal sealed class BreakOffFault(long after) : PullFault
{
    public override Stream Read(Stream body) => new BrokenStream(body, after);
}

/// <summary>Sends a validator that no server ever gave.</summary>
internal sealed class GarbageETagFault(string value) : PullFault
{
    public override void Change(HttpRequestMessage request)
    {
        request.Headers.Remove("If-None-Match");
        request.Headers.TryAddWithoutValidation("If-None-Match", value);
    }
}

/// <summary>Comes many times at once.</summary>
internal sealed class ManyPullsFault(int pulls) : PullFault
{
    public override int Beside => pulls - 1;
}
