using TimurApiConnect.Gateway.Api;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>
/// Stored orders of another merchant than the settings name: they are not shown as the shop's. The worker sets them apart when it starts with these
/// settings; until then nothing of them is shown or taken on.
/// </summary>
internal sealed class ForeignOrders(OrderOrigins origins, ShopDirectory shops)
{
    /// <summary>The shops whose stored orders are another merchant's, each with a sentence.</summary>
    public async Task<IReadOnlyDictionary<string, string>> ReadAsync(CancellationToken stopping)
    {
        var stored = await origins.AllAsync(stopping);
        return shops
            .All.Where(s =>
                stored.TryGetValue(s.Key, out var origin)
                && origin.Merchant != s.Options.MerchantId.Trim()
            )
            .ToDictionary(
                s => s.Key,
                s =>
                    $"{s.Key}: the stored orders are those of merchant {stored[s.Key].Merchant}, and Shops:{s.Key}:MerchantId is {s.Options.MerchantId.Trim()} here, so they are not shown. A sync worker with the same settings keeps them apart when it starts: give both services the same settings, and see that the worker works.",
                StringComparer.Ordinal
            );
    }
}

/// <summary>Refuses to show or to change another merchant's orders.</summary>
internal static class ForeignOrderRefusal
{
    /// <summary>A group of routes about orders. A request that names no shop may mean any.</summary>
    public static RouteGroupBuilder RefusingForeignOrders(this RouteGroupBuilder group)
    {
        group.AddEndpointFilter(
            async (context, next) =>
            {
                var http = context.HttpContext;
                var foreign = await http
                    .RequestServices.GetRequiredService<ForeignOrders>()
                    .ReadAsync(http.RequestAborted);
                var shop = http.Request.Query["shop"].ToString();
                var text = foreign.FirstOrDefault(f => shop.Length == 0 || f.Key == shop).Value;
                return text is null
                    ? await next(context)
                    : Problems.Of(
                        StatusCodes.Status503ServiceUnavailable,
                        "orders-of-another-merchant",
                        "The stored orders are another merchant's",
                        text
                    );
            }
        );
        return group;
    }
}
