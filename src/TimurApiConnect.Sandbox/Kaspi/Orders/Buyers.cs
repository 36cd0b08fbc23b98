using TimurApiConnect.Sandbox.AlStyle;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>
/// People who buy by the marketplace's clock, so many a day, more of them in the evening; who sign their credit papers after a while, change their
/// minds, do not open the door, give back. What they do follows from the seed and the time that passes.
/// </summary>
internal sealed class Buyers(
    OrderBook book,
    MarketTime time,
    Live<KaspiSettings> live,
    TimeProvider clock
) : BackgroundService
{
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan TryAgain = TimeSpan.FromHours(1);
    private static readonly TimeSpan GiveUp = TimeSpan.FromDays(20);
    private readonly List<Plan> _plans = [];
    private Dice _dice;
    private int _seed = -1;
    private double _rest;

    /// <summary>What somebody is going to do about an order.</summary>
    private sealed record Plan(DateTimeOffset At, DateTimeOffset Made, string Code, string What);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Tick, clock);
        var last = time.Now;
        while (await timer.WaitForNextTickAsync(stoppingToken))
        {
            var now = time.Now;
            if (now < last)
            {
                // A reset put the clock back: those orders are no more.
                _plans.Clear();
            }
            else
            {
                Pass(last, now);
            }

            last = now;
        }
    }

    private void Pass(DateTimeOffset from, DateTimeOffset to)
    {
        var settings = live.Current;
        if (settings.BuyersSeed != _seed)
        {
            (_seed, _dice) = (settings.BuyersSeed, new((ulong)(uint)settings.BuyersSeed));
        }

        _rest += settings.OrdersPerDay * UsualDays(from, to);
        for (; _rest >= 1; _rest--)
        {
            Buy(from, to);
        }

        foreach (var plan in _plans.Where(p => p.At <= to).ToList())
        {
            _plans.Remove(plan);
            var refused = book.With(
                plan.Code,
                (order, now) => OrderEvents.ByName[plan.What](order, live.Current, now) ?? ""
            );
            // Not yet possible: the courier is still on the way. Never possible: the plan runs out.
            if (refused is { Length: > 0 } && to - plan.Made < GiveUp)
            {
                _plans.Add(plan with { At = to + TryAgain });
            }
        }
    }

    private void Buy(DateTimeOffset from, DateTimeOffset to)
    {
        var kind = _dice.Share();
        var wish = new Wish
        {
            Quantity = _dice.Chance(0.85) ? 1 : _dice.Between(2, 3),
            Lines = _dice.Chance(0.85) ? 1 : _dice.Between(2, 3),
            Delivery =
                kind < 0.7 ? DeliveryKind.Kaspi
                : kind < 0.9 ? DeliveryKind.Pickup
                : DeliveryKind.Own,
            // Couriers of the hour drive by day: a deduction, since by night no shop could pack within it.
            Express = kind < 0.04 && to.ToOffset(AlmatyTime.Offset).Hour is >= 9 and < 21,
            Credit = _dice.Chance(0.15) ? 12 : null,
            Ago = _dice.Share() * (to - from),
        };
        if (book.Place(wish) is not { } code)
        {
            // Nothing is on sale: they go elsewhere.
            return;
        }

        if (wish.Credit is not null)
        {
            Plans(code, to, "sign", 0.05, 2);
        }

        var mood = _dice.Share();
        if (mood < 0.02)
        {
            Plans(code, to, "buyer-cancels", 0.5, 20);
        }
        else if (mood < 0.03)
        {
            Plans(code, to, "buyer-refuses", 24, 72);
        }
        else if (mood < 0.05)
        {
            Plans(code, to, "buyer-returns", 72, 200);
        }
    }

    private void Plans(string code, DateTimeOffset now, string what, double least, double most) =>
        _plans.Add(
            new(now + TimeSpan.FromHours(least + (_dice.Share() * (most - least))), now, code, what)
        );

    /// <summary>The time between in average days, however far the clock jumps at once: an hour of the evening counts for more than one of the night.</summary>
    private static double UsualDays(DateTimeOffset from, DateTimeOffset to)
    {
        var days = 0.0;
        while (from < to)
        {
            var hourEnds = new DateTimeOffset(
                from.Ticks - (from.Ticks % TimeSpan.TicksPerHour) + TimeSpan.TicksPerHour,
                from.Offset
            );
            var until = hourEnds < to ? hourEnds : to;
            days += (until - from).TotalDays * Activity(from);
            from = until;
        }

        return days;
    }

    /// <summary>How many buy at this hour: 1 on the average of a day.</summary>
    private static double Activity(DateTimeOffset at) =>
        at.ToOffset(AlmatyTime.Offset).Hour switch
        {
            < 7 => 0.1,
            < 10 => 0.7,
            < 18 => 1.35,
            < 23 => 1.95,
            _ => 0.65,
        };
}
