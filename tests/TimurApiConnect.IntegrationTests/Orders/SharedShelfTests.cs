using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.SyncWorker.Orders;
using Xunit;
using static TimurApiConnect.IntegrationTests.Orders.PolicyUnderTest;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>Two shops sell from one supplier account's shelf: the last piece is promised once.</summary>
public sealed class SharedShelfTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, CommandState.Queued)]
    [InlineData(true, CommandState.Queued)]
    [InlineData(false, CommandState.Sent)]
    [InlineData(false, CommandState.Done)]
    [InlineData(true, CommandState.Done)]
    [InlineData(false, CommandState.Parked)]
    public async Task What_one_shop_has_promised_the_other_does_not_promise_to_an_earlier_order(
        bool postgres,
        CommandState state
    )
    {
        await using var policy = await StartAsync(postgres, stock: 1);
        await policy.BuysAsync(First, "1", 1, secondsAgo: 40);
        await policy.DecideAsync(First);
        Assert.Equal("accept: covered", await policy.DecisionAsync(First, "1"));
        await policy.ExecuteAsync($"UPDATE order_command SET state = {(int)state}");

        // Placed before it, and seen after it.
        await policy.BuysAsync(Second, "2", 1, secondsAgo: 60);
        await policy.DecideAsync(Second);
        Assert.Equal("ask: stock-gone", await policy.DecisionAsync(Second, "2"));

        // The promise stands also when the first shop looks again.
        await policy.DecideAsync(First);
        Assert.Equal(
            state == CommandState.Parked ? "ask: taken-over" : "accept: covered",
            await policy.DecisionAsync(First, "1")
        );
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Decisions_of_two_shops_do_not_interleave(bool postgres)
    {
        await using var policy = await StartAsync(postgres, stock: 1);
        await policy.BuysAsync(First, "1", 1, secondsAgo: 40);
        await policy.BuysAsync(Second, "2", 1, secondsAgo: 60);
        // A third shop is deciding.
        var turn = await policy.Get<AllocationLock>().TakeAsync("main", Stopping);
        var decisions = Task.WhenAll(policy.DecideAsync(First), policy.DecideAsync(Second));
        Assert.Equal("none", await policy.DecisionAsync(First, "1"));
        Assert.Equal("none", await policy.DecisionAsync(Second, "2"));
        turn!.Dispose();
        await decisions;
        Assert.Equal("ask: stock-gone", await policy.DecisionAsync(First, "1"));
        Assert.Equal("accept: covered", await policy.DecisionAsync(Second, "2"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_ordered_at_the_supplier_already_is_not_counted_twice_to_cancel_another(
        bool postgres
    )
    {
        await using var policy = await StartAsync(postgres, stock: 10, whenStockIsGone: "cancel");
        await policy.BuysAsync(First, "1", 5, secondsAgo: 60);
        await policy.AcceptedAsync(First, "1");
        await policy.OrderedAsync(First, "1", 5);
        // The supplier has set five aside.
        await policy.StockIsAsync(5);
        await policy.BuysAsync(Second, "2", 3, secondsAgo: 40);
        await policy.DecideAsync(Second);
        Assert.Equal("ask: ordered-already", await policy.DecisionAsync(Second, "2"));

        // Sent, it is held no more.
        await policy.ExecuteAsync("UPDATE order_line SET shipped = 1 WHERE code = '1'");
        await policy.DecideAsync(Second);
        Assert.Equal("accept: covered", await policy.DecisionAsync(Second, "2"));
    }

    [Theory]
    [InlineData("ask", "ask: stock-gone")]
    [InlineData("reduce", "reduce: stock-gone")]
    public async Task A_decision_that_says_the_same_by_other_figures_is_not_stored_again(
        string whenStockIsGone,
        string said
    )
    {
        await using var policy = await StartAsync(postgres: false, stock: 3, whenStockIsGone);
        await policy.BuysAsync(First, "1", 5, secondsAgo: 60);
        await policy.DecideAsync(First);
        Assert.Equal((said, 1), (await policy.DecisionAsync(First, "1"), await CountAsync()));

        // Two more, and two that another order holds.
        await policy.BuysAsync(Second, "2", 2, secondsAgo: 90);
        await policy.StockIsAsync(5);
        await policy.DecideAsync(First);
        Assert.Equal(1, await CountAsync());

        // One piece less is another matter when it is the shop that takes it out.
        await policy.StockIsAsync(4);
        await policy.DecideAsync(First);
        Assert.Equal(whenStockIsGone == "reduce" ? 2 : 1, await CountAsync());
        // A way out less is another matter for a person too.
        await policy.StockIsAsync(2);
        await policy.DecideAsync(First);
        Assert.Equal(whenStockIsGone == "reduce" ? 3 : 2, await CountAsync());

        Task<int> CountAsync() => policy.CountAsync("order_decision");
    }

    [Fact]
    public async Task What_was_not_sent_yet_is_taken_back_when_the_goods_are_gone()
    {
        await using var policy = await StartAsync(postgres: false, stock: 1);
        await policy.BuysAsync(First, "1", 1, secondsAgo: 40);
        await policy.DecideAsync(First);
        await policy.StockIsAsync(0);
        await policy.DecideAsync(First);
        Assert.Equal("ask: stock-gone", await policy.DecisionAsync(First, "1"));
        Assert.Equal(
            CommandState.Dismissed,
            Assert.Single(await policy.Get<CommandQueries>().ListAsync(new(First), Stopping)).State
        );
    }
}
