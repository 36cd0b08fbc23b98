using TimurApiConnect.Core.Failures;

namespace TimurApiConnect.Vendors;

/// <summary>Names why a call was not sent at all.</summary>
internal static class NotSent
{
    /// <summary>No token is set.</summary>
    public static Failure NoToken(IVendor vendor, VendorCall call) =>
        Name(
            vendor,
            call,
            FailureKind.NotConfigured,
            null,
            $"No token is set for {call.Account}.",
            $"Set {vendor.TokenSetting(call.Account)}."
        );

    /// <summary>The breaker is open.</summary>
    public static Failure LeftAlone(
        IVendor vendor,
        VendorCall call,
        DateTimeOffset until,
        Failure last
    ) =>
        Name(
            vendor,
            call,
            FailureKind.NotAsked,
            last.Kind,
            $"{vendor.Name} has failed too often in a row and is left alone until {until.UtcDateTime:HH:mm:ss} UTC; the last failure, at {last.Step}: {last.Code}. {last.Detail}",
            last.NextMove
        );

    /// <summary>The token is known to be refused.</summary>
    public static Failure TokenRefused(IVendor vendor, VendorCall call, DateTimeOffset? since) =>
        Name(
            vendor,
            call,
            FailureKind.NotAsked,
            FailureKind.TokenRefused,
            $"{vendor.Name} refused the token of {call.Account} ({(since is { } at ? $"last at {at.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "before")}); nothing is sent with it until it is replaced or a check finds it good.",
            $"Put the right token into {vendor.TokenSetting(call.Account)}; work goes on by itself. POST /api/diagnostics/{vendor.Name.Key} checks it at once."
        );

    /// <summary>The vendor's request limit left no room.</summary>
    public static Failure NoTurn(IVendor vendor, VendorCall call, TimeSpan limit) =>
        Name(
            vendor,
            call,
            FailureKind.NotAsked,
            FailureKind.OverTheLimit,
            $"Its turn did not come within {limit.TotalSeconds:0.#} s: other calls, or a pause that {vendor.Name} asked for, used the request limit.",
            "It is tried again at the next tick. If it repeats, fewer shops or longer cadences must share this token."
        );

    /// <summary>We stopped while it waited for its turn.</summary>
    public static Failure Stopped(IVendor vendor, VendorCall call) =>
        Name(
            vendor,
            call,
            FailureKind.Cancelled,
            null,
            "The run was stopped.",
            "Start it again when ready."
        );

    private static Failure Name(
        IVendor vendor,
        VendorCall call,
        FailureKind kind,
        FailureKind? cause,
        string detail,
        string nextMove
    )
    {
        VendorTelemetry.WasNotSent(vendor.Name, (cause ?? kind).Code());
        return new Failure(kind, vendor.Name.Text, call.Step, detail, nextMove)
        {
            Attempt = 0,
            Cause = cause,
        };
    }
}
