using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Sync;
using TimurApiConnect.Sandbox.AlStyle;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Month;

/// <summary>
/// A month of a shop: buyers, a supplier whose stock moves, a shopkeeper, calls that fail in every way, and the whole product between them. Time is moved
/// ahead in steps; in each the product looks, decides and publishes as it does in real time.
/// </summary>
internal sealed class Month : IAsyncDisposable
{
    private const int Faster = 10;

    // What is not handed over yet is among them.
    private const int Latest = 800;
    private static readonly TimeSpan PullEvery = TimeSpan.FromHours(1);
    private readonly MonthPlan _plan;
    private readonly AheadTime _time;
    private readonly Product _product;
    private readonly MarketWatch _watch;
    private readonly Shopkeeper _keeper;
    private readonly Action<string> _say;
    private Dice _dice;
    private DateTimeOffset _pulledAt;
    private bool _urgent;

    private Month(MonthPlan plan, AheadTime time, Product product, Action<string> say)
    {
        (_plan, _time, _product, _say) = (plan, time, product, say);
        _watch = new(product.Sandbox);
        _keeper = new(product, plan.Seed);
        _dice = new((ulong)(uint)plan.Seed + 99);
    }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static async Task<MonthFigures> RunAsync(MonthPlan plan, Action<string> say)
    {
        var time = new AheadTime(Faster);
        var product = await Product.StartAsync(
            postgres: true,
            [
                $"AlStyle:Goods={plan.Goods}",
                $"AlStyle:Seed={plan.Seed}",
                $"Kaspi:BuyersSeed={plan.Seed}",
            ],
            ["Orders:PollEvery=00:05:00"],
            services: services =>
            {
                services.AddLogging(logging => logging.ClearProviders());
                services.AddSingleton<TimeProvider>(time);
            },
            time: time
        );
        await using var month = new Month(plan, time, product, say);
        return await month.RunAsync();
    }

    private async Task<MonthFigures> RunAsync()
    {
        await _product.StartWorkerAsync(
            $"Shops:demo:KaspiToken={SandboxServer.KaspiToken}",
            "Orders:PollEvery=00:05:00",
            "Orders:SettleAfter=00:00:30",
            "Schedule:FastEvery=00:10:00",
            "Kaspi:PerSecond=100",
            // Time goes faster: what hangs costs half a second of the real one.
            "Kaspi:ConnectLimit=00:00:05",
            "Kaspi:FirstByteLimit=00:00:05",
            "AlStyle:ConnectLimit=00:00:05",
            "AlStyle:FirstByteLimit=00:00:05"
        );
        await _product.FirstListAsync();
        await _watch.PullAsync(new Dictionary<int, int>());
        _pulledAt = _time.GetUtcNow();
        await _product.AcceptByItselfAsync();
        await FaultsAsync();
        await _product.Sandbox.SetKaspiAsync(
            new { ordersPerDay = (double)_plan.Orders / _plan.Days }
        );
        var began = _time.GetUtcNow();
        for (var day = 1; day <= _plan.Days; )
        {
            await StepAsync(alive: true);
            if (_time.GetUtcNow() - began >= TimeSpan.FromDays(day))
            {
                _say(
                    $"day {day++}: {await CountAsync()} orders stored, {_watch.Oversold.Count} oversold, {_keeper.CancelledForStock} cancelled for stock, {_keeper.Decided} decided by a person ({string.Join(", ", _keeper.Reasons.Select(r => $"{r.Key} {r.Value}"))})"
                );
            }
        }

        // The shop closes: nobody buys, nothing fails, and both sides must come to the same.
        await _product.Sandbox.SetKaspiAsync(new { ordersPerDay = 0 });
        var failed = await FailedAsync("kaspi") + await FailedAsync("al-style");
        await _product.Sandbox.ClearFaultsAsync("kaspi");
        await _product.Sandbox.ClearFaultsAsync("al-style");
        IReadOnlyList<string> different = [];
        for (var step = 0; step < 60; step++)
        {
            await StepAsync(alive: false);
            if (step > 4 && (different = await DifferentAsync()).Count == 0)
            {
                break;
            }
        }

        return await FiguresAsync(different, failed);
    }

    private async Task StepAsync(bool alive)
    {
        var passed = MonthPlan.StepAt(_time.GetUtcNow(), _urgent);
        _time.Advance(passed);
        var now = _time.GetUtcNow();
        if (alive)
        {
            var expected =
                _plan.Goods
                * _plan.StockChangesPerDay
                * passed.TotalDays
                * AlmatyTime.Activity(now);
            var changes = (int)expected + (_dice.Chance(expected - (int)expected) ? 1 : 0);
            if (changes > 0)
            {
                await _product.Sandbox.ChangeAsync(stock: changes);
            }
        }

        var polls = _product.Gateway.Get<OrderPollStore>();
        var runs = _product.Gateway.Get<RunStore>();
        await SandboxServer.UntilAsync(
            async () =>
                (await polls.FindAsync("demo", Stopping))?.AskedAt >= now
                && (await runs.ListAsync("demo", null, 5, Stopping)).Any(r =>
                    r is { IsOver: true, StartedAt: { } at } && at >= now
                ),
            async () =>
            {
                var poll = await polls.FindAsync("demo", Stopping);
                var last = (await runs.ListAsync("demo", null, 5, Stopping)).Select(r =>
                    $"{r.Id} {r.Kind} {r.State} by {r.AskedBy}, planned {r.PlannedAt:HH:mm:ss.fff}, started {r.StartedAt:HH:mm:ss.fff}, {r.Stage}"
                );
                var next = await _product
                    .Gateway.Get<ScheduleStore>()
                    .NextAsync("demo", Core.Runs.RunKind.Fast, Stopping);
                return $"a look and a run at {now:yyyy-MM-dd HH:mm}; it is {_time.GetUtcNow():HH:mm:ss.fff}, the step began at {now:HH:mm:ss.fff}; orders asked {poll?.AskedAt:HH:mm:ss.fff}; runs: {string.Join("; ", last)}; next fast run {next:HH:mm:ss.fff}";
            },
            60
        );

        var orders = await _watch.OrdersAsync(Latest);
        _watch.NoteSales(orders);
        await _keeper.WorkAsync(orders.Where(o => !o.IsOver).ToDictionary(o => o.Code));
        _urgent = orders.Any(o => o.IsUrgent);
        if (now - _pulledAt >= PullEvery)
        {
            _pulledAt = now;
            await _watch.PullAsync(_keeper.Open(orders));
        }
    }

    /// <summary>Calls fail in every way; of commands some take effect all the same.</summary>
    private async Task FaultsAsync()
    {
        object[] both =
        [
            new { kind = "status", status = 503 },
            new
            {
                kind = "status",
                status = 500,
                carriedOut = true,
            },
            new { kind = "reset", at = "start" },
            new
            {
                kind = "reset",
                at = "start",
                carriedOut = true,
            },
            new { kind = "reset", at = "middle" },
            new { kind = "html" },
            new { kind = "hang" },
            new { kind = "hang", carriedOut = true },
            new { kind = "cut" },
            new { kind = "truncated" },
            new { kind = "wrongShape" },
        ];
        object[] kaspi =
        [
            new
            {
                kind = "status",
                status = 429,
                retryAfter = "00:00:02",
            },
            new { kind = "emptyOrders" },
            new { kind = "halfOrders" },
        ];
        foreach (
            var (side, kinds) in new[]
            {
                ("kaspi", both.Concat(kaspi)),
                ("al-style", both.Append(new { kind = "limit", interval = "00:00:02" })),
            }
        )
        {
            await _product.Sandbox.ArrangeAsync(
                side,
                new
                {
                    kinds,
                    share = _plan.Faults,
                    seed = _plan.Seed,
                }
            );
        }
    }

    private async Task<int> FailedAsync(string side) =>
        (await _product.Sandbox.FaultsAsync(side))
            .GetProperty("done")
            .EnumerateObject()
            .Sum(d => d.Value.GetInt32());

    private async Task<int> CountAsync() =>
        (await _product.Gateway.JsonAsync("/api/orders?size=1")).GetProperty("total").GetInt32();

    /// <summary>Orders that are not the same on both sides: where they stand, what they cost, and their lines.</summary>
    private async Task<IReadOnlyList<string>> DifferentAsync()
    {
        var stored = await new StoredOrders(_product.Gateway).ReadAsync();
        return
        [
            .. (await _watch.OrdersAsync(10_000))
                .Select(o => (o.Code, Here: stored.GetValueOrDefault(o.Code), There: o.ToString()))
                .Where(o => o.Here != o.There)
                .Select(o => $"{o.Code}: {o.Here ?? "not stored"}; truly {o.There}"),
        ];
    }

    private async Task<MonthFigures> FiguresAsync(IReadOnlyList<string> different, int failed)
    {
        var orders = await _watch.OrdersAsync(10_000);
        var twice = orders
            .Where(o => o.Effects.Distinct(StringComparer.Ordinal).Count() < o.Effects.Count)
            .Select(o => $"{o.Code}: {string.Join(", ", o.Effects)}")
            .ToList();
        return new(
            _plan,
            orders.Count,
            await CountAsync(),
            different,
            twice,
            _watch.Oversold,
            _watch.Pieces,
            orders.Count(o => o.CancellationReason == "MERCHANT_OUT_OF_STOCK"),
            orders.Sum(o => o.Effects.Count),
            _keeper.Decided,
            failed,
            orders
                .GroupBy(o => $"{o.State} {o.Status}")
                .OrderBy(g => g.Key, StringComparer.Ordinal)
                .Select(g => string.Create(CultureInfo.InvariantCulture, $"{g.Key} {g.Count()}"))
                .ToList()
        );
    }

    public async ValueTask DisposeAsync() => await _product.DisposeAsync();
}
