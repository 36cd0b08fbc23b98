using TimurApiConnect.Sandbox.Faults.Answers;
using TimurApiConnect.Sandbox.Faults.Arranged;
using TimurApiConnect.Sandbox.Faults.Bodies;
using TimurApiConnect.Sandbox.Faults.Doors;

namespace TimurApiConnect.Sandbox.Faults;

/// <summary>When the connection is reset.</summary>
internal enum ResetAt
{
    /// <summary>Before the first byte of the answer.</summary>
    Start,

    /// <summary>In the middle of the body.</summary>
    Middle,
}

/// <summary>The faults that every vendor can have.</summary>
internal sealed class VendorKinds(Vendor vendor, Func<TimeSpan> holdFor, TimeProvider time)
{
    private static readonly TimeSpan Hour = TimeSpan.FromHours(1);
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(1);

    public IEnumerable<FaultKind> Answers =>
        [
            new("status", "answers with a status and the vendor's error body", Status),
            new(
                "badToken",
                "refuses a good token",
                v => new BadTokenFault(vendor, v.OneOf("status", 401, 403))
            ),
            new(
                "limit",
                "says that there were too many requests, in the vendor's own way",
                v => new LimitFault(
                    vendor,
                    v.Time("interval", TimeSpan.FromSeconds(5), TimeSpan.Zero, Hour)
                )
            ),
            new(
                "html",
                "answers with a page for people",
                v => new HtmlFault(Code(v, 200), CarriedOut(v))
            ),
            new(
                "echo",
                "refuses and repeats the request in the refusal, token and all",
                v => new EchoFault(Code(v, 400))
            ),
            new(
                "latency",
                "answers right, after a delay",
                v => new LatencyFault(
                    v.Time("delay", TimeSpan.FromSeconds(2), TimeSpan.Zero, Hour),
                    time
                )
            ),
            new(
                "hang",
                "takes the request and sends not a byte",
                v => new HangFault(HoldFor(v), CarriedOut(v), time)
            ),
            new("reset", "resets the connection before the answer or in its middle", Reset),
            new(
                "cut",
                "closes the connection in the middle of the answer",
                _ => new BrokenFault(reset: false, time)
            ),
        ];

    public IEnumerable<FaultKind> Bodies =>
        [
            new(
                "drip",
                "sends the right answer a few bytes at a time",
                v => new DripFault(
                    (int)v.Number("bytes", 64, 1, 1_000_000),
                    v.Time("pause", TimeSpan.FromSeconds(0.5), Tick, Hour),
                    time
                )
            ),
            new(
                "truncated",
                "the body ends in the middle, the transfer ends well",
                _ => new TruncatedFault()
            ),
            new(
                "wrongShape",
                "the right values in the wrong shape",
                v => new WrongShapeFault(v.Choice("shape", WrongShape.ObjectForList))
            ),
            new(
                "hugeBody",
                "a list without end, up to a size in bytes",
                v => new HugeBodyFault(vendor, v.Number("size", 1L << 30, 1, 1L << 40))
            ),
            new("duplicatePage", "the former page again", _ => new DuplicatePageFault(vendor)),
            new(
                "shiftedPage",
                "the first rows of a page are missing, the next page's first ones come twice",
                v => new ShiftedPageFault(vendor, (int)v.Number("rows", 10, 1, 1000))
            ),
            new(
                "clockSkew",
                "the vendor's clock is wrong",
                v => new ClockSkewFault(
                    v.Time(
                        "by",
                        -TimeSpan.FromMinutes(10),
                        -TimeSpan.FromDays(365),
                        TimeSpan.FromDays(365)
                    ),
                    time
                )
            ),
        ];

    /// <summary>These need the vendor's front door.</summary>
    public IEnumerable<FaultKind> Connections =>
        [
            new(
                "refuse",
                "refuses connections, for a time",
                _ => new ClosedDoor(DoorState.Refusing)
            ),
            new(
                "unreachable",
                "connections are never established, for a time (Linux)",
                _ => new ClosedDoor(DoorState.Unreachable)
            ),
            new(
                "hangBeforeConnect",
                "takes the connection, then reads nothing and sends nothing",
                v => new HoldConnectionFault(HoldFor(v), time)
            ),
            new(
                "closeAtOnce",
                "takes the connection and closes it",
                _ => new CloseConnectionFault(reset: false)
            ),
            new(
                "resetAtOnce",
                "takes the connection and resets it",
                _ => new CloseConnectionFault(reset: true)
            ),
        ];

    private Fault Status(FaultParameters v) =>
        new StatusFault(
            vendor,
            Code(v, 503),
            v.TimeOrNone("retryAfter", TimeSpan.Zero, TimeSpan.FromDays(1)),
            v.Choice("retryAfterAs", RetryAfterForm.Seconds),
            CarriedOut(v),
            time
        );

    private Fault Reset(FaultParameters v)
    {
        var at = v.Choice("at", ResetAt.Start);
        var carriedOut = CarriedOut(v);
        return at == ResetAt.Start
            ? new ResetFault(carriedOut)
            : new BrokenFault(reset: true, time);
    }

    private TimeSpan HoldFor(FaultParameters v) =>
        v.Time("holdFor", holdFor(), TimeSpan.Zero, Hour);

    private static int Code(FaultParameters v, int usual) =>
        (int)v.Number("status", usual, 200, 599);

    private static bool CarriedOut(FaultParameters v) => v.Switch("carriedOut");
}
