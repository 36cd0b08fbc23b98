using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace TimurApiConnect.Storage;

/// <summary>What storage measures and traces; names and units in one place. CPU and memory are in the runtime's own meter (<c>dotnet.process.*</c>).</summary>
internal static class StorageTelemetry
{
    private const string Name = "TimurApiConnect.Storage";
    private static readonly Meter Meter = new(Name);

    private static readonly Gauge<long> Disk = Meter.CreateGauge<long>(
        "timur.disk.free",
        "By",
        "Free bytes where the database file lies, else where the service was started."
    );

    // The name and the labels of the OpenTelemetry conventions; for PostgreSQL the driver measures it.
    private static readonly Histogram<double> Durations = Meter.CreateHistogram<double>(
        "db.client.operation.duration",
        "s",
        "How long an operation of a store on SQLite takes."
    );

    public static ActivitySource Source { get; } = new(Name);

    public static bool MeasuresDurations => Durations.Enabled;

    public static void DiskFree(long bytes) => Disk.Record(bytes);

    public static void Took(TimeSpan elapsed, string operation) =>
        Durations.Record(
            elapsed.TotalSeconds,
            new("db.system.name", "sqlite"),
            new("db.operation.name", operation)
        );

    /// <summary>
    /// A span of a database. What is asked outside of any trace (the looks of the queue, heartbeats) makes no trace of its own: the sampler
    /// drops a first span with this label.
    /// </summary>
    public static Activity? Start(string name, string system) =>
        Source.StartActivity(
            ActivityKind.Client,
            tags: [new("db.system.name", system), new("db.operation.name", name)],
            name: name
        );
}
