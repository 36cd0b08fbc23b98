using System.Text.Json;
using Dapper;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.Databases;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>What a person sees of orders at the supplier, and decides.</summary>
public sealed class DecisionTests
{
    [Fact]
    public async Task A_person_approves_dismisses_and_retries()
    {
        await using var orders = await OrderingProduct.StartAsync(
            mode: "Ask",
            settings: ["SupplierOrders:TermsEvery=00:00:01"]
        );
        var gateway = orders.Product.Gateway;
        await orders.ExpireAsync(10);
        var first = await orders.BuyAsync();
        var unwanted = await orders.UntilAsync(first, SupplierOrderState.Proposed);
        await orders.AttentionAsync("1 orders wait for approval");
        // Who approves it hears that the goods may not be given out.
        await orders.NoticeAsync(unwanted.Id, "The power of attorney 17 ends on");
        await PostAsync(orders, unwanted.Id, "dismiss", "dismissed");
        await gateway.ProblemAsync(
            $"/api/supplier-orders/{unwanted.Id}/approve",
            409,
            "supplier-order-not-waiting",
            HttpMethod.Post
        );
        // A good that nobody knows is not passed over in silence.
        await using (
            var connection = await gateway
                .Get<Database>()
                .OpenAsync(TestContext.Current.CancellationToken)
        )
        {
            await connection.ExecuteAsync(
                "UPDATE order_line SET article = 0 WHERE code = @first",
                new { first }
            );
        }

        await orders.AttentionAsync($"no offer of the shop has their SKU: {first}");
        await gateway.ProblemAsync(
            "/api/supplier-orders/4711/approve",
            404,
            "supplier-order-not-found",
            HttpMethod.Post
        );

        // Without a valid power of attorney the supplier gives nothing out.
        await orders.ExpireAsync(-1);
        var code = await orders.BuyAsync();
        var proposed = await orders.UntilAsync(code, SupplierOrderState.Proposed);
        await PostAsync(orders, proposed.Id, "approve", "approved");
        var parked = await orders.UntilAsync(code, SupplierOrderState.Parked);
        Assert.Equal("attorney-expired", parked.FailureCode);
        await orders.AttentionAsync($"Supplier order {parked.Id} waits for a person");
        await orders.AttentionAsync("The power of attorney 17 ended on");
        var list = await gateway.JsonAsync("/api/supplier-orders?state=parked");
        Assert.Equal(1, list.GetProperty("total").GetInt32());
        Assert.Equal(parked.Id, list.GetProperty("orders")[0].GetProperty("id").GetInt64());

        await orders.ExpireAsync(5);
        await PostAsync(orders, parked.Id, "retry", "approved");
        await orders.AssertOnceAsync(await orders.UntilAsync(code, SupplierOrderState.Placed));
        await orders.AttentionAsync("The power of attorney 17 ends on");

        var details = await gateway.JsonAsync($"/api/supplier-orders/{parked.Id}");
        Assert.Equal(
            code,
            details.GetProperty("lines")[0].GetProperty("for")[0].GetProperty("code").GetString()
        );
        var history = details.GetProperty("history").EnumerateArray().ToList();
        Assert.Contains(history, e => IsByKey(e, "supplier order approved"));
        Assert.Contains(history, e => IsByKey(e, "supplier order retried"));
        Assert.DoesNotContain(
            history,
            e => e.GetProperty("detail").GetString()!.Contains("tenge", StringComparison.Ordinal)
        );
    }

    private static bool IsByKey(JsonElement entry, string what) =>
        entry.GetProperty("who").GetString()!.StartsWith("key ", StringComparison.Ordinal)
        && entry.GetProperty("what").GetString() == what;

    private static async Task PostAsync(
        OrderingProduct orders,
        long id,
        string verb,
        string state
    ) => Assert.Equal(state, (await orders.DecideAsync(id, verb)).GetProperty("state").GetString());
}
