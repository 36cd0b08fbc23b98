using System.Diagnostics.Metrics;

namespace TimurApiConnect.Storage;

/// <summary>What storage measures; names and units in one place. CPU and memory are in the runtime's own meter (<c>dotnet.process.*</c>).</summary>
internal static class StorageTelemetry
{
    private static readonly Meter Meter = new("TimurApiConnect.Storage");

    private static readonly Gauge<long> Disk = Meter.CreateGauge<long>(
        "timur.disk.free",
        "By",
        "Free bytes where the database file lies, else where the service was started."
    );

    public static void DiskFree(long bytes) => Disk.Record(bytes);
}
