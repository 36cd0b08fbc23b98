using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.SupplierOrders;

namespace TimurApiConnect.Tests.SupplierOrders;

/// <summary>What holds of an order at the supplier whatever happens to it, in whatever order.</summary>
public class SupplierOrderWalkTests
{
    private static readonly SupplierOrderState[] Ends =
    [
        SupplierOrderState.Shipped,
        SupplierOrderState.Cancelled,
        SupplierOrderState.Dismissed,
    ];

    [Fact]
    public void It_is_never_sent_twice_without_a_look_and_an_end_is_never_left()
    {
        var (sends, reached) = (0, new HashSet<SupplierOrderState> { SupplierOrderState.Proposed });
        for (var seed = 0; seed < 4000; seed++)
        {
            var random = new Random(seed);
            var (order, now) = (ASupplierOrder.In(SupplierOrderState.Proposed), ASupplierOrder.Now);
            // Sent, and nobody has looked yet whether the supplier has it.
            var (open, cancelOpen) = (false, false);
            for (var step = 0; step < 80; step++)
            {
                now = now.AddSeconds(random.Next(1, 90));
                var happening = Any(random, now);
                var after = SupplierOrderMachine.Next(order, happening);
                if (after.Next is not { } next)
                {
                    continue;
                }

                Assert.DoesNotContain(order.State, Ends);
                (open, cancelOpen) = Looked(happening, open, cancelOpen);
                if (happening is SupplierOrderEvent.Send)
                {
                    Assert.True(after.Sends);
                    Assert.False(open, "It was sent again before anybody looked for it.");
                    (open, sends) = (true, sends + 1);
                }

                if (happening is SupplierOrderEvent.SendCancel)
                {
                    Assert.False(cancelOpen, "The supplier was asked twice for one wish.");
                    cancelOpen = true;
                }

                Holds(order, next, happening);
                reached.Add(next.State);
                order = next;
            }
        }

        // It went everywhere: a walk that gets nowhere proves nothing.
        Assert.InRange(sends, 3000, int.MaxValue);
        Assert.Equal(Enum.GetValues<SupplierOrderState>(), reached.Order());
    }

    private static void Holds(
        ASupplierOrder before,
        ASupplierOrder next,
        SupplierOrderEvent happening
    )
    {
        Assert.InRange(next.Tries, 0, 2);
        // What has a number is at the supplier, and is only left for what the supplier says of it.
        if (next.State is SupplierOrderState.Placed or SupplierOrderState.Shipped)
        {
            Assert.NotNull(next.Number);
        }

        if (before.State == SupplierOrderState.Placed && next.State != SupplierOrderState.Placed)
        {
            Assert.IsType<SupplierOrderEvent.StatusRead>(happening);
        }

        // What may be at the supplier is not given up as if it were not.
        if (
            next is { State: SupplierOrderState.Cancelled, Number: null }
            && before.State == SupplierOrderState.Parked
        )
        {
            Assert.Equal(0, before.Tries);
        }

        if (next.State == SupplierOrderState.Parked)
        {
            Assert.NotNull(next.FailureCode);
            Assert.Null(next.WaitingSince);
        }
    }

    private static (bool Open, bool CancelOpen) Looked(
        SupplierOrderEvent happening,
        bool open,
        bool cancelOpen
    ) =>
        happening switch
        {
            SupplierOrderEvent.Failed { Failure: var failure }
                when failure.EffectOf() != Effect.Unknown => (false, cancelOpen),
            SupplierOrderEvent.NotFound or SupplierOrderEvent.Placed => (false, cancelOpen),
            SupplierOrderEvent.CancelFailed { Failure: var failure }
                when failure.EffectOf() == Effect.None => (open, false),
            SupplierOrderEvent.CancelAsked => (open, false),
            _ => (open, cancelOpen),
        };

    private static SupplierOrderEvent Any(Random random, DateTimeOffset at)
    {
        var kinds = Enum.GetValues<FailureKind>();
        var failure = new Failure(
            kinds[random.Next(kinds.Length)],
            "Al-Style",
            "orders",
            "No.",
            "Wait."
        );
        var again = at.AddSeconds(30);
        string[] statuses = ["N", "R", "SV", "Un", "OK", "DA"];
        return random.Next(26) switch
        {
            0 or 1 => new SupplierOrderEvent.Approved("key boss", at),
            2 => random.Next(8) == 0
                ? new SupplierOrderEvent.Dismissed(at)
                : new SupplierOrderEvent.NotCompared(),
            3 => new SupplierOrderEvent.Retried(at),
            4 => random.Next(4) == 0
                ? new SupplierOrderEvent.Renewed(at)
                : new SupplierOrderEvent.Retried(at),
            5 => new SupplierOrderEvent.CancelAsked("key boss", "so", at),
            6 => random.Next(8) == 0
                ? new SupplierOrderEvent.NotWanted("so")
                : new SupplierOrderEvent.Compared(null, at),
            7 => new SupplierOrderEvent.Filling(at, random.Next(2)),
            8 => new SupplierOrderEvent.BasketBusy("so", TimeSpan.FromMinutes(3), at, again),
            9 => new SupplierOrderEvent.Waits("server-error", "so", at, again),
            10 => new SupplierOrderEvent.Stuck("basket-differs", "so"),
            11 => new SupplierOrderEvent.BasketLost("so"),
            12 or 13 or 14 => new SupplierOrderEvent.Send(300, 2, at),
            15 or 16 => new SupplierOrderEvent.Failed(failure, at, again),
            17 => new SupplierOrderEvent.Placed("77", "", at),
            18 => new SupplierOrderEvent.SeveralFound(["77", "78"]),
            19 => new SupplierOrderEvent.NotFound(TimeSpan.FromMinutes(3), at),
            20 => new SupplierOrderEvent.LooksAgain(again),
            21 => new SupplierOrderEvent.StatusRead(
                new(statuses[random.Next(statuses.Length)]),
                random.Next(2) == 0 ? null : "90",
                at
            ),
            22 => new SupplierOrderEvent.NotSeen("so"),
            23 => new SupplierOrderEvent.SendCancel(at),
            24 => new SupplierOrderEvent.CancelFailed(failure, TimeSpan.FromMinutes(3), at, again),
            _ => new SupplierOrderEvent.NotCancelled("cancel-unknown", "so", at),
        };
    }
}
