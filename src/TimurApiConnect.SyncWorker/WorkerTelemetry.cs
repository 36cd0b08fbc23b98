using System.Diagnostics;
using System.Diagnostics.Metrics;
using TimurApiConnect.Core.Runs;

namespace TimurApiConnect.SyncWorker;

/// <summary>What the worker measures; names and units in one place.</summary>
internal static class WorkerTelemetry
{
    private const string Name = "TimurApiConnect.SyncWorker";
    private static readonly Meter Meter = new(Name);

    private static readonly Histogram<double> Runs = Meter.CreateHistogram<double>(
        "timur.run.duration",
        "s",
        "How long runs take, by kind and outcome."
    );

    private static readonly Gauge<int> OnSale = Meter.CreateGauge<int>(
        "timur.offers.on_sale",
        "{offer}",
        "Offers for sale in the published price list."
    );

    private static readonly Counter<long> Changes = Meter.CreateCounter<long>(
        "timur.offers.changes",
        "{change}",
        "Offer changes that were published."
    );

    public static ActivitySource Source { get; } = new(Name);

    public static void Ended(string shop, RunKind kind, RunState state, TimeSpan took) =>
        Runs.Record(
            took.TotalSeconds,
            new("shop", shop),
            new("kind", kind.ToString()),
            new("outcome", state.ToString())
        );

    public static void Published(string shop, int onSale, int changes)
    {
        OnSale.Record(onSale, new KeyValuePair<string, object?>("shop", shop));
        Changes.Add(changes, new KeyValuePair<string, object?>("shop", shop));
    }
}
