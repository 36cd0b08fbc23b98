using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Sandbox.AlStyle.Ordering;
using TimurApiConnect.Sandbox.Faults;
using TimurApiConnect.Sandbox.Kaspi;
using TimurApiConnect.Sandbox.Kaspi.Orders;
using TimurApiConnect.Sandbox.Requests;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>Everything at a glance, what was asked, and back to the beginning.</summary>
internal static class StateControl
{
    private const int ProblemsInState = 20;

    public static object State(
        Catalogue catalogue,
        Market market,
        RequestLimit limit,
        FaultSides faults,
        Showcase showcase,
        PriceListPuller puller,
        PullSchedule schedule,
        RequestLog log,
        Live<AlStyleSettings> alStyle,
        Live<KaspiSettings> kaspi
    )
    {
        var counts = showcase.Counts();
        var asked = log.Counts().Where(c => c.Vendor == "kaspi").ToList();
        var accepted = asked
            .Where(c => c.Status is > 0 and < StatusCodes.Status400BadRequest)
            .Sum(c => c.Count);
        return new
        {
            alStyle = new
            {
                goods = catalogue.Count,
                catalogue.Seed,
                now = market.Now,
                market.LastChange,
                changes = market.Count,
                limit.Accepted,
                limit.Refused,
                frontDoor = FaultControl.Door(faults.AlStyle.Door),
                faultsWaiting = faults.AlStyle.Plan.Waiting,
                settings = Show(alStyle.Current),
            },
            kaspi = new
            {
                counts.OnSale,
                offSale = counts.Known - counts.OnSale,
                accepted,
                refused = asked.Sum(c => c.Count) - accepted,
                nextPullAt = schedule.NextAt,
                // The state is asked for every few seconds: the whole report is at /control/kaspi/reports.
                lastPull = puller.Last is { } last
                    ? last with
                    {
                        Problems = [.. last.Problems.Take(ProblemsInState)],
                    }
                    : null,
                frontDoor = FaultControl.Door(faults.Kaspi.Door),
                faultsWaiting = faults.Kaspi.Plan.Waiting,
                settings = Show(kaspi.Current),
            },
        };
    }

    public static object Requests(RequestLog log, string? vendor = null, int last = 100)
    {
        if (vendor is not (null or "al-style" or "kaspi"))
        {
            throw ControlException.Bad(
                $"vendor '{vendor}' is not known. Use al-style, kaspi, or leave it out."
            );
        }

        return new { counts = log.Counts(), requests = log.Last(vendor, Math.Max(0, last)) };
    }

    public static async Task<object> ResetAsync(
        HttpContext context,
        Catalogue catalogue,
        Market market,
        RequestLimit limit,
        FaultSides faults,
        RequestLog log,
        PriceListPuller puller,
        OrderBook orders,
        OrderDesk desk,
        Live<AlStyleSettings> alStyle,
        Live<KaspiSettings> kaspi
    )
    {
        var request = await Body.ReadAsync<ResetRequest>(context);
        alStyle.Reset();
        var settings = alStyle.Current with
        {
            Goods = request.Goods ?? alStyle.Current.Goods,
            Seed = request.Seed ?? alStyle.Current.Seed,
        };
        if (settings.Problems().ToList() is { Count: > 0 } problems)
        {
            throw ControlException.Bad(string.Join(' ', problems));
        }

        alStyle.Replace(settings);
        kaspi.Reset();
        catalogue.Rebuild(settings.Seed, settings.Goods);
        market.Reset();
        limit.Reset();
        await faults.ResetAsync();
        log.Reset();
        orders.Reset();
        desk.Reset();
        await puller.ResetAsync(context.RequestAborted);
        return new { goods = catalogue.Count, catalogue.Seed };
    }

    /// <summary>Settings without the tokens and the password.</summary>
    public static object Show(AlStyleSettings s) =>
        new
        {
            s.Interval,
            s.Speed,
            s.BadTokenStatus,
            s.ArrayWrap,
            s.BrandShape,
            s.QuantityPriceWrap,
            s.OrdersShowExternalId,
            s.IndexHoldsAll,
            s.MaxTaken,
            s.OrdersStartReserved,
            s.OrderStep,
            s.NullStatusFor,
        };

    public static object Show(KaspiSettings s) =>
        new
        {
            s.PriceListUrl,
            s.Login,
            hasPassword = s.Password.Length > 0,
            s.MerchantId,
            s.AutoPull,
            s.PullEvery,
            s.RetryFirstPullEvery,
            s.PullTimeout,
            s.MaxBytes,
            s.SkuExtraCharacters,
            s.HoldFor,
            s.HoldMissingUserAgent,
            s.HoldAddresses,
            s.AutoAccept,
            s.CourierComes,
            s.IgnoreStatusFilter,
            s.NoStateHidesArchive,
            s.LinesWithoutOffer,
            s.OrdersWithoutLines,
            s.AssembleNeedsCode,
            s.WaybillAfter,
            s.LineChangeAfter,
            s.DropsEmptyLines,
            s.PreOrderStays,
            s.OrdersPerDay,
            s.BuyersSeed,
            s.StockCountsDown,
        };
}
