using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>The basket that we share with people: what is theirs is left alone, what is ours is taken out again.</summary>
public sealed class BasketTests(OrderingFixture fixture) : IClassFixture<OrderingFixture>
{
    private OrderingProduct Orders => fixture.Made;

    [Fact]
    public async Task Somebody_elses_basket_is_left_alone_and_waited_for_with_patience_from_when_it_was_seen()
    {
        var code = await Orders.BuyAsync();
        var waits = await BusyAsync(code);
        Assert.Equal(SupplierOrderState.Approved, waits.State);
        Assert.Equal(1, await Orders.BasketAsync());
        Assert.Empty(await Orders.AtSupplierAsync(waits));

        // Other troubles have lasted long; the basket has not.
        await Orders.SetBackAsync(waits.Id, "waiting_since");
        await Orders.AttentionAsync($"Supplier order {waits.Id} could not be placed since");
        var seen = await Orders.UntilAsync(code, _ => true, "it is there");
        var still = await Orders.UntilAsync(
            code,
            o => o.Version > seen.Version,
            "it is looked at again"
        );
        Assert.Equal(SupplierOrderState.Approved, still.State);

        await Orders.SetBackAsync(waits.Id, "busy_since");
        var parked = await Orders.UntilAsync(code, SupplierOrderState.Parked);
        Assert.Equal("basket-busy", parked.FailureCode);
        Assert.Equal(1, await Orders.BasketAsync());
        await Orders.EmptyAsync();
        await Orders.DecideAsync(waits.Id, "retry");
        await Orders.AssertOnceAsync(await Orders.UntilAsync(code, SupplierOrderState.Placed));
    }

    [Fact]
    public async Task What_differs_is_taken_out_again_and_renewed_with_todays_price()
    {
        var code = await Orders.BuyAsync();
        var waits = await BusyAsync(code);
        var article = waits.Lines[0].Article;

        // The supplier rounds up: what lies there is more than we put in.
        await Orders.Product.Sandbox.SetGoodAsync(article, new { multiplicity = 5 });
        await Orders.EmptyAsync();
        await DiffersAsync(code);
        await Orders.EmptiedAsync();

        // It becomes dearer, and taking it out does not work.
        await Orders.Product.Sandbox.SetGoodAsync(
            article,
            new { multiplicity = 1, price1 = waits.Lines[0].Price + 1 }
        );
        await Orders.FailAsync("cart-api/clear", "reset", carriedOut: false);
        await Orders.DecideAsync(waits.Id, "retry");
        var dearer = await DiffersAsync(code);
        Assert.Contains("dearer", dearer.Failure, StringComparison.Ordinal);
        await Orders.AttentionAsync($"/api/supplier-orders/{dearer.Id}/retry, …/renew");

        var run = await Orders.Product.AskAsync("fast");
        await Orders.Product.EndedAsync(run);
        Assert.Equal(1, await Orders.BasketAsync());
        await Orders.DecideAsync(dearer.Id, "renew");
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        Assert.NotEqual(dearer.Id, placed.Id);
        Assert.Equal(waits.Lines[0].Price + 1, placed.Lines[0].Price);
        await Orders.AssertOnceAsync(placed);
        Assert.Contains("supplier order renewed", await Orders.HistoryAsync(dearer.Id));
        Assert.Empty(await Orders.AtSupplierAsync(dearer));
        await Orders.AssertStruckAsync();
    }

    [Fact]
    public async Task What_the_supplier_adds_only_in_part_is_taken_out_again()
    {
        var code = await Orders.BuyTwoAsync();
        var waits = await BusyAsync(code);
        Assert.Equal(2, waits.Lines.Count);
        var gone = waits.Lines[1].Article;
        await Orders.Product.Sandbox.VanishAsync([gone]);
        await Orders.EmptyAsync();
        var parked = await Orders.UntilAsync(code, SupplierOrderState.Parked);
        Assert.Equal("not-added", parked.FailureCode);
        await Orders.EmptiedAsync();

        await Orders.Product.Sandbox.VanishAsync([gone], back: true);
        await Orders.DecideAsync(waits.Id, "retry");
        await Orders.AssertOnceAsync(await Orders.UntilAsync(code, SupplierOrderState.Placed));
    }

    private Task<StoredSupplierOrder> DiffersAsync(string code) =>
        Orders.UntilAsync(
            code,
            o => o is { State: SupplierOrderState.Parked, FailureCode: "basket-differs" },
            "it is parked"
        );

    /// <summary>The order, once it waits for a basket that somebody else uses.</summary>
    private async Task<StoredSupplierOrder> BusyAsync(string code)
    {
        var article = (await Orders.Product.Sandbox.GoodsAsync()).First(g => !g.Gone).Article;
        await Orders.PutAsync(article);
        var waits = await Orders.UntilAsync(
            code,
            o => o.FailureCode == "basket-busy",
            "it waits for the basket"
        );
        Assert.Contains($"article {article}", waits.Failure, StringComparison.Ordinal);
        return waits;
    }
}
