using System.Diagnostics.Metrics;
using TimurApiConnect.Core.Catalogue;

namespace TimurApiConnect.AlStyle;

/// <summary>What the connector measures; names and units in one place.</summary>
internal static class AlStyleTelemetry
{
    private static readonly Meter Meter = new("TimurApiConnect.AlStyle");

    private static readonly Histogram<double> Waits = Meter.CreateHistogram<double>(
        "timur.supplier.slot.wait",
        "s",
        "How long a request waits for the token's slot."
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
