using System.Collections.Concurrent;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Storage.Offers;

namespace TimurApiConnect.Gateway.Status;

/// <summary>How many offers stand where. Counting reads all of a shop's offers, so it is done only when they have changed.</summary>
internal sealed class OfferCounts(OfferQueries offers)
{
    private readonly ConcurrentDictionary<string, (long Version, OfferCountView View)> _known = new(
        StringComparer.Ordinal
    );

    public async Task<OfferCountView> CountAsync(
        string shop,
        long offersVersion,
        CancellationToken stopping
    )
    {
        if (_known.TryGetValue(shop, out var known) && known.Version == offersVersion)
        {
            return known.View;
        }

        var rows = await offers.CountAsync(shop, stopping);
        int Of(OfferState state) => rows.Where(r => r.State == state).Sum(r => r.Count);
        var view = new OfferCountView(
            Of(OfferState.OnSale),
            Of(OfferState.OffSale),
            Of(OfferState.NotOffered),
            [
                .. rows.Where(r => r.State != OfferState.OnSale)
                    .OrderByDescending(r => r.Count)
                    .Select(r => new ReasonCount(
                        r.State,
                        r.Reason,
                        ReasonText.Of(r.Reason),
                        r.Count
                    )),
            ]
        );
        _known[shop] = (offersVersion, view);
        return view;
    }
}
