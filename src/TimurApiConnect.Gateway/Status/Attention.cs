using TimurApiConnect.Core.Guard;
using TimurApiConnect.Core.Runs;

namespace TimurApiConnect.Gateway.Status;

/// <summary>What a person should look at, each with the next move. Pure: the same status gives the same sentences.</summary>
internal static class Attention
{
    private static readonly TimeSpan PullLimit = TimeSpan.FromHours(2);
    private static readonly TimeSpan CatalogueLimit = TimeSpan.FromHours(48);

    /// <summary>The sentences.</summary>
    /// <param name="status">The status without them.</param>
    /// <param name="stockLimit">From which age on stock data are old.</param>
    public static IReadOnlyList<string> To(StatusView status, TimeSpan stockLimit)
    {
        var troubles = VendorTrouble.Of(status);
        return
        [
            .. ToParts(status),
            .. troubles.Select(t => ToVendor(t, status, stockLimit)),
            .. (status.Shops ?? []).SelectMany(s => ToShop(s, troubles, status.Now)),
            .. status.SupplierOrderAttention,
            .. (status.Accounts ?? []).SelectMany(a =>
                ToAccount(
                    a,
                    troubles,
                    (status.Shops ?? []).Any(s =>
                        s.Supplier == a.Account && s.CurrentRun is not null
                    ),
                    status.Now,
                    stockLimit
                )
            ),
        ];
    }

    private static string ToVendor(VendorTrouble trouble, StatusView status, TimeSpan stockLimit) =>
        trouble.Text(
            [
                .. (status.Shops ?? [])
                    .Where(s => EndedRuns(s).Any(run => trouble.Explains(s, run)))
                    .Select(s => s.Shop),
            ],
            (status.Accounts ?? []).FirstOrDefault(a => trouble.IsAbout(a.Account))
                is { StockAgeSeconds: { } age }
            && age > stockLimit.TotalSeconds
                ? Age(age)
                : null
        );

    private static IEnumerable<RunStatus> EndedRuns(ShopStatus shop) =>
        new[] { shop.LastFast, shop.LastFull }.OfType<RunStatus>();

    private static IEnumerable<string> ToParts(StatusView status)
    {
        if (status.Database.State != PartStatusStates.Healthy)
        {
            yield return $"The database does not answer; price lists are served from memory, nothing new is published. Look at it: {status.Database.Description}";
        }

        if (
            status.Processes.Any(p => p.IsWorker)
            && !status.Processes.Any(p => p.IsWorker && p.IsRunning)
        )
        {
            yield return $"No sync worker runs; the last one gave its last sign of life at {status.Processes.Where(p => p.IsWorker).Max(p => p.SeenAt).UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC. Nothing new is read or published: start it, and see what its log says at the end.";
        }

        if (status.Cache.State != PartStatusStates.Healthy)
        {
            yield return $"Redis does not answer; everything goes on, a little slower. Start it again. {status.Cache.Description}";
        }
    }

    private static IEnumerable<string> ToShop(
        ShopStatus shop,
        IReadOnlyList<VendorTrouble> troubles,
        DateTimeOffset now
    )
    {
        if (shop.Hold is { } hold)
        {
            yield return $"{shop.Shop}: a price list is held{(hold.Since is { } since ? $" since {since.UtcDateTime:yyyy-MM-dd HH:mm} UTC" : "")}. {hold.Text}";
        }

        if (
            shop.Orders is { IsLate: true } orders
            && !troubles.Any(t => t.IsAboutOrders(shop.Shop))
        )
        {
            yield return $"{shop.Shop}: {(orders.AgeSeconds is { } old ? $"orders were last read {Age(old)} ago" : "orders were never read")}; new ones may be waiting. {orders.Failure ?? "See that the sync worker works."}";
        }

        if (shop.Orders?.Unread is { } unread)
        {
            yield return $"{shop.Shop}: orders that cannot be read: {unread}. Look at them in Kaspi's cabinet, and report this sentence.";
        }

        if (shop.Cancellations is { Level: not GuardLevel.Calm } guard)
        {
            yield return $"{shop.Shop}: {guard.Last90Days.Cancelled} of {guard.Last90Days.Orders} orders of 90 days cancelled, {guard.Last90Days.Percent:0.##} %; {(guard.Level == GuardLevel.Over ? "that is over" : $"{guard.Left} more are possible until")} Kaspi's line of {guard.LinePercent:0.##} %, {guard.In30Days.Percent:0.##} % in 30 days at this pace. {guard.Measures} measures are in force: GET /api/guard shows and ends them.";
        }

        foreach (var order in shop.OrderAttention)
        {
            yield return order;
        }

        foreach (var command in shop.ParkedCommands)
        {
            yield return $"{shop.Shop}: order {command.Order}, {command.Command}: {command.Note}";
        }

        foreach (var run in EndedRuns(shop))
        {
            if (
                run.State is RunState.Failed or RunState.Abandoned
                && !troubles.Any(t => t.Explains(shop, run))
            )
            {
                yield return $"{shop.Shop}: the last {Name(run.Kind)} run ({run.Id}) {(run.State == RunState.Failed ? "failed" : "was abandoned")}. {run.Message}";
            }
        }

        if (shop.PriceList is not { } list)
        {
            if (shop.Hold is null && shop.CurrentRun is null)
            {
                yield return $"{shop.Shop}: no price list was published yet. Start a run: POST /api/sync, and see that the sync worker works.";
            }

            yield break;
        }

        if (list.NotServed is { } why)
        {
            yield return $"{shop.Shop}: {why}";
            yield break;
        }

        if (list.Stopped)
        {
            yield return $"{shop.Shop}: the stock data are too old, so the list is served with everything off sale. It comes back by itself with the next reading.";
        }

        if (shop.Pulls is [{ Status: 401 }, ..])
        {
            yield return $"{shop.Shop}: the last pull was refused for its login. Put Shops:{shop.Shop}:FeedLogin and its password into Kaspi's cabinet, beside the list's address.";
        }
        else if ((shop.LastPullAgeSeconds ?? list.AgeSeconds) > PullLimit.TotalSeconds)
        {
            yield return $"{shop.Shop}: nobody has pulled the price list for {Age(shop.LastPullAgeSeconds ?? list.AgeSeconds)}. See in Kaspi's cabinet (Товары, Загрузить прайс-лист) that automatic loading is on and its address ends in {list.Path} and can be reached from outside.";
        }

        if (list.ServedVersion < list.Version && now - list.CreatedAt > TimeSpan.FromMinutes(1))
        {
            yield return $"{shop.Shop}: version {list.Version} is published but {list.ServedVersion} is served. Look into the gateway's log.";
        }
    }

    private static IEnumerable<string> ToAccount(
        AccountStatus account,
        IReadOnlyList<VendorTrouble> troubles,
        bool isBeingRead,
        DateTimeOffset now,
        TimeSpan stockLimit
    )
    {
        var explained = troubles.Any(t => t.IsAbout(account.Account));
        if (explained)
        {
            // Said there, with the cause.
        }
        else if (account.StockAgeSeconds is not { } age)
        {
            if (isBeingRead)
            {
                yield break;
            }

            yield return $"Supplier account {account.Account}: stock and prices were never read. Start a run: POST /api/sync.";
        }
        else if (age > stockLimit.TotalSeconds)
        {
            yield return $"Supplier account {account.Account}: stock and prices are {Age(age)} old. See that the sync worker works and what its last runs say: GET /api/runs.";
        }

        if (!explained && account.CatalogueAt is { } catalogue && now - catalogue > CatalogueLimit)
        {
            yield return $"Supplier account {account.Account}: the catalogue is {Age((long)(now - catalogue).TotalSeconds)} old. Start a full run: POST /api/sync with \"kind\": \"full\".";
        }
    }

    private static string Name(RunKind kind) => kind == RunKind.Full ? "full" : "fast";

    private static string Age(long seconds) =>
        seconds switch
        {
            < 2 * 60 => $"{seconds} seconds",
            < 2 * 3600 => $"{seconds / 60} minutes",
            < 48 * 3600 => $"{seconds / 3600} hours",
            _ => $"{seconds / 86400} days",
        };
}

/// <summary>How the states of parts are written.</summary>
internal static class PartStatusStates
{
    public const string Healthy = "healthy";
}
