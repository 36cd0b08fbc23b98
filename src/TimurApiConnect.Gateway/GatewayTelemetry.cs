using System.Diagnostics;
using System.Diagnostics.Metrics;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Gateway.Status;

namespace TimurApiConnect.Gateway;

/// <summary>What the gateway measures; names and units in one place.</summary>
internal static class GatewayTelemetry
{
    private const string Name = "TimurApiConnect.Gateway";
    private static readonly Meter Meter = new(Name);
    private static readonly ActivitySource Source = new(Name);

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

    private static readonly Gauge<double> PullAges = Meter.CreateGauge<double>(
        "timur.pull.age",
        "s",
        "Since the last pull of a shop's price list."
    );

    private static readonly Gauge<double> OrderAges = Meter.CreateGauge<double>(
        "timur.orders.age",
        "s",
        "Since all of a shop's orders were read."
    );

    private static readonly Gauge<double> CancelledShares = Meter.CreateGauge<double>(
        "timur.orders.cancelled.share",
        "1",
        "Share of the orders of 90 days that the shop cancelled; Kaspi's line is 0.05."
    );

    private static readonly Gauge<double> DataAges = Meter.CreateGauge<double>(
        "timur.data.age",
        "s",
        "Since stock and prices of a supplier account were read."
    );

    private static readonly Gauge<double> ListAges = Meter.CreateGauge<double>(
        "timur.list.age",
        "s",
        "Since a run last confirmed that the published price list is right."
    );

    private static readonly Gauge<int> Holds = Meter.CreateGauge<int>(
        "timur.list.held",
        "1",
        "1 while a new price list is held, else 0."
    );

    private static readonly Gauge<int> Stops = Meter.CreateGauge<int>(
        "timur.list.stopped",
        "1",
        "1 while the gateway serves a list with everything off sale because its data are too old, else 0."
    );

    private static readonly Gauge<int> Waiting = Meter.CreateGauge<int>(
        "timur.runs.waiting",
        "{run}",
        "Runs that wait for a worker."
    );

    private static readonly Gauge<int> Alive = Meter.CreateGauge<int>(
        "timur.processes",
        "{process}",
        "Processes of a service that gave a sign of life in the last 30 seconds."
    );

    private static readonly Gauge<int> Starts = Meter.CreateGauge<int>(
        "timur.process.starts",
        "{start}",
        "How often a service was started in the last 24 hours."
    );

    private static readonly Gauge<int> Breakers = Meter.CreateGauge<int>(
        "timur.vendor.breaker",
        "1",
        "0 while calls to a vendor go through, 1 while one call tries, 2 while none is sent."
    );

    private static readonly Gauge<int> Tokens = Meter.CreateGauge<int>(
        "timur.vendor.token",
        "1",
        "1 when the token is proved, 0 when nothing is known of it, -1 when the vendor refuses it."
    );

    /// <summary>A run is put into the queue: the worker's span of it is below this one.</summary>
    public static Activity? StartAsking(string shop) =>
        Source.StartActivity("ask for run", ActivityKind.Producer)?.SetTag("shop", shop);

    public static void Pulled(string shop, int status) =>
        Pulls.Add(1, new("shop", shop), new("status", status));

    public static void NotRecorded(long count) => Dropped.Add(count);

    public static void PullAge(string shop, TimeSpan age) =>
        PullAges.Record(age.TotalSeconds, Of("shop", shop));

    public static void OrdersAge(string shop, TimeSpan age) =>
        OrderAges.Record(age.TotalSeconds, Of("shop", shop));

    public static void Cancelled(string shop, double share) =>
        CancelledShares.Record(share, Of("shop", shop));

    public static void DataAge(string account, TimeSpan age) =>
        DataAges.Record(age.TotalSeconds, Of("account", account));

    public static void ListAge(string shop, TimeSpan age) =>
        ListAges.Record(age.TotalSeconds, Of("shop", shop));

    public static void Held(string shop, bool held) => Holds.Record(held ? 1 : 0, Of("shop", shop));

    public static void Stopped(string shop, bool stopped) =>
        Stops.Record(stopped ? 1 : 0, Of("shop", shop));

    public static void RunsWaiting(string shop, int count) =>
        Waiting.Record(count, Of("shop", shop));

    public static void Processes(string service, int alive, int started)
    {
        Alive.Record(alive, Of("service", service));
        Starts.Record(started, Of("service", service));
    }

    public static void Vendor(string vendor, string account, TokenState token, BreakerState breaker)
    {
        KeyValuePair<string, object?>[] tags = [Of("vendor", vendor), Of("account", account)];
        Tokens.Record(
            token switch
            {
                TokenState.Valid => 1,
                TokenState.Refused => -1,
                _ => 0,
            },
            tags
        );
        Breakers.Record(
            breaker switch
            {
                BreakerState.Open => 2,
                BreakerState.HalfOpen => 1,
                _ => 0,
            },
            tags
        );
    }

    private static KeyValuePair<string, object?> Of(string name, string value) => new(name, value);
}
