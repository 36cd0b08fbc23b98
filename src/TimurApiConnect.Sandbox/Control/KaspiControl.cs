using TimurApiConnect.Sandbox.Kaspi;

namespace TimurApiConnect.Sandbox.Control;

/// <summary>Turns the marketplace's side: the shop owner's cabinet.</summary>
internal static class KaspiControl
{
    private const int MaxTaken = 1000;

    public static async Task<object> PullAsync(
        PriceListPuller puller,
        Live<KaspiSettings> live,
        CancellationToken cancel
    ) =>
        live.Current.PriceListUrl.Length == 0
            ? throw new ControlException(
                StatusCodes.Status409Conflict,
                "No price list address is set. POST /control/kaspi/settings {\"priceListUrl\":\"http://...\"} first."
            )
            : await puller.PullAsync("load now", cancel);

    public static object Reports(PriceListPuller puller, int last = 20) =>
        puller.Reports(Math.Max(0, last));

    /// <summary>What is on sale; <paramref name="all"/> also shows what is not any more.</summary>
    public static object OnSale(
        Showcase showcase,
        string? search = null,
        int skip = 0,
        int take = 50,
        bool all = false
    )
    {
        var (total, page) = showcase.Search(
            search,
            all ? null : true,
            Math.Max(0, skip),
            Math.Clamp(take, 0, MaxTaken)
        );
        return new { total, offers = page.Select(Show) };
    }

    public static object One(Showcase showcase, string sku) =>
        showcase.Find(sku) is { } shown
            ? Show(shown)
            : throw new ControlException(
                StatusCodes.Status404NotFound,
                $"The SKU '{sku}' was never in an accepted price list. GET /control/kaspi/on-sale lists what is."
            );

    public static async Task<object> SettingsAsync(HttpContext context, Live<KaspiSettings> live)
    {
        var next = (await Body.ReadAsync<KaspiPatch>(context)).ApplyTo(live.Current);
        if (next.Problems().ToList() is { Count: > 0 } problems)
        {
            throw ControlException.Bad(string.Join(' ', problems));
        }

        live.Replace(next);
        return StateControl.Show(next);
    }

    private static object Show(ShownOffer shown) =>
        new
        {
            shown.Offer.Sku,
            name = shown.Offer.Model,
            shown.Offer.Brand,
            shown.Offer.Price,
            shown.Offer.CityPrices,
            shown.Offer.Stores,
            shown.OnSale,
            since = shown.OnSaleSince,
            shown.TakenOffAt,
            shown.WhyOff,
            shown.ChangedAt,
        };
}
