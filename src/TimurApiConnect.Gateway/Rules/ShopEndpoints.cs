using Microsoft.AspNetCore.Http.HttpResults;
using TimurApiConnect.Gateway.Access;
using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Rules;

namespace TimurApiConnect.Gateway.Rules;

/// <summary>A shop without its secrets.</summary>
/// <param name="Key">Its key in settings and addresses.</param>
/// <param name="Name">Its name.</param>
/// <param name="MerchantId">Its number at Kaspi.</param>
/// <param name="Supplier">The supplier account that it sells from.</param>
/// <param name="Feed">Where its price list is served.</param>
/// <param name="FeedAsksForLogin">Whether that asks for a login.</param>
/// <param name="RulesVersion">The rules in force; 0 before the first use.</param>
internal sealed record ShopView(
    string Key,
    string Name,
    string MerchantId,
    string Supplier,
    string Feed,
    bool FeedAsksForLogin,
    int RulesVersion
);

/// <summary>The shops.</summary>
internal static class ShopEndpoints
{
    public static void MapShops(this RouteGroupBuilder api) =>
        api.MapGet("/shops", ListAsync)
            .WithName("ListShops")
            .WithTags("Rules")
            .WithSummary("The shops, without their secrets")
            .Needs(KeyScope.Read);

    private static async Task<Ok<IReadOnlyList<ShopView>>> ListAsync(
        ShopDirectory shops,
        RulesStore rules,
        CancellationToken stopping
    )
    {
        var list = new List<ShopView>();
        foreach (var shop in shops.All)
        {
            var version = await rules.LoadAsync(shop.Key, null, stopping);
            list.Add(
                new ShopView(
                    shop.Key,
                    shop.Options.Name,
                    shop.Options.MerchantId,
                    shop.Options.Supplier,
                    shop.FeedPath,
                    !string.IsNullOrEmpty(shop.Options.FeedLogin),
                    version?.Version ?? 0
                )
            );
        }

        return TypedResults.Ok<IReadOnlyList<ShopView>>(list);
    }
}
