using System.Text.Json.Serialization;

namespace TimurApiConnect.Core.Runs;

/// <summary>What a run reads. Stored as a number: never renumber; a larger one includes the smaller.</summary>
public enum RunKind : byte
{
    /// <summary>Stock and prices: one supplier request.</summary>
    Fast = 1,

    /// <summary>The whole catalogue, then stock and prices.</summary>
    Full = 2,
}

/// <summary>Where a run is. Stored as a number: never renumber.</summary>
public enum RunState : byte
{
    /// <summary>Asked for, no worker has taken it.</summary>
    Queued = 1,

    /// <summary>A worker has it and its heart beats.</summary>
    Running = 2,

    /// <summary>Done: published, or nothing to publish.</summary>
    Succeeded = 3,

    /// <summary>Done, and the list was held.</summary>
    Held = 4,

    /// <summary>It failed with a named failure.</summary>
    Failed = 5,

    /// <summary>Stopped by a person or by a shutdown.</summary>
    Cancelled = 6,

    /// <summary>Its worker died or lost its lease; what it had stored stands, the next run goes on from there.</summary>
    Abandoned = 7,
}

/// <summary>What a run did, in numbers.</summary>
public sealed record RunCounts
{
    /// <summary>Goods that the supplier named.</summary>
    public int Goods { get; set; }

    /// <summary>Goods whose stored values changed.</summary>
    public int GoodsChanged { get; set; }

    /// <summary>Goods never seen before.</summary>
    public int GoodsNew { get; set; }

    /// <summary>Goods that the supplier no longer names.</summary>
    public int GoodsGone { get; set; }

    /// <summary>Rows that came twice because pages shifted.</summary>
    public int Doubled { get; set; }

    /// <summary>Rows without a usable article.</summary>
    public int Rejected { get; set; }

    /// <summary>Values that were not understood.</summary>
    public int Unreadable { get; set; }

    /// <summary>Offers for sale after the run.</summary>
    public int OnSale { get; set; }

    /// <summary>Offers for sale for the first time.</summary>
    public int Added { get; set; }

    /// <summary>Offers back on sale.</summary>
    public int Returned { get; set; }

    /// <summary>Offers taken off sale.</summary>
    public int Withdrawn { get; set; }

    /// <summary>Offers with another price.</summary>
    public int Prices { get; set; }

    /// <summary>Offers with another stock.</summary>
    public int Stocks { get; set; }

    /// <summary>Offers that the check before publishing stopped.</summary>
    public int Refused { get; set; }

    /// <summary>The price list version that the run published; 0 when nothing changed.</summary>
    public long PriceListVersion { get; set; }
}

/// <summary>One run, as stored. Times are UTC.</summary>
public sealed record Run
{
    /// <summary>Its number.</summary>
    public required long Id { get; init; }

    /// <summary>The shop's key.</summary>
    public required string Shop { get; init; }

    /// <summary>What it reads.</summary>
    public required RunKind Kind { get; init; }

    /// <summary>Where it is.</summary>
    public required RunState State { get; init; }

    /// <summary>Who asked: <c>schedule</c>, <c>start</c>, or a person's call (<c>api</c>).</summary>
    public required string AskedBy { get; init; }

    /// <summary>A person accepts the loss that the brake would hold.</summary>
    public bool AcceptLoss { get; init; }

    /// <summary>When it should have begun.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>When a worker took it.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The last sign of life.</summary>
    public DateTimeOffset? HeartbeatAt { get; init; }

    /// <summary>When it ended.</summary>
    public DateTimeOffset? FinishedAt { get; init; }

    /// <summary>Which worker had it.</summary>
    public string? Worker { get; init; }

    /// <summary>The lease's fencing number: writes with an older one are refused.</summary>
    public long Fence { get; init; }

    /// <summary>What it is doing: <c>stock</c>, <c>catalogue</c>, <c>decide</c>, <c>publish</c>.</summary>
    public string? Stage { get; init; }

    /// <summary>How much of the stage is done.</summary>
    public int Done { get; init; }

    /// <summary>How much the stage has in all; 0 when it cannot be counted.</summary>
    public int Total { get; init; }

    /// <summary>The numbers.</summary>
    public required RunCounts Counts { get; init; }

    /// <summary>The failure's stable code, or null.</summary>
    public string? FailureCode { get; init; }

    /// <summary>How it ended, in a sentence.</summary>
    public string? Message { get; init; }

    /// <summary>Whether somebody asked to stop it.</summary>
    public bool CancelRequested { get; init; }

    /// <summary>The trace in which it was asked for (W3C traceparent), or null: telemetry goes on in it.</summary>
    [JsonIgnore]
    public string? TraceParent { get; init; }

    /// <summary>Whether it is over.</summary>
    public bool IsOver => RunMachine.IsOver(State);
}
