using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.SyncWorker.Orders;

namespace TimurApiConnect.Tests.Orders;

/// <summary>Who has a right to the last piece when several new orders want it.</summary>
public class AllocationQueueTests
{
    private const int Article = 11;

    private static WaitingOrder Waits(string shop, string code, int minute, int quantity) =>
        new(
            shop,
            AnOrder.In(OrderStage.New) with
            {
                Code = code,
                CreatedAt = AnOrder.Monday.AddMinutes(minute),
            },
            [new(0, "A", Article, quantity, 0, Reserves: true, Shipped: false)]
        );

    [Fact]
    public void The_earlier_order_is_first_in_whichever_shop()
    {
        WaitingOrder[] waiting =
        [
            Waits("demo", "3", 5, 1),
            Waits("other", "2", 1, 1),
            Waits("demo", "1", 1, 1),
        ];
        // Another shop's look at the same orders comes to the same.
        foreach (var some in new[] { waiting, [.. waiting.Reverse()] })
        {
            var queue = new AllocationQueue(some, new Dictionary<int, int> { [Article] = 3 + 4 });
            Assert.Equal(["1", "2", "3"], queue.Orders.Select(o => o.Order.Code));
            // Four are reserved by orders that were accepted before.
            var reserved = new List<int>();
            foreach (var order in queue.Orders)
            {
                reserved.Add(queue.ReservedOf(Article));
                queue.Keep(order, l => l.Quantity);
            }

            Assert.Equal([4, 5, 6], reserved);
        }
    }

    [Fact]
    public void What_is_being_accepted_was_promised_before_an_earlier_order_was_seen()
    {
        var promised = Waits("demo", "2", 20, 1) with { Accepting = CommandState.Queued };
        var queue = new AllocationQueue(
            [Waits("other", "1", 0, 1), promised],
            new Dictionary<int, int> { [Article] = 2 }
        );
        Assert.Equal(["2", "1"], queue.Orders.Select(o => o.Order.Code));
        Assert.Equal(0, queue.ReservedOf(Article));
        queue.Keep(promised, l => l.Quantity);
        Assert.Equal(1, queue.ReservedOf(Article));
    }

    [Fact]
    public void What_is_cancelled_is_there_for_those_behind_it()
    {
        var queue = new AllocationQueue(
            [Waits("demo", "1", 0, 3), Waits("demo", "2", 1, 1)],
            new Dictionary<int, int> { [Article] = 4 }
        );
        queue.Keep(queue.Orders[0], _ => 0);
        Assert.Equal(0, queue.ReservedOf(Article));
    }

    [Fact]
    public void Lines_that_hold_nothing_count_nothing()
    {
        var sent = Waits("demo", "1", 0, 3) with
        {
            Lines = [new(0, "A", Article, 3, 0, Reserves: true, Shipped: true)],
        };
        var queue = new AllocationQueue([sent], new Dictionary<int, int>());
        queue.Keep(sent, l => l.Quantity);
        Assert.Equal(0, queue.ReservedOf(Article));
    }
}
