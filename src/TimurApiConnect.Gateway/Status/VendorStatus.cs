using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Storage.Vendors;

namespace TimurApiConnect.Gateway.Status;

/// <summary>Whether calls to a vendor go through.</summary>
internal enum BreakerState
{
    /// <summary>They do.</summary>
    Closed,

    /// <summary>The vendor has failed too often in a row and is left alone.</summary>
    Open,

    /// <summary>The next call tries whether it works again.</summary>
    HalfOpen,
}

/// <summary>How a vendor stands in an account, as the last calls showed it.</summary>
/// <param name="Vendor">Its key.</param>
/// <param name="Account">In whose name: a supplier account or a shop.</param>
/// <param name="Reachable">Whether the last call got an answer, whatever it said; null before the first.</param>
/// <param name="Failing">Whether something fails now.</param>
/// <param name="Token">What is known of the token.</param>
/// <param name="Breaker">Whether calls go through.</param>
/// <param name="Latency">How long the last calls took; null before the first answer.</param>
/// <param name="LastOkAt">When a call last worked.</param>
/// <param name="LastFailure">The last failure, or null.</param>
/// <param name="Calls">The last outcome of each kind of call.</param>
internal sealed record VendorStatus(
    string Vendor,
    string Account,
    bool? Reachable,
    bool Failing,
    TokenView Token,
    BreakerStatus Breaker,
    LatencyView? Latency,
    DateTimeOffset? LastOkAt,
    LastFailure? LastFailure,
    IReadOnlyList<LastVendorCall> Calls
)
{
    // What was not asked for so long says nothing about now.
    private static readonly TimeSpan Fresh = TimeSpan.FromHours(1);

    public static VendorStatus Of(
        VendorAccount account,
        IReadOnlyList<LastVendorCall> calls,
        DateTimeOffset now
    )
    {
        var lastOk = calls.Max(c => c.LastOkAt);
        var failed = calls
            .Where(c => c.LastFailureAt is not null)
            .OrderByDescending(c => c.LastFailureAt)
            .ToArray();
        // A failure that speaks of the vendor or the token is over as soon as any call works; one that speaks of a method, when that works.
        var failing = Array.Find(
            failed,
            c =>
                now - c.LastFailureAt < Fresh
                && !(c.LastOkAt >= c.LastFailureAt)
                && (
                    FailureKinds.Parse(c.FailureCode)
                        is FailureKind.RequestRefused
                            or FailureKind.Unreadable
                    || !(lastOk >= c.LastFailureAt)
                )
        );
        var shown = failing ?? failed.FirstOrDefault();
        var newest = failed.FirstOrDefault();
        return new VendorStatus(
            account.Vendor,
            account.Account,
            calls.Count == 0 ? null
                : newest?.LastFailureAt is { } at && !(lastOk >= at)
                    ? FailureKinds.Parse(newest.FailureCode)?.IsAnswer()
                : true,
            failing is not null || account.Token.State == TokenState.Refused,
            account.Token,
            BreakerStatus.Of(account.Breaker, now),
            account.Latency,
            lastOk,
            shown is { FailureCode: { } code, Failure: { } text, LastFailureAt: { } failedAt }
                ? new LastFailure(code, shown.Step, text, failedAt)
                : null,
            calls
        );
    }
}

/// <summary>Whether calls to a vendor go through, and if not, until when.</summary>
/// <param name="State">Whether they do.</param>
/// <param name="Since">Since when they do not.</param>
/// <param name="Until">When one may try.</param>
internal sealed record BreakerStatus(
    BreakerState State,
    DateTimeOffset? Since,
    DateTimeOffset? Until
)
{
    public static BreakerStatus Of(BreakerView view, DateTimeOffset now) =>
        new(
            view.OpenSince is null ? BreakerState.Closed
                : view.OpenUntil > now ? BreakerState.Open
                : BreakerState.HalfOpen,
            view.OpenSince,
            view.OpenUntil
        );
}

/// <summary>A failure of a vendor.</summary>
/// <param name="Code">Its stable name.</param>
/// <param name="Step">What was asked for.</param>
/// <param name="Text">The failure in a sentence, with the next move.</param>
/// <param name="At">When.</param>
internal sealed record LastFailure(string Code, string Step, string Text, DateTimeOffset At);
