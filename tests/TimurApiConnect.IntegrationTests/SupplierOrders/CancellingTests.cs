using TimurApiConnect.Core.SupplierOrders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>Orders that the supplier cancels or merges, and those that a person wants cancelled.</summary>
public sealed class CancellingTests(OrderingFixture fixture) : IClassFixture<OrderingFixture>
{
    private static readonly object Why = new { reason = "the buyer has changed his mind" };

    private OrderingProduct Orders => fixture.Made;

    [Fact]
    public async Task What_the_supplier_cancels_is_proposed_anew_and_waits_for_a_person()
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.MoveAsync(placed, "DA");
        var again = await Orders.UntilAsync(code, SupplierOrderState.Proposed);
        Assert.NotEqual(placed.Id, again.Id);
        Assert.Equal(2, await Orders.ReservedAsync(again));
        await Orders.DecideAsync(again.Id, "approve");
        await Orders.AssertOnceAsync(await Orders.UntilAsync(code, SupplierOrderState.Placed));
    }

    [Fact]
    public async Task A_merged_order_is_followed_under_its_new_number_and_cancelled_in_the_portal_only()
    {
        var code = await Orders.BuyAsync();
        var other = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        var whole = await Orders.UntilAsync(other, SupplierOrderState.Placed);
        // It is older than anything that is looked for in the lists.
        await Orders.AgeAsync(whole.Number!, 3);
        await Orders.MoveAsync(placed, "Un", whole);
        var merged = await Orders.UntilAsync(code, o => o.MergedFrom is not null, "it is merged");
        Assert.Equal((placed.Number, whole.Number), (merged.MergedFrom, merged.Number));
        var problem = await Orders.DecideAsync(placed.Id, "cancel", Why, 409);
        Assert.Contains(
            "portal",
            problem.GetProperty("detail").GetString(),
            StringComparison.Ordinal
        );
        await Orders.MoveAsync(whole, "OK");
        await Orders.UntilAsync(code, SupplierOrderState.Shipped);
        Assert.Equal(0, await Orders.ReservedAsync(placed));
    }

    [Fact]
    public async Task A_person_has_a_placed_order_cancelled_that_nobody_wants_any_more()
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.Product.Sandbox.PostAsync(
            $"/control/kaspi/orders/{code}/buyer-cancels",
            new { }
        );
        await Orders.NoticeAsync(placed.Id, $"not wanted any more: order {code}");
        await Orders.AttentionAsync($"Supplier order {placed.Id}: 2 of article");
        Assert.Equal(0, await Orders.ReservedAsync(placed));

        await Orders.DecideAsync(placed.Id, "cancel", new { }, 400);
        var asked = (await Orders.DecideAsync(placed.Id, "cancel", Why)).GetProperty(
            "cancellation"
        );
        Assert.StartsWith("key ", asked.GetProperty("by").GetString(), StringComparison.Ordinal);
        var cancelled = await Orders.UntilAsync(code, SupplierOrderState.Cancelled);
        Assert.NotNull(cancelled.Cancellation!.EndedAt);
        Assert.Equal("the buyer has changed his mind", cancelled.Cancellation.Reason);
        Assert.Equal(
            "DA",
            Assert.Single(await Orders.AtSupplierAsync(placed)).GetProperty("status").GetString()
        );
        Assert.Equal(
            ["cancellation asked for", "cancellation is sent"],
            (await Orders.HistoryAsync(placed.Id)).Where(w =>
                w.StartsWith("cancellation", StringComparison.Ordinal)
            )
        );
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_answer_to_the_cancelling_is_lost(bool carriedOut)
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.FailAsync("cart-api/cancel", "reset", carriedOut);
        await Orders.DecideAsync(placed.Id, "cancel", Why);
        if (carriedOut)
        {
            // What the buyer still wants is proposed anew.
            await Orders.UntilAsync(code, SupplierOrderState.Proposed);
        }
        else
        {
            // It is sent once: a person asks again, and then it works.
            await Orders.UntilAsync(
                code,
                o => o is { FailureCode: "cancel-unknown", State: SupplierOrderState.Placed },
                "it is known that it was not cancelled"
            );
            await Orders.AttentionAsync($"Supplier order {placed.Id} was not cancelled");
            await Orders.DecideAsync(placed.Id, "cancel", Why);
            await Orders.UntilAsync(code, SupplierOrderState.Proposed);
        }

        await Orders.AssertStruckAsync();
    }

    [Fact]
    public async Task What_the_supplier_does_not_cancel_is_said()
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.MoveAsync(placed, "OS");
        await Orders.DecideAsync(placed.Id, "cancel", Why);
        var refused = await Orders.UntilAsync(
            code,
            o => o.FailureCode == "cancel-refused",
            "it is refused"
        );
        Assert.Equal(SupplierOrderState.Placed, refused.State);
        Assert.Contains("Заказ нельзя отменить", refused.Failure, StringComparison.Ordinal);
        await Orders.AttentionAsync($"Supplier order {placed.Id} was not cancelled");
        Assert.Equal(2, await Orders.ReservedAsync(placed));
    }

    [Fact]
    public async Task A_cancellation_whose_outcome_cannot_be_seen_ends_and_the_order_is_followed_on()
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.FailAsync("cart-api/cancel", "reset", carriedOut: false);
        await Orders.FailAsync("order", "status", carriedOut: false, count: 100_000);
        await Orders.DecideAsync(placed.Id, "cancel", Why);
        var unseen = await Orders.UntilAsync(
            code,
            o => o.FailureCode == "cancel-unknown",
            "the wish has ended"
        );
        Assert.Contains("cannot be seen", unseen.Failure, StringComparison.Ordinal);
        await Orders.MoveAsync(placed, "SV");
        await Orders.UntilAsync(code, o => o.Status?.Text == "SV", "it is followed");
        await Orders.ClearFaultsAsync();
        await Orders.DecideAsync(placed.Id, "cancel", Why);
        await Orders.UntilAsync(code, SupplierOrderState.Proposed);
    }

    [Theory]
    [InlineData("OK", "cancel-too-late", SupplierOrderState.Shipped)]
    [InlineData("Un", "cancel-merged", SupplierOrderState.Placed)]
    public async Task It_was_shipped_or_merged_before_it_could_be_cancelled(
        string status,
        string code,
        SupplierOrderState state
    )
    {
        var (bought, other) = (await Orders.BuyAsync(), await Orders.BuyAsync());
        var placed = await Orders.UntilAsync(bought, SupplierOrderState.Placed);
        var whole = await Orders.UntilAsync(other, SupplierOrderState.Placed);
        // Nobody has seen it yet.
        await Orders.HideListsAsync();
        await Orders.MoveAsync(placed, status, status == "Un" ? whole : null);
        await Orders.FailAsync("cart-api/cancel", "reset", carriedOut: false);
        await Orders.DecideAsync(placed.Id, "cancel", Why);
        var ended = await Orders.UntilAsync(bought, o => o.FailureCode == code, code);
        Assert.Equal(state, ended.State);
        Assert.NotNull(ended.Cancellation!.EndedAt);
        await Orders.ClearFaultsAsync();
    }
}
