using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Orders;
using Xunit;
using static TimurApiConnect.IntegrationTests.Orders.PolicyUnderTest;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>Kaspi accepts for the shop: whether the goods are there is asked all the same, once.</summary>
public sealed class CameAcceptedTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_covered_is_said_to_be_and_what_is_gone_waits_for_a_person(
        bool postgres
    )
    {
        await using var policy = await StartAsync(postgres, stock: 1);
        await LookedAtAsync(policy, minutesAgo: 10);
        await ComesAsync(policy, "1", secondsAgo: 60);
        await ComesAsync(policy, "2", secondsAgo: 30);
        await policy.BuysAsync(First, "3", 1, secondsAgo: 90);
        await policy.DecideAsync(First);

        Assert.Equal("accept: covered", await policy.DecisionAsync(First, "1"));
        Assert.Equal("ask: stock-gone", await policy.DecisionAsync(First, "2"));
        // It was placed earlier, and promised later.
        Assert.Equal("ask: stock-gone", await policy.DecisionAsync(First, "3"));
        Assert.Equal(0, await policy.CountAsync("order_command"));
        Assert.Equal(["2", "3"], await WaitingAsync(policy));

        await policy.StockIsAsync(3);
        await policy.DecideAsync(First);
        Assert.Equal("accept: covered", await policy.DecisionAsync(First, "2"));
        Assert.Empty(await WaitingAsync(policy));

        // The shop has bought them: the supplier has none any more, and nobody is asked again.
        await policy.StockIsAsync(0);
        await policy.DecideAsync(First);
        Assert.Equal("accept: covered", await policy.DecisionAsync(First, "1"));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_is_gone_is_cancelled_where_the_rules_say_so(bool postgres)
    {
        await using var policy = await StartAsync(postgres, stock: 0, whenStockIsGone: "cancel");
        await LookedAtAsync(policy, minutesAgo: 10);
        await ComesAsync(policy, "1", secondsAgo: 60);
        await policy.DecideAsync(First);
        await policy.DecideAsync(First);
        Assert.Equal("cancel: stock-gone", await policy.DecisionAsync(First, "1"));
        var command = Assert.Single(
            await policy.Get<CommandQueries>().ListAsync(new(First), Stopping)
        );
        Assert.Equal(new OrderCommand.Cancel(CancellationReason.OutOfStock), command.Command);
        Assert.Null(command.OnlyAt);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Nothing_is_cancelled_that_a_person_was_asked_about_or_that_is_ordered_at_the_supplier(
        bool postgres
    )
    {
        await using var policy = await StartAsync(postgres, stock: 0, whenStockIsGone: "wait");
        await LookedAtAsync(policy, minutesAgo: 10);
        await ComesAsync(policy, "1", secondsAgo: 60);
        await policy.DecideAsync(First);
        Assert.Equal("wait: stock-gone", await policy.DecisionAsync(First, "1"));
        Assert.Empty(await policy.Get<DecisionStore>().WaitingAsync(First, Hour(1), 10, Stopping));

        // The goods may have been bought elsewhere since.
        await policy.RulesAsync("cancel");
        await policy.DecideAsync(First);
        Assert.Equal("ask: stock-gone", await policy.DecisionAsync(First, "1"));

        await ComesAsync(policy, "2", secondsAgo: 30);
        await policy.OrderedAsync(First, "2", 1);
        await policy.DecideAsync(First);
        Assert.Equal("none", await policy.DecisionAsync(First, "2"));
        Assert.Equal(0, await policy.CountAsync("order_command"));
    }

    [Fact]
    public async Task A_cancellation_that_was_not_sent_is_taken_back_and_one_that_was_refused_is_a_persons()
    {
        await using var policy = await StartAsync(false, stock: 0, whenStockIsGone: "cancel");
        await LookedAtAsync(policy, minutesAgo: 10);
        await ComesAsync(policy, "1", secondsAgo: 60);
        await policy.DecideAsync(First);
        await policy.DecideAsync(First);
        Assert.Equal("cancel: stock-gone", await policy.DecisionAsync(First, "1"));
        await policy.StockIsAsync(1);
        await policy.DecideAsync(First);
        Assert.Equal("accept: covered", await policy.DecisionAsync(First, "1"));
        var command = Assert.Single(
            await policy.Get<CommandQueries>().ListAsync(new(First), Stopping)
        );
        Assert.Equal(StoredCommand.Superseded, command.FailureCode);

        await ComesAsync(policy, "2", secondsAgo: 30);
        await policy.DecideAsync(First);
        Assert.Equal("cancel: stock-gone", await policy.DecisionAsync(First, "2"));
        await policy.ExecuteAsync("UPDATE order_command SET state = 4 WHERE code = '2'");
        await policy.DecideAsync(First);
        Assert.Equal("ask: taken-over stock-gone", await policy.DecisionAsync(First, "2"));
        Assert.Equal(["2"], await WaitingAsync(policy));
    }

    [Fact]
    public async Task An_order_with_papers_to_sign_comes_accepted_when_it_was_never_new()
    {
        await using var policy = await StartAsync(postgres: false, stock: 1);
        await LookedAtAsync(policy, minutesAgo: 10);
        await policy.BuysAsync(First, "1", 1, secondsAgo: 60);
        var order = (await policy.Get<OrderQueries>().FindAsync(First, "1", Stopping))!.Order;
        await policy.SaveAsync(
            First,
            order with
            {
                Id = "id2",
                Code = "2",
                State = OrderState.SignRequired,
            }
        );
        await policy.AcceptedAsync(First, "1");
        await policy.AcceptedAsync(First, "2");
        await policy.DecideAsync(First);
        Assert.Equal("none", await policy.DecisionAsync(First, "1"));
        Assert.Equal("ask: stock-gone", await policy.DecisionAsync(First, "2"));
    }

    [Fact]
    public async Task Nobody_asks_about_orders_from_before_the_first_look_or_that_somebody_accepted()
    {
        await using var policy = await StartAsync(postgres: false, stock: 0);
        await ComesAsync(policy, "1", secondsAgo: 60);
        await policy.DecideAsync(First);
        await LookedAtAsync(policy, minutesAgo: 0);
        await policy.DecideAsync(First);
        Assert.Equal("none", await policy.DecisionAsync(First, "1"));

        // Seen as new, then accepted by a person in Kaspi's cabinet.
        await policy.BuysAsync(First, "2", 1, secondsAgo: 0);
        await policy.DecideAsync(First);
        await policy.AcceptedAsync(First, "2");
        await policy.DecideAsync(First);
        Assert.Empty(await WaitingAsync(policy));
    }

    private static async Task<IEnumerable<string>> WaitingAsync(PolicyUnderTest policy) =>
        (await policy.Get<DecisionStore>().WaitingAsync(First, Hour(-1), 10, Stopping))
            .Select(d => d.Code)
            .Order(StringComparer.Ordinal);

    private static DateTimeOffset Hour(int hours) =>
        TimeProvider.System.GetUtcNow().AddHours(hours);

    private static Task LookedAtAsync(PolicyUnderTest policy, int minutesAgo) =>
        policy
            .Get<OrderPollStore>()
            .NoteAsync(
                First,
                TimeProvider.System.GetUtcNow().AddMinutes(-minutesAgo),
                null,
                null,
                Stopping
            );

    private static Task ComesAsync(PolicyUnderTest policy, string code, int secondsAgo) =>
        policy.SaveAsync(
            First,
            new Order(
                $"id{code}",
                code,
                OrderState.KaspiDelivery,
                OrderStatus.Accepted,
                TimeProvider.System.GetUtcNow().AddSeconds(-secondsAgo),
                20_000
            )
            {
                Lines = [new($"line{code}", 0, 1, 20_000) { Sku = "A" }],
            }
        );
}
