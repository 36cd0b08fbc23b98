using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>One product for all: a worker that orders by itself.</summary>
public sealed class OrderingFixture : IAsyncLifetime
{
    private OrderingProduct? _made;

    internal OrderingProduct Made => _made!;

    public async ValueTask InitializeAsync() => _made = await OrderingProduct.StartAsync();

    public ValueTask DisposeAsync() => _made!.DisposeAsync();
}

/// <summary>What was sold is ordered at the supplier once, followed until it is shipped, and held until then.</summary>
public sealed class OrderingTests(OrderingFixture fixture) : IClassFixture<OrderingFixture>
{
    private OrderingProduct Orders => fixture.Made;

    [Fact]
    public async Task A_buyers_order_is_placed_once_followed_and_held_until_it_is_shipped()
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.AssertOnceAsync(placed);
        Assert.Equal("rule", placed.ApprovedBy);
        Assert.Equal(2, await Orders.ReservedAsync(placed));

        await Orders.MoveAsync(placed, "SV");
        await Orders.UntilAsync(code, o => o.Status?.Text == "SV", "its status has moved on");
        Assert.Equal(2, await Orders.ReservedAsync(placed));

        await Orders.MoveAsync(placed, "OK");
        var shipped = await Orders.UntilAsync(code, SupplierOrderState.Shipped);
        Assert.NotNull(shipped.ShippedAt);
        Assert.Equal(0, await Orders.ReservedAsync(placed));
        // Stock that was read before still counts them.
        Assert.Equal(2, await Orders.ReservedAsync(placed, shipped.ShippedAt));
        await Orders.AssertOnceAsync(shipped);
        Assert.Equal(
            [
                "supplier order approved by the rule",
                "supplier order is sent",
                "supplier order placed",
                "supplier order shipped",
            ],
            (await Orders.HistoryAsync(placed.Id)).Where(w => w != "supplier order's status")
        );
    }

    [Fact]
    public async Task What_has_left_is_offered_again_only_when_stock_was_read_after_that()
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        // A run that was under way may have read the stock before.
        await OfferedAsync(placed);
        var held = await OfferedAsync(placed);
        await Orders.FailAsync("quantity-price", "status", carriedOut: false, count: 100_000);
        try
        {
            await Orders.MoveAsync(placed, "OK");
            await Orders.UntilAsync(code, SupplierOrderState.Shipped);
            Assert.Equal(held, await OfferedAsync(placed));
        }
        finally
        {
            await Orders.ClearFaultsAsync();
        }

        Assert.Equal(held + 2, await OfferedAsync(placed));
    }

    /// <summary>How many of an order's good are offered after a run.</summary>
    private async Task<int> OfferedAsync(StoredSupplierOrder order)
    {
        await Orders.Product.EndedAsync(await Orders.Product.AskAsync("fast"));
        var found = await Orders.Product.Gateway.JsonAsync($"/api/offers/{order.Lines[0].Article}");
        return found.GetProperty("offer").GetProperty("stock").GetInt32();
    }

    [Fact]
    public async Task An_order_at_Kaspi_shows_the_orders_at_the_supplier_that_serve_it()
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        var serving = (await Orders.Product.Gateway.JsonAsync($"/api/orders/{code}"))
            .GetProperty("supplierOrders")
            .EnumerateArray()
            .ToList();
        var one = Assert.Single(serving);
        Assert.Equal(
            (placed.Id, "placed", placed.Number),
            (
                one.GetProperty("id").GetInt64(),
                one.GetProperty("state").GetString(),
                one.GetProperty("number").GetString()
            )
        );
        Assert.False(one.TryGetProperty("total", out _));

        foreach (var (query, total) in new[] { ($"order={code}", 1), ("order=1", 0) })
        {
            var found = await Orders.Product.Gateway.JsonAsync($"/api/supplier-orders?{query}");
            Assert.Equal(total, found.GetProperty("total").GetInt32());
        }
    }

    [Theory]
    [InlineData("reset", true)]
    [InlineData("reset", false)]
    [InlineData("hang", true)]
    [InlineData("html", true)]
    [InlineData("status", false)]
    public async Task The_answer_to_the_order_is_lost(string kind, bool carriedOut)
    {
        await Orders.FailAsync("cart-api/submit", kind, carriedOut);
        var placed = await Orders.UntilAsync(await Orders.BuyAsync(), SupplierOrderState.Placed);
        await Orders.AssertOnceAsync(placed);
        await Orders.AssertStruckAsync();
        Assert.Equal(carriedOut ? 1 : 2, placed.Tries);
        Assert.Equal(
            carriedOut ? 0 : 1,
            (await Orders.HistoryAsync(placed.Id)).Count(w => w == "supplier order not found")
        );
    }

    [Theory]
    [InlineData("reset", true)]
    [InlineData("reset", false)]
    [InlineData("hang", true)]
    public async Task The_answer_to_the_filling_is_lost(string kind, bool carriedOut)
    {
        await Orders.FailAsync("cart-api/add", kind, carriedOut);
        var placed = await Orders.UntilAsync(await Orders.BuyAsync(), SupplierOrderState.Placed);
        await Orders.AssertOnceAsync(placed);
        await Orders.AssertStruckAsync();
        Assert.Equal(1, placed.Tries);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_to_the_clearing_is_lost(bool carriedOut)
    {
        // The supplier turns the order away for coming too soon: its lines lie in the basket, and are cleared before they are put there anew.
        await Orders.Product.Sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "limit",
                interval = "00:00:01",
                method = "cart-api/submit",
                count = 1,
            }
        );
        await Orders.FailAsync("cart-api/clear", "reset", carriedOut);
        var placed = await Orders.UntilAsync(await Orders.BuyAsync(), SupplierOrderState.Placed);
        await Orders.AssertOnceAsync(placed);
        await Orders.AssertStruckAsync();
    }
}
