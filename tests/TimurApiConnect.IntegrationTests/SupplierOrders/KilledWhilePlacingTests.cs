using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>Workers are killed in the middle of a call that has an effect; others take their place and there is one order.</summary>
public sealed class KilledWhilePlacingTests
{
    // Nobody goes on before it is killed.
    private static readonly string[] Patient =
    [
        .. OrderingProduct.Quick,
        "SupplierOrders:Mode=Automatic",
        "SupplierOrders:Settle=00:01:00",
        "AlStyle:FirstByteLimit=00:00:30",
        "AlStyle:AnswerLimit=00:00:40",
    ];

    [Fact]
    public async Task It_had_no_effect_and_is_sent_again()
    {
        await using var orders = await OrderingProduct.StartAsync(worker: false);
        var code = "";
        await KillAsync(
            orders,
            "cart-api/submit",
            false,
            async () => code = await BuyAsync(orders)
        );
        await orders.Product.StartWorkerAsync([
            .. OrderingProduct.Quick,
            "SupplierOrders:Mode=Automatic",
        ]);
        await orders.AssertOnceAsync(await orders.UntilAsync(code, SupplierOrderState.Placed, 90));
    }

    [Fact]
    public async Task It_had_its_effect_and_is_not_repeated()
    {
        await using var orders = await OrderingProduct.StartAsync(worker: false);
        var code = "";
        await KillAsync(orders, "cart-api/add", true, async () => code = await BuyAsync(orders));
        // The next one knows them as ours.
        await SandboxServer.UntilAsync(
            async () => await orders.BasketAsync() == 1,
            "its lines lie in the basket"
        );
        await KillAsync(orders, "cart-api/submit", true);
        Assert.Equal(
            SupplierOrderState.Placing,
            (await orders.UntilAsync(code, _ => true, "it is there")).State
        );
        await KillAsync(
            orders,
            "cart-api/cancel",
            true,
            async () =>
            {
                var placed = await orders.UntilAsync(code, SupplierOrderState.Placed, 90);
                await orders.AssertOnceAsync(placed);
                await orders.DecideAsync(placed.Id, "cancel", new { reason = "not wanted" });
            }
        );
        await orders.Product.StartWorkerAsync([
            .. OrderingProduct.Quick,
            "SupplierOrders:Mode=Automatic",
        ]);
        await orders.UntilAsync(code, SupplierOrderState.Proposed, 90);
    }

    private static async Task<string> BuyAsync(OrderingProduct orders)
    {
        await orders.OnSaleAsync();
        return await orders.BuyAsync();
    }

    /// <summary>A worker that is killed when it has made this call.</summary>
    private static async Task KillAsync(
        OrderingProduct orders,
        string method,
        bool carriedOut,
        Func<Task>? meanwhile = null
    )
    {
        await orders.FailAsync(method, "hang", carriedOut);
        using ChildProcess dying = orders.Product.StartWorkerProcess(Patient);
        if (meanwhile is not null)
        {
            await meanwhile();
        }

        await SandboxServer.UntilAsync(
            async () =>
                (await orders.Product.Sandbox.FaultsAsync("al-style"))
                    .GetProperty("arranged")
                    .GetArrayLength() == 0,
            $"{method} was called",
            90
        );
        dying.Kill();
    }
}
