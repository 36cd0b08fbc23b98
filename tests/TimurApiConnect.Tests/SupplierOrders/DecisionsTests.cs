using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Gateway.Status;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Tests.SupplierOrders;

/// <summary>What a person may decide, and what is said of orders that a person should look at.</summary>
public class DecisionsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 25, 9, 5, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(SupplierOrderState.Parked, "basket-differs", true)]
    [InlineData(SupplierOrderState.Parked, "not-added", true)]
    [InlineData(SupplierOrderState.Parked, "refused", true)]
    [InlineData(SupplierOrderState.Parked, "basket-busy", true)]
    [InlineData(SupplierOrderState.Parked, "no-attorney", true)]
    [InlineData(SupplierOrderState.Parked, "attorney-expired", true)]
    [InlineData(SupplierOrderState.Parked, "no-delivery", true)]
    [InlineData(SupplierOrderState.Parked, "outcome-unknown", false)]
    [InlineData(SupplierOrderState.Parked, "several-found", false)]
    [InlineData(SupplierOrderState.Placing, "basket-differs", false)]
    [InlineData(SupplierOrderState.Placed, null, false)]
    public void Only_what_is_surely_not_at_the_supplier_is_renewed(
        SupplierOrderState state,
        string? code,
        bool may
    )
    {
        var order = Order(state, code);
        var renewed = SupplierOrderMachine.Next(order, new SupplierOrderEvent.Renewed(Now)).Next;
        // Cancelled without a number: its lines are free to be proposed again.
        Assert.Equal(may ? SupplierOrderState.Cancelled : null, renewed?.State);
        Assert.Equal(may ? "renewed" : null, renewed?.FailureCode);
        if (state == SupplierOrderState.Parked)
        {
            Assert.Equal(
                may,
                SupplierOrderSentences.Parked(order).Contains("renew", StringComparison.Ordinal)
            );
        }
    }

    [Fact]
    public void What_was_sent_without_a_known_outcome_is_not_renewed_whatever_came_after()
    {
        var order = Order(SupplierOrderState.Parked, "attorney-expired") with { Tries = 1 };
        Assert.False(SupplierOrderMachine.Next(order, new SupplierOrderEvent.Renewed(Now)).Happens);
    }

    [Fact]
    public void Of_what_waits_long_it_is_said_what_is_not_known_and_what_that_holds_up()
    {
        var waiting = Order(SupplierOrderState.Placing, "server-error") with
        {
            WaitingSince = Now,
            Failure = "Al-Style, orders: 503.",
        };
        Assert.Contains(
            "No other order",
            SupplierOrderSentences.Waiting(waiting),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "2026-11-25 09:05",
            SupplierOrderSentences.Waiting(waiting),
            StringComparison.Ordinal
        );
        Assert.Contains(
            "could not be placed since 2026-11-25 09:05",
            SupplierOrderSentences.Waiting(waiting with { State = SupplierOrderState.Approved }),
            StringComparison.Ordinal
        );
    }

    [Theory]
    [InlineData(SupplierOrderState.Placed, true)]
    [InlineData(SupplierOrderState.Shipped, false)]
    public void What_differs_and_was_not_cancelled_is_all_said_with_the_next_move(
        SupplierOrderState state,
        bool mayBeCancelled
    )
    {
        var order = Order(state, "cancel-refused") with { Difference = "One is missing." };
        var said = SupplierOrderSentences.Troubles(order).ToList();
        Assert.Equal(2, said.Count);
        Assert.Contains("One is missing.", said[0], StringComparison.Ordinal);
        Assert.All(
            said,
            s => Assert.Equal(mayBeCancelled, s.Contains("/cancel", StringComparison.Ordinal))
        );
    }

    [Theory]
    [InlineData(null, new[] { "1", "2", "3" })]
    [InlineData(7, new[] { "1", "2", "3" })]
    [InlineData(3, new[] { "2", "3" })]
    [InlineData(1, new[] { "3" })]
    [InlineData(0, new string[0])]
    public void Order_lines_are_covered_by_whole_pieces_that_were_taken(int? taken, string[] codes)
    {
        var line = new StoredSupplierLine(
            601,
            "Mouse",
            7,
            7,
            100,
            null,
            "",
            [new("demo", "1", 0, 4), new("demo", "2", 0, 2), new("demo", "3", 0, 1)],
            taken
        );
        Assert.Equal(codes, line.Covered().Select(f => f.Code));
    }

    private static StoredSupplierOrder Order(SupplierOrderState state, string? code) =>
        new()
        {
            Id = 7,
            Account = "main",
            OurNumber = "TAC-1",
            State = state,
            Version = 1,
            Total = 200,
            CreatedAt = Now,
            ChangedAt = Now,
            NextAt = Now,
            FailureCode = code,
            Failure = "So it is.",
        };
}
