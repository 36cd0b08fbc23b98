using System.Diagnostics.Metrics;
using TimurApiConnect.Core.Vendors;

namespace TimurApiConnect.Vendors;

/// <summary>What is measured of calls; names and units in one place.</summary>
internal static class VendorTelemetry
{
    private static readonly Meter Meter = new("TimurApiConnect.Vendors");

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
