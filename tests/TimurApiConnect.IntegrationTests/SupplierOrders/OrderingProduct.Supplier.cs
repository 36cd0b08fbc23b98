using System.Text.Json;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>The supplier's side: its basket, its orders, and the person in the portal who uses them too.</summary>
internal sealed partial class OrderingProduct
{
    /// <summary>Waits until nothing lies in the basket.</summary>
    public Task EmptiedAsync() =>
        SandboxServer.UntilAsync(async () => await BasketAsync() == 0, "the basket is empty");

    public async Task<int> BasketAsync() =>
        (await product.Sandbox.GetAsync("/control/al-style/basket"))
            .GetProperty("lines")
            .GetArrayLength();

    /// <summary>A person in the portal puts something into the basket.</summary>
    public async Task PutAsync(int article) =>
        await product.Sandbox.PostAsync("/control/al-style/basket", new { article, quantity = 1 });

    /// <summary>The person in the portal empties it again.</summary>
    public Task EmptyAsync() => AskAsync("clear", HttpMethod.Get);

    /// <summary>A person in the portal orders the same as an order; the number.</summary>
    public async Task<long> TwinAsync(StoredSupplierOrder order)
    {
        foreach (var line in order.Lines)
        {
            await product.Sandbox.PostAsync(
                "/control/al-style/basket",
                new { line.Article, line.Quantity }
            );
        }

        var terms = (
            await product.Gateway.Get<SupplierAccountStore>().FindAsync(order.Account, Stopping)
        ).Terms!;
        var placed = await AskAsync(
            $"submit?shipping_date={TimeProvider.System.GetUtcNow().AddDays(2):dd.MM.yyyy}&attorney_json={Uri.EscapeDataString(terms.ChooseAttorney(null)!.Document)}&delivery_json={Uri.EscapeDataString(terms.ChooseDelivery(null)!.Document)}",
            HttpMethod.Post
        );
        return placed.GetProperty("data").GetProperty("id").GetInt64();
    }

    private async Task<JsonElement> AskAsync(string method, HttpMethod verb)
    {
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(
            verb,
            new Uri(
                product.Sandbox.BaseAddress,
                $"cart-api/{method}{(method.Contains('?') ? '&' : '?')}access-token={product.Token}"
            )
        );
        using var answer = await client.SendAsync(request, Stopping);
        answer.EnsureSuccessStatusCode();
        return JsonElement.Parse(await answer.Content.ReadAsStringAsync(Stopping));
    }

    /// <summary>The supplier moves an order on, or merges it into another.</summary>
    public Task MoveAsync(
        StoredSupplierOrder order,
        string status,
        StoredSupplierOrder? mergedWith = null
    ) =>
        product.Sandbox.PostAsync(
            $"/control/al-style/orders/{order.Number}",
            mergedWith is null
                ? new { status }
                : new { status, mergedWith = long.Parse(mergedWith.Number!) }
        );

    /// <summary>The order was placed so many days earlier than it was.</summary>
    public Task AgeAsync(string number, int daysOld) =>
        product.Sandbox.PostAsync(
            $"/control/al-style/orders/{number}",
            new { status = "N", daysOld }
        );

    /// <summary>The power of attorney that is used ends in so many days.</summary>
    public Task ExpireAsync(int days) =>
        product.Sandbox.PostAsync("/control/al-style/attorneys/17", new { days });

    /// <summary>The supplier's lists of orders cannot be read until the faults are cleared.</summary>
    public Task HideListsAsync() =>
        FailAsync("orders", "status", carriedOut: false, count: 100_000);

    public Task ClearFaultsAsync() => product.Sandbox.ClearFaultsAsync("al-style");
}
