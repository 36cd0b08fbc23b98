using TimurApiConnect.Core.Offers;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Offers;
using TimurApiConnect.Storage.Rules;

namespace TimurApiConnect.Gateway.Offers;

/// <summary>Brings together what an explanation needs: the stored offer, its good, and the rules version that decided.</summary>
internal sealed class OfferExplainer(GoodStore goods, ShopRulesSource rules)
{
    public async Task<ExplanationView> ExplainAsync(
        string shop,
        string account,
        OfferRow row,
        CancellationToken stopping
    )
    {
        var version = row.Offer.RulesVersion;
        var snapshot = await goods.LoadOneAsync(account, row.Offer.Article, stopping);
        if (snapshot is null)
        {
            return Nothing(version, "The good is not among the supplier's stored goods any more.");
        }

        if (await rules.LoadAsync(shop, version, stopping) is not { } decided)
        {
            return Nothing(version, $"Version {version} of the rules is not stored any more.");
        }

        var explanation = Explanation.Of(decided.Rules, snapshot, decided.SkuMapping, row.Offer)!;
        return new ExplanationView(
            version,
            explanation.Inputs,
            explanation.Steps,
            explanation.IsConsistent,
            explanation.Differences,
            explanation.IsConsistent
                ? "Computed anew from the stored good and these rules it is the same."
                : await WhyDifferentAsync(account, row, stopping)
        );
    }

    private async Task<string> WhyDifferentAsync(
        string account,
        OfferRow row,
        CancellationToken stopping
    )
    {
        var changedAt = await goods.ChangedAtAsync(account, row.Offer.Article, stopping);
        return changedAt > row.ChangedAt
            ? $"The good changed at {changedAt.Value.UtcDateTime:yyyy-MM-dd HH:mm:ss} UTC, after the offer was decided; the next run decides it anew, unless a list is held."
            : "The good has not changed since, so this should not be: start a full run, and report it if it stays.";
    }

    private static ExplanationView Nothing(int version, string note) =>
        new(version, null, [], null, [], note);
}
