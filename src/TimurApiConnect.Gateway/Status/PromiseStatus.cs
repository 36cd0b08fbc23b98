using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Runs;

namespace TimurApiConnect.Gateway.Status;

/// <summary>How a promise of the product stands.</summary>
internal enum PromiseState
{
    /// <summary>Kept, by the figure beside it.</summary>
    Kept,

    /// <summary>Broken now; the figure says how.</summary>
    Broken,

    /// <summary>Nothing to judge by yet.</summary>
    Unknown,
}

/// <summary>A promise and its live figure.</summary>
/// <param name="Id">Its number: <c>P5</c>.</param>
/// <param name="Promise">What is promised.</param>
/// <param name="State">How it stands.</param>
/// <param name="Figure">What that is judged by.</param>
internal sealed record PromiseStatus(string Id, string Promise, PromiseState State, string Figure)
{
    private static readonly TimeSpan LimitWindow = TimeSpan.FromHours(1);
    private static readonly TimeSpan LongestRun = TimeSpan.FromHours(3);

    /// <summary>All promises that can be judged by the status. Pure: the same status gives the same figures.</summary>
    /// <param name="status">The status without them.</param>
    /// <param name="allStopsAfter">From which age of the stock data on nothing may be sold.</param>
    public static IReadOnlyList<PromiseStatus> Of(StatusView status, TimeSpan allStopsAfter) =>
        status.Shops is null || status.Accounts is null || status.Vendors is null
            ? []
            :
            [
                Orders(status.Shops),
                Floor(status.Shops),
                OldData(status, allStopsAfter),
                Crash(status),
                Limits(status),
                Waiting(status),
            ];

    private static PromiseStatus Orders(IReadOnlyList<ShopStatus> shops)
    {
        var read = shops.Select(s => s.Orders).OfType<OrdersStatus>().ToList();
        return new(
            "P1",
            "No order that Kaspi shows is lost.",
            read.Count == 0 ? PromiseState.Unknown
                : read.Exists(o => o.IsLate || o.Unread is not null) ? PromiseState.Broken
                : PromiseState.Kept,
            read.Count == 0
                ? "No shop's orders are read: no Kaspi token is set."
                : $"{read.Sum(o => o.Open)} open orders; the oldest look at a shop is {read.Max(o => o.AgeSeconds ?? -1)} s old."
        );
    }

    private static PromiseStatus Floor(IReadOnlyList<ShopStatus> shops) =>
        new(
            "P3, P4",
            "No published price is under the floor, no published quantity above what the supplier surely has.",
            shops.Any(s => s.PriceList is not null) ? PromiseState.Kept : PromiseState.Unknown,
            $"{shops.Sum(s => s.LastFast?.Refused ?? s.LastFull?.Refused ?? 0)} offers were taken off by the check before publishing in the last runs."
        );

    private static PromiseStatus OldData(StatusView status, TimeSpan allStopsAfter)
    {
        var selling = status.Shops!.Where(s => s.PriceList is { OnSale: > 0, Stopped: false });
        var ages = selling
            .Select(s => status.Accounts!.FirstOrDefault(a => a.Account == s.Supplier))
            .Select(a => a?.StockAgeSeconds)
            .OfType<long>()
            .ToList();
        return new(
            "P5",
            "Old supplier data stop selling by themselves; no failure publishes an empty or partial list.",
            ages.Count == 0 ? PromiseState.Unknown
                // The gateway's own net needs a few minutes on top.
                : ages.Max() > allStopsAfter.TotalSeconds + 600 ? PromiseState.Broken
                : PromiseState.Kept,
            ages.Count == 0
                ? "Nothing is sold."
                : $"The oldest data that are sold by are {ages.Max()} s old; everything stops at {allStopsAfter.TotalSeconds:0} s."
        );
    }

    private static PromiseStatus Crash(StatusView status)
    {
        var workers = status.Processes.Where(p => p.IsWorker).ToList();
        var running = workers.Count(p => p.IsRunning);
        return new(
            "P6",
            "A crash at any instant needs no manual work.",
            workers.Count == 0 ? PromiseState.Unknown
                : running == 0 ? PromiseState.Broken
                : PromiseState.Kept,
            $"{running} sync workers run; {workers.Count} were started in the last day, {workers.Count(p => p.State == "lost")} of them were killed."
        );
    }

    private static PromiseStatus Limits(StatusView status)
    {
        var over = FailureKind.OverTheLimit.Code();
        var refused = status
            .Vendors!.SelectMany(v => v.Calls)
            .Where(c => c.FailureCode == over && status.Now - c.LastFailureAt < LimitWindow)
            .ToList();
        return new(
            "P7",
            "The vendors' limits are never exceeded.",
            status.Vendors!.Count == 0 ? PromiseState.Unknown
                : refused.Count == 0 ? PromiseState.Kept
                : PromiseState.Broken,
            refused.Count == 0
                ? "No call was refused as too fast in the last hour."
                : $"{string.Join(", ", refused.Select(c => c.Step))} was refused as too fast in the last hour; something else may use the same token."
        );
    }

    private static PromiseStatus Waiting(StatusView status)
    {
        var runs = status
            .Shops!.Select(s => s.CurrentRun)
            .OfType<RunStatus>()
            .Where(r => r.State == RunState.Running && r.StartedAt is not null)
            .Select(r => status.Now - r.StartedAt!.Value)
            .ToList();
        return new(
            "P9",
            "Nothing waits for ever: every call has a time limit, every run a heartbeat, every failure a name.",
            runs.Exists(age => age > LongestRun) ? PromiseState.Broken : PromiseState.Kept,
            runs.Count == 0
                ? "No run is at work."
                : $"{runs.Count} runs at work, the longest for {runs.Max().TotalSeconds:0} s."
        );
    }
}
