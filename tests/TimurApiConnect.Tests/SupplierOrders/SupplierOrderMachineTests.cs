using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.Tests.SupplierOrders;

/// <summary>Which state of an order at the supplier may follow which, by which event.</summary>
public class SupplierOrderMachineTests
{
    private const string Who = "key boss";
    private static readonly DateTimeOffset Now = ASupplierOrder.Now;
    private static readonly SupplierOrderState[] All = Enum.GetValues<SupplierOrderState>();

    /// <summary>All that may happen; what is not here may not.</summary>
    private static readonly (
        string Event,
        SupplierOrderState From,
        SupplierOrderState To
    )[] Allowed =
    [
        ("approved", SupplierOrderState.Proposed, SupplierOrderState.Approved),
        ("dismissed", SupplierOrderState.Proposed, SupplierOrderState.Dismissed),
        ("dismissed", SupplierOrderState.Parked, SupplierOrderState.Dismissed),
        ("retried", SupplierOrderState.Parked, SupplierOrderState.Approved),
        ("renewed", SupplierOrderState.Parked, SupplierOrderState.Cancelled),
        ("cancel asked", SupplierOrderState.Placed, SupplierOrderState.Placed),
        ("not wanted", SupplierOrderState.Proposed, SupplierOrderState.Cancelled),
        ("not wanted", SupplierOrderState.Approved, SupplierOrderState.Cancelled),
        ("filling", SupplierOrderState.Approved, SupplierOrderState.Approved),
        ("basket busy", SupplierOrderState.Approved, SupplierOrderState.Approved),
        ("waits", SupplierOrderState.Approved, SupplierOrderState.Approved),
        ("waits", SupplierOrderState.Placing, SupplierOrderState.Placing),
        ("stuck", SupplierOrderState.Approved, SupplierOrderState.Parked),
        ("send", SupplierOrderState.Approved, SupplierOrderState.Placing),
        ("not sent", SupplierOrderState.Placing, SupplierOrderState.Approved),
        ("refused", SupplierOrderState.Placing, SupplierOrderState.Parked),
        ("answer lost", SupplierOrderState.Placing, SupplierOrderState.Placing),
        ("placed", SupplierOrderState.Placing, SupplierOrderState.Placed),
        ("several found", SupplierOrderState.Placing, SupplierOrderState.Parked),
        ("not found", SupplierOrderState.Placing, SupplierOrderState.Approved),
        ("looks again", SupplierOrderState.Placing, SupplierOrderState.Placing),
        ("looks again", SupplierOrderState.Placed, SupplierOrderState.Placed),
        ("compared", SupplierOrderState.Placed, SupplierOrderState.Placed),
        ("not compared", SupplierOrderState.Placed, SupplierOrderState.Placed),
        ("shipped", SupplierOrderState.Placed, SupplierOrderState.Shipped),
        ("cancelled there", SupplierOrderState.Placed, SupplierOrderState.Cancelled),
        ("merged", SupplierOrderState.Placed, SupplierOrderState.Placed),
        ("moved", SupplierOrderState.Placed, SupplierOrderState.Placed),
        ("not seen", SupplierOrderState.Placed, SupplierOrderState.Placed),
    ];

    private static readonly Dictionary<string, SupplierOrderEvent> Events = new(
        StringComparer.Ordinal
    )
    {
        ["approved"] = new SupplierOrderEvent.Approved(Who, Now),
        ["dismissed"] = new SupplierOrderEvent.Dismissed(Now),
        ["retried"] = new SupplierOrderEvent.Retried(Now),
        ["renewed"] = new SupplierOrderEvent.Renewed(Now),
        ["cancel asked"] = new SupplierOrderEvent.CancelAsked(Who, "so", Now),
        ["not wanted"] = new SupplierOrderEvent.NotWanted("so"),
        ["filling"] = new SupplierOrderEvent.Filling(Now, 0),
        ["basket busy"] = new SupplierOrderEvent.BasketBusy("so", TimeSpan.FromHours(1), Now, Now),
        ["waits"] = new SupplierOrderEvent.Waits("code", "so", Now, Now),
        ["stuck"] = new SupplierOrderEvent.Stuck("code", "so"),
        ["basket lost"] = new SupplierOrderEvent.BasketLost("so"),
        ["send"] = new SupplierOrderEvent.Send(300, 2, Now),
        ["not sent"] = Fails(FailureKind.CouldNotConnect),
        ["refused"] = Fails(FailureKind.RequestRefused),
        ["answer lost"] = Fails(FailureKind.BrokenOff),
        ["placed"] = new SupplierOrderEvent.Placed("77", "", Now),
        ["several found"] = new SupplierOrderEvent.SeveralFound(["77", "78"]),
        ["not found"] = new SupplierOrderEvent.NotFound(TimeSpan.FromMinutes(3), Now),
        ["looks again"] = new SupplierOrderEvent.LooksAgain(Now.AddMinutes(1)),
        ["compared"] = new SupplierOrderEvent.Compared(null, Now),
        ["not compared"] = new SupplierOrderEvent.NotCompared(),
        ["shipped"] = new SupplierOrderEvent.StatusRead(new("OK"), null, Now),
        ["cancelled there"] = new SupplierOrderEvent.StatusRead(new("DA"), null, Now),
        ["merged"] = new SupplierOrderEvent.StatusRead(new("Un"), "90", Now),
        ["moved"] = new SupplierOrderEvent.StatusRead(new("SV"), null, Now),
        ["not seen"] = new SupplierOrderEvent.NotSeen("so"),
        ["send cancel"] = new SupplierOrderEvent.SendCancel(Now),
        ["cancel failed"] = CancelFails(FailureKind.RequestRefused),
        ["not cancelled"] = new SupplierOrderEvent.NotCancelled("cancel-unknown", "so", Now),
    };

    /// <summary>Every event in every state.</summary>
    public static TheoryData<string, SupplierOrderState, SupplierOrderState?> Table()
    {
        var data = new TheoryData<string, SupplierOrderState, SupplierOrderState?>();
        foreach (var (name, state) in Events.Keys.SelectMany(e => All.Select(s => (e, s))))
        {
            var allowed = Array.FindAll(Allowed, a => a.Event == name && a.From == state);
            data.Add(name, state, allowed.Length == 0 ? null : allowed[0].To);
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Each_event_has_its_states_and_what_follows(
        string happening,
        SupplierOrderState state,
        SupplierOrderState? expected
    )
    {
        var after = SupplierOrderMachine.Next(ASupplierOrder.In(state), Events[happening]);
        Assert.Equal(expected, after.Next?.State);
        Assert.Equal(expected is null ? "supplier-order-not-waiting" : null, after.Refusal?.Code);
    }

    [Fact]
    public void Every_kind_of_event_is_in_the_table() =>
        Assert.Equal(
            typeof(SupplierOrderEvent).GetNestedTypes().Select(t => t.Name).Order(),
            Events.Values.Select(e => e.GetType().Name).Distinct().Order()
        );

    [Fact]
    public void What_was_sent_without_a_known_outcome_waits_for_a_person_who_looks()
    {
        var tried = ASupplierOrder.In(SupplierOrderState.Approved) with
        {
            Tries = 1,
            SubmitAt = Now,
        };
        Assert.Equal("outcome-unknown", Next(tried, "stuck").FailureCode);
        Assert.Equal("outcome-unknown", Next(tried, "basket lost").FailureCode);
        Assert.False(SupplierOrderMachine.Next(tried, Events["filling"]).Happens);
        var parked = Next(tried, "stuck");
        Assert.False(SupplierOrderMachine.Next(parked, Events["renewed"]).Happens);
        // Retried it is looked for before it is sent again.
        Assert.Equal(SupplierOrderState.Placing, Next(parked, "retried").State);
        var twice = ASupplierOrder.In(SupplierOrderState.Placing) with { Tries = 2 };
        Assert.Equal("outcome-unknown", Next(twice, "not found").FailureCode);
    }

    [Fact]
    public void A_wish_to_cancel_is_sent_once_and_its_end_is_said()
    {
        var wanted = Next(ASupplierOrder.In(SupplierOrderState.Placed), "cancel asked");
        Assert.False(SupplierOrderMachine.Next(wanted, Events["cancel asked"]).Happens);
        var asked = SupplierOrderMachine.Next(wanted, Events["send cancel"]);
        Assert.True(asked.Sends);
        var sent = asked.Value;
        Assert.False(SupplierOrderMachine.Next(sent, Events["send cancel"]).Happens);
        Assert.Equal("cancel-refused", Next(sent, "cancel failed").FailureCode);
        var unsent = SupplierOrderMachine
            .Next(sent, CancelFails(FailureKind.CouldNotConnect))
            .Value;
        Assert.Equal((null, true), (unsent.Cancellation!.SentAt, unsent.IsBeingCancelled));
        Assert.Equal(
            sent,
            SupplierOrderMachine.Next(sent, CancelFails(FailureKind.ServerError)).Value
        );
        Assert.Equal("cancel-too-late", Next(sent, "shipped").FailureCode);
        Assert.NotNull(Next(sent, "not cancelled").Cancellation!.EndedAt);
    }

    [Fact]
    public void A_basket_that_stays_busy_is_a_persons_in_the_end_and_waiting_is_said_once()
    {
        var first = SupplierOrderMachine.Next(
            ASupplierOrder.In(SupplierOrderState.Approved),
            Events["basket busy"]
        );
        Assert.Equal("supplier order waits", first.Journal?.What);
        Assert.Null(SupplierOrderMachine.Next(first.Value, Events["basket busy"]).Journal);
        var late = new SupplierOrderEvent.BasketBusy(
            "so",
            TimeSpan.FromHours(1),
            Now.AddHours(1),
            Now
        );
        Assert.Equal(
            (SupplierOrderState.Parked, "basket-busy"),
            (
                SupplierOrderMachine.Next(first.Value, late).Value.State,
                SupplierOrderMachine.Next(first.Value, late).Value.FailureCode
            )
        );
    }

    private static ASupplierOrder Next(ASupplierOrder order, string happening) =>
        SupplierOrderMachine.Next(order, Events[happening]).Value;

    private static SupplierOrderEvent.Failed Fails(FailureKind kind) => new(A(kind), Now, Now);

    private static SupplierOrderEvent.CancelFailed CancelFails(FailureKind kind) =>
        new(A(kind), TimeSpan.FromMinutes(3), Now, Now.AddMinutes(1));

    private static Failure A(FailureKind kind) => new(kind, "Al-Style", "orders", "No.", "Wait.");
}
