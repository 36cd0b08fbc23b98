using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Storage.SupplierOrders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>Orders that may or may not be at the supplier: looked for, never taken for a stranger's, never sent twice.</summary>
public sealed class LostOrderTests(OrderingFixture fixture) : IClassFixture<OrderingFixture>
{
    private OrderingProduct Orders => fixture.Made;

    [Theory]
    [InlineData(1, false)]
    [InlineData(0, true)]
    [InlineData(0, false)]
    public async Task Somebody_has_ordered_the_same_in_the_portal(int daysOld, bool showsOurNumber)
    {
        var sent = await SentAsync(await Orders.BuyAsync(), carriedOut: true);
        await Orders.Product.Sandbox.SetAlStyleAsync(new { ordersShowExternalId = showsOurNumber });
        await Orders.AgeAsync($"{await Orders.TwinAsync(sent)}", daysOld);
        await Orders.ClearFaultsAsync();
        if (daysOld > 0 || showsOurNumber)
        {
            await Orders.AssertOnceAsync(await UntilAsync(sent, SupplierOrderState.Placed));
        }
        else
        {
            var parked = await UntilAsync(sent, SupplierOrderState.Parked);
            Assert.Equal("several-found", parked.FailureCode);
            await Orders.AttentionAsync($"Supplier order {sent.Id} waits for a person");
            await Orders.DecideAsync(sent.Id, "renew", status: 409);
            await Orders.DecideAsync(sent.Id, "dismiss");
        }
    }

    [Fact]
    public async Task What_is_not_there_and_lies_no_more_in_the_basket_a_person_has_to_look_for()
    {
        var sent = await SentAsync(await Orders.BuyAsync(), carriedOut: false);
        await Orders.SetBackAsync(sent.Id, "waiting_since");
        await Orders.AttentionAsync($"Supplier order {sent.Id} was sent, and since");
        await Orders.EmptyAsync();
        await Orders.ClearFaultsAsync();
        var parked = await UntilAsync(sent, SupplierOrderState.Parked);
        Assert.Equal("outcome-unknown", parked.FailureCode);
        Assert.Empty(await Orders.AtSupplierAsync(sent));
        await Orders.DecideAsync(sent.Id, "renew", status: 409);
        await Orders.DecideAsync(sent.Id, "retry");
        await Orders.AssertOnceAsync(await UntilAsync(sent, SupplierOrderState.Placed));
    }

    [Fact]
    public async Task The_buyer_cancels_what_is_not_there_and_it_is_not_sent_again()
    {
        var code = await Orders.BuyAsync();
        var sent = await SentAsync(code, carriedOut: false);
        await CancelAsync(code);
        await Orders.ClearFaultsAsync();
        var withdrawn = await UntilAsync(sent, SupplierOrderState.Cancelled);
        Assert.Equal("not-wanted", withdrawn.FailureCode);
        Assert.Empty(await Orders.AtSupplierAsync(sent));
        // What was put in for it is taken out.
        await Orders.EmptiedAsync();
    }

    [Fact]
    public async Task The_buyer_cancels_what_may_be_there_and_a_person_has_to_look_for_it()
    {
        var code = await Orders.BuyAsync();
        var sent = await UnrecognisedAsync(code);
        await CancelAsync(code);
        await Orders.ClearFaultsAsync();
        await AssertUnknownAsync(sent);
    }

    [Fact]
    public async Task What_may_be_there_is_not_renewed_even_when_it_cannot_be_sent_again()
    {
        var sent = await UnrecognisedAsync(await Orders.BuyAsync());
        await Orders.ExpireAsync(-1);
        try
        {
            await Orders.ClearFaultsAsync();
            await AssertUnknownAsync(sent);
        }
        finally
        {
            await Orders.ExpireAsync(120);
        }
    }

    /// <summary>The supplier has it in part, so that nobody knows it again; the answer was lost.</summary>
    private async Task<StoredSupplierOrder> UnrecognisedAsync(string code)
    {
        await Orders.Product.Sandbox.SetAlStyleAsync(new { maxTaken = 1 });
        var sent = await SentAsync(code, carriedOut: true);
        await Orders.Product.Sandbox.SetAlStyleAsync(new { maxTaken = 0 });
        return sent;
    }

    private async Task AssertUnknownAsync(StoredSupplierOrder sent)
    {
        var parked = await UntilAsync(sent, SupplierOrderState.Parked);
        Assert.Equal("outcome-unknown", parked.FailureCode);
        Assert.Single(await Orders.AtSupplierAsync(sent));
        await Orders.DecideAsync(sent.Id, "renew", status: 409);
        await Orders.DecideAsync(sent.Id, "dismiss");
    }

    private async Task CancelAsync(string code)
    {
        await Orders.Product.Sandbox.PostAsync(
            $"/control/kaspi/orders/{code}/buyer-cancels",
            new { }
        );
        await SandboxServer.UntilAsync(
            async () =>
                (
                    await Orders.Product.Gateway.JsonAsync(
                        $"/api/orders?search={code}&stage=cancelled"
                    )
                )
                    .GetProperty("total")
                    .GetInt32() == 1,
            $"order {code} is known to be cancelled"
        );
    }

    /// <summary>It was sent, the answer was lost, and the supplier's lists cannot be read.</summary>
    private async Task<StoredSupplierOrder> SentAsync(string code, bool carriedOut)
    {
        await Orders.HideListsAsync();
        await Orders.FailAsync("cart-api/submit", "reset", carriedOut);
        return await Orders.UntilAsync(
            code,
            o => o is { State: SupplierOrderState.Placing, FailureCode: not null },
            "its answer is lost"
        );
    }

    private Task<StoredSupplierOrder> UntilAsync(
        StoredSupplierOrder order,
        SupplierOrderState state
    ) => Orders.UntilAsync(order.Lines[0].For[0].Code, state);
}
