using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.SupplierOrders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.SupplierOrders;

/// <summary>Placed orders that the supplier has taken otherwise than they were sent, or does not show any more.</summary>
public sealed class TakenTests(OrderingFixture fixture) : IClassFixture<OrderingFixture>
{
    private OrderingProduct Orders => fixture.Made;

    [Fact]
    public async Task What_was_taken_only_in_part_is_said_even_when_it_has_shipped_and_what_is_missing_stays_held()
    {
        var code = await PartlyTakenAsync();
        var placed = await Orders.UntilAsync(
            code,
            o => o.Difference is not null,
            "it is seen what was taken"
        );
        Assert.Equal(SupplierOrderState.Placed, placed.State);
        Assert.Contains("holds 1 of article", placed.Difference, StringComparison.Ordinal);
        Assert.Equal(1, placed.Lines[0].Taken);
        Assert.Single(await Orders.AtSupplierAsync(placed));

        // What comes of the cancelling does not hide it.
        await Orders.MoveAsync(placed, "OS");
        await Orders.DecideAsync(placed.Id, "cancel", new { reason = "it is too few" });
        await Orders.UntilAsync(code, o => o.FailureCode == "cancel-refused", "it is refused");
        await Orders.AttentionAsync($"Supplier order {placed.Id} differs from what was ordered");

        await Orders.MoveAsync(placed, "OK");
        await Orders.UntilAsync(code, SupplierOrderState.Shipped);
        await Orders.AttentionAsync($"Supplier order {placed.Id} differs from what was ordered");
        await Orders.AttentionAsync($"Supplier order {placed.Id} was not cancelled");
        Assert.Equal(2, await Orders.ReservedAsync(placed));
        await Orders.SetBackAsync(placed.Id, "shipped_at", days: 4);
        await Orders.SilentAsync($"Supplier order {placed.Id} ");
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_ships_or_is_merged_before_it_was_compared_is_compared_then(bool merged)
    {
        var other = merged
            ? await Orders.UntilAsync(await Orders.BuyAsync(), SupplierOrderState.Placed)
            : null;
        await Orders.FailAsync("order", "status", carriedOut: false, count: 100_000);
        var code = await PartlyTakenAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.MoveAsync(placed, merged ? "Un" : "OK", other);
        await Orders.ClearFaultsAsync();
        var noted = await Orders.UntilAsync(
            code,
            o => merged ? o.MergedFrom is not null : o.State == SupplierOrderState.Shipped,
            "it is noted"
        );
        Assert.Contains("holds 1 of article", noted.Difference, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_no_list_shows_is_asked_for_by_its_number_and_what_is_nowhere_is_named()
    {
        var code = await Orders.BuyAsync();
        var placed = await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.AgeAsync(placed.Number!, 5);
        await Orders.MoveAsync(placed, "SV");
        await Orders.UntilAsync(code, o => o.Status?.Text == "SV", "it is followed");

        await Orders.Product.Sandbox.ArrangeAsync(
            "al-style",
            new
            {
                kind = "status",
                status = 404,
                method = "order",
                count = 100_000,
            }
        );
        await LostAsync(placed);
        await Orders.ClearFaultsAsync();
        await FoundAsync(code);

        await Orders.MoveAsync(placed, "Un");
        await LostAsync(placed);
        await Orders.MoveAsync(placed, "N");
        await FoundAsync(code);
    }

    private async Task LostAsync(StoredSupplierOrder placed) =>
        await Orders.AttentionAsync(
            $"Supplier order {placed.Id} cannot be followed (placed-not-found)"
        );

    private Task FoundAsync(string code) =>
        Orders.UntilAsync(
            code,
            o => o is { State: SupplierOrderState.Placed, FailureCode: null },
            "it is seen again"
        );

    /// <summary>Somebody buys two pieces, and the supplier has only one for us.</summary>
    private async Task<string> PartlyTakenAsync()
    {
        await Orders.Product.Sandbox.SetAlStyleAsync(new { maxTaken = 1 });
        var code = await Orders.BuyAsync();
        await Orders.UntilAsync(code, SupplierOrderState.Placed);
        await Orders.Product.Sandbox.SetAlStyleAsync(new { maxTaken = 0 });
        return code;
    }
}
