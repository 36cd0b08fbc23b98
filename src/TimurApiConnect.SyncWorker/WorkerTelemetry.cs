using System.Diagnostics;
using System.Diagnostics.Metrics;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Core.Runs;
using TimurApiConnect.Storage.Orders;

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

    private static readonly Gauge<int> Refused = Meter.CreateGauge<int>(
        "timur.offers.refused",
        "{offer}",
        "Offers that the check before publishing took off sale: price under the floor, stock above the supplier's. Above 0 the rules have a defect."
    );

    private static readonly Histogram<double> Freshness = Meter.CreateHistogram<double>(
        "timur.freshness",
        "s",
        "From reading the supplier's stock to the switch to the list that shows it. A change waits up to one cadence before it is read."
    );

    private static readonly Counter<long> Commands = Meter.CreateCounter<long>(
        "timur.order.commands",
        "{command}",
        "Commands to Kaspi that were settled, by command and outcome."
    );

    private static readonly Gauge<double> CommandAge = Meter.CreateGauge<double>(
        "timur.order.commands.age",
        "s",
        "Since the oldest command of a shop that is not settled was asked for; 0 when there is none."
    );

    private static readonly ActivitySource Source = new(Name);

    /// <summary>
    /// The span of a run: in the trace of the person's call that asked for it, else the first of a trace of its own.
    /// </summary>
    public static Activity? StartRun(Run run)
    {
        _ = ActivityContext.TryParse(run.TraceParent, null, isRemote: true, out var asked);
        return Source.StartActivity(
            $"run {(run.Kind == RunKind.Full ? "full" : "fast")}",
            ActivityKind.Consumer,
            asked,
            [
                new("shop", run.Shop),
                new("run", run.Id),
                new("kind", run.Kind.ToString()),
                new("askedBy", run.AskedBy),
                new("waitedMs", (run.StartedAt - run.PlannedAt)?.TotalMilliseconds),
            ]
        );
    }

    /// <summary>The span of a part of a run.</summary>
    public static Activity? StartStage(string name) => Source.StartActivity(name);

    /// <summary>The span of work of the worker's own about a vendor.</summary>
    public static Activity? StartWork(string name, string vendor, string account) =>
        Source.StartActivity(name)?.SetTag("vendor", vendor).SetTag("account", account);

    /// <summary>The span of work on a command: in the trace of whoever asked for it.</summary>
    public static Activity? StartCommand(StoredCommand command)
    {
        _ = ActivityContext.TryParse(command.TraceParent, null, isRemote: true, out var asked);
        return Source.StartActivity(
            $"command {CommandName.Of(command.Command)}",
            ActivityKind.Consumer,
            asked,
            [
                new("shop", command.Shop),
                new("order", command.Code),
                new("command", command.Id),
                new("askedBy", command.AskedBy),
            ]
        );
    }

    public static void Settled(StoredCommand command) =>
        Commands.Add(
            1,
            new("shop", command.Shop),
            new("command", CommandName.Of(command.Command)),
            new("outcome", command.State.ToString())
        );

    public static void OldestCommand(string shop, TimeSpan age) =>
        CommandAge.Record(age.TotalSeconds, new KeyValuePair<string, object?>("shop", shop));

    public static void Ended(string shop, RunKind kind, RunState state, TimeSpan took) =>
        Runs.Record(
            took.TotalSeconds,
            new("shop", shop),
            new("kind", kind.ToString()),
            new("outcome", state.ToString())
        );

    public static void Published(string shop, ChangeSet changes, TimeSpan sinceRead)
    {
        if (changes.Rows.Count > 0)
        {
            Freshness.Record(
                sinceRead.TotalSeconds,
                new KeyValuePair<string, object?>("shop", shop)
            );
        }

        Refused.Record(changes.Refused, new KeyValuePair<string, object?>("shop", shop));
        OnSale.Record(changes.OnSaleAfter, new KeyValuePair<string, object?>("shop", shop));
        Changes.Add(changes.Rows.Count, new KeyValuePair<string, object?>("shop", shop));
    }
}
