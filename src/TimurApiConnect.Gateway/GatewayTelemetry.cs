using System.Diagnostics.Metrics;

namespace TimurApiConnect.Gateway;

/// <summary>What the gateway measures; names and units in one place.</summary>
internal static class GatewayTelemetry
{
    private static readonly Meter Meter = new("TimurApiConnect.Gateway");

    private static readonly Counter<long> Pulls = Meter.CreateCounter<long>(
        "timur.pulls",
        "{pull}",
        "Price list pulls, by shop and status."
    );

    private static readonly Counter<long> Dropped = Meter.CreateCounter<long>(
        "timur.pulls.dropped",
        "{pull}",
        "Pulls that were served but not recorded."
    );

    public static void Pulled(string shop, int status) =>
        Pulls.Add(1, new("shop", shop), new("status", status));

    public static void NotRecorded(long count) => Dropped.Add(count);
}
