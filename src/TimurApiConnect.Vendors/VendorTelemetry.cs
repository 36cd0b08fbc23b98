using System.Diagnostics;
using System.Diagnostics.Metrics;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Vendors;

/// <summary>What is measured of calls; names and units in one place.</summary>
internal static class VendorTelemetry
{
    private const string Name = "TimurApiConnect.Vendors";
    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Source = new(Name);

    private static readonly Histogram<double> Calls = Meter.CreateHistogram<double>(
        "timur.vendor.call.duration",
        "s",
        "How long calls to a vendor take, by outcome."
    );

    private static readonly Counter<long> NotSent = Meter.CreateCounter<long>(
        "timur.vendor.call.not_sent",
        "{call}",
        "Calls that were not sent, by what is behind it."
    );

    /// <summary>The span of a call with all its tries; each HTTP request is a span below it.</summary>
    public static Activity? StartCall(VendorName vendor, VendorCall call) =>
        Source
            .StartActivity($"{vendor.Key} {call.Step}")
            ?.SetTag("vendor", vendor.Key)
            .SetTag("account", call.Account)
            .SetTag("step", call.Step);

    /// <summary>How a call ended: the failure's code alone, since its text may quote the answer.</summary>
    public static void EndCall(Activity? span, Failure? failure)
    {
        span?.SetTag("outcome", failure?.Code ?? "ok");
        if (failure is not null)
        {
            span?.SetTag("attempts", failure.Attempt)
                .SetStatus(ActivityStatusCode.Error, failure.Code);
        }
    }

    /// <summary>The span of a call's wait for its turn.</summary>
    public static Activity? StartWait(VendorCall call) =>
        Source
            .StartActivity("wait for turn")
            ?.SetTag("account", call.Account)
            .SetTag("urgency", call.Urgency.ToString());

    public static void Called(VendorName vendor, string step, TimeSpan elapsed, string outcome) =>
        Calls.Record(
            elapsed.TotalSeconds,
            new("vendor", vendor.Key),
            new("step", step),
            new("outcome", outcome)
        );

    public static void WasNotSent(VendorName vendor, string cause) =>
        NotSent.Add(1, new("vendor", vendor.Key), new("cause", cause));
}
