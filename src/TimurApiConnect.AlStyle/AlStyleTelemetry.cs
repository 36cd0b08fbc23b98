using System.Diagnostics;
using System.Diagnostics.Metrics;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.AlStyle;

/// <summary>What the connector measures; names and units in one place.</summary>
internal static class AlStyleTelemetry
{
    public const string Name = "TimurApiConnect.AlStyle";

    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Calls = Meter.CreateHistogram<double>(
        "timur.vendor.call.duration",
        "s",
        "How long calls to a vendor take, by outcome."
    );

    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>(
        "timur.supplier.slot.wait",
        "s",
        "How long a request waits for the token's slot."
    );

    public static ActivitySource Source { get; } = new(Name);

    public static void Called(TimeSpan elapsed, string step, string outcome) =>
        Calls.Record(
            elapsed.TotalSeconds,
            new("vendor", "al-style"),
            new("step", step),
            new("outcome", outcome)
        );

    public static void SlotWaited(TimeSpan elapsed, Urgency urgency) =>
        Waits.Record(
            elapsed.TotalSeconds,
            new KeyValuePair<string, object?>(
                "urgency",
                urgency == Urgency.Urgent ? "urgent" : "routine"
            )
        );
}
