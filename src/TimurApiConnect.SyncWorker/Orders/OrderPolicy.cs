using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Guard;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Core.Pricing;
using TimurApiConnect.Core.Rules;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Hints;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Decides every new order of a shop after its orders were stored. The goods come from the database: the supplier's account may be held for as long as
/// a catalogue takes to read.
/// </summary>
internal sealed partial class OrderPolicy(
    OrderQueries orders,
    ReservationStore reservations,
    GoodStore goods,
    CommandQueries commands,
    DecisionStore decisions,
    ShelfTurns turns,
    CancellationQueries cancellations,
    ShopRulesSource rulesSource,
    IOptionsMonitor<ShopsOptions> shops,
    IOptionsMonitor<StockAgeOptions> ages,
    IHints hints,
    TimeProvider clock,
    ILogger<OrderPolicy> logger
)
{
    // Those that wait for a person are looked at each time too.
    private const int MostAtOnce = 5000;

    public async Task DecideAsync(string shop, Lease lease, CancellationToken stopping)
    {
        if (
            shops.CurrentValue.Find(shop) is not { } options
            || !(await orders.CountOpenAsync(shop, stopping)).ContainsKey(OrderStage.New)
        )
        {
            return;
        }

        string[] sharing = [.. shops.CurrentValue.BySupplier()[options.Supplier]];
        if (sharing.Length == 1)
        {
            await DecideAsync(shop, options.Supplier, sharing, [lease], stopping);
            return;
        }

        // From what is loaded to what is stored: another shop's decision between the two would promise the same goods.
        await using var turn = await turns.TakeAsync(options.Supplier, stopping);
        if (turn is null)
        {
            Log.NoTurn(logger, options.Supplier);
            return;
        }

        await DecideAsync(shop, options.Supplier, sharing, [lease, turn.Lease], stopping);
    }

    private async Task DecideAsync(
        string shop,
        string supplier,
        string[] sharing,
        IReadOnlyList<Lease> leases,
        CancellationToken stopping
    )
    {
        var look = await LoadAsync(shop, supplier, sharing, stopping);
        foreach (var waiting in look.Queue.Orders)
        {
            if (waiting.Shop == shop && !waiting.IsAccepted)
            {
                await DecideAsync(look, waiting, leases, stopping);
            }
            else
            {
                look.Queue.Keep(waiting, l => l.Quantity);
            }
        }
    }

    private async Task<Look> LoadAsync(
        string shop,
        string supplier,
        string[] sharing,
        CancellationToken stopping
    )
    {
        var rules = await rulesSource.LoadAsync(shop, stopping);
        var waiting = new List<WaitingOrder>();
        foreach (var one in sharing)
        {
            var found = await orders.OpenAsync(one, OrderStage.New, MostAtOnce, stopping);
            string[] codes = [.. found.Select(o => o.Order.Code)];
            var lines = await reservations.LinesAsync(one, codes, stopping);
            var accepting = await commands.AcceptingAsync(one, codes, stopping);
            waiting.AddRange(
                found.Select(o => new WaitingOrder(one, o.Order, [.. lines[o.Order.Code]])
                {
                    Accepting = accepting.TryGetValue(o.Order.Code, out var state) ? state : null,
                })
            );
        }

        var own = waiting.Where(w => w.Shop == shop).ToList();
        var snapshot = await goods.LoadSomeAsync(
            supplier,
            [.. own.SelectMany(w => w.Lines).Select(l => l.Article).Where(a => a > 0).Distinct()],
            stopping
        );
        var now = clock.GetUtcNow();
        return new(
            shop,
            rules,
            snapshot,
            new(rules.Rules.Commissions, snapshot),
            new(waiting, await reservations.ReservedAsync(sharing, snapshot.StockAt, stopping)),
            await reservations.OrderedAsync(sharing, snapshot.StockAt, stopping),
            await commands.WithPeopleAsync(shop, [.. own.Select(w => w.Order.Code)], stopping),
            now
        );
    }

    private async Task DecideAsync(
        Look look,
        WaitingOrder waiting,
        IReadOnlyList<Lease> leases,
        CancellationToken stopping
    )
    {
        var order = waiting.Order;
        var inputs = Inputs(look, waiting);
        var rules = look.Rules.Rules;
        var decision = AcceptancePolicy.Decide(inputs, rules.Orders, rules.Floor);
        var stored = new StoredDecision(
            order.Code,
            look.At,
            decision,
            inputs,
            StockGoneOptions.AreWanted(inputs)
                ? StockGoneOptions.Of(
                    inputs,
                    rules.Floor,
                    await QuarterAsync(look, stopping),
                    rules.Orders.Calendar.After(
                        order.ApprovedAt ?? order.CreatedAt,
                        OrderDeadlines.ToAccept
                    )
                )
                : [],
            null
        );
        OrderCommand? command = decision.Outcome switch
        {
            DecisionOutcome.Accept => new OrderCommand.Accept(),
            DecisionOutcome.Cancel => new OrderCommand.Cancel(CancellationReason.OutOfStock),
            DecisionOutcome.Reduce => new OrderCommand.ReduceLines(
                AcceptancePolicy.Remaining(inputs)
            ),
            _ => null,
        };
        var saved = await decisions.SaveAsync(look.Shop, stored, command, leases, stopping);
        if (saved == DecisionSaved.New)
        {
            Log.Decided(
                logger,
                order.Code,
                decision.Outcome,
                string.Join(' ', decision.Reasons.Select(r => r.Text))
            );
            if (command is not null)
            {
                await hints.TellAsync(HintTopics.Commands);
            }
        }

        // What is being cancelled or taken out is there for those behind it.
        var free = (inputs.Lines ?? []).ToDictionary(l => l.Number, l => l.Free);
        look.Queue.Keep(
            waiting,
            l =>
                saved == DecisionSaved.Postponed ? l.Quantity
                : decision.Outcome == DecisionOutcome.Cancel ? 0
                : decision.Outcome == DecisionOutcome.Reduce
                    ? Math.Min(l.Quantity, free.GetValueOrDefault(l.Number))
                : l.Quantity
        );
    }

    // Counted when something is gone: most looks need it not.
    private async Task<CancellationCount> QuarterAsync(Look look, CancellationToken stopping) =>
        look.Quarter ??= (await cancellations.OutlookAsync(look.Shop, look.At, stopping)).Quarter;

    private PolicyInputs Inputs(Look look, WaitingOrder waiting)
    {
        var age =
            look.Goods.StockAt <= DateTimeOffset.UnixEpoch
                ? (TimeSpan?)null
                : look.At - look.Goods.StockAt;
        var limits = ages.CurrentValue;
        return new(
            waiting.Order.Total,
            waiting.Lines.Count > 0 ? Lines(look, waiting) : null,
            age is { } known ? Math.Max(0, (long)known.TotalSeconds) : null,
            (long)limits.LittleStopsAfter.TotalSeconds,
            age is { } since ? limits.Limits.StopsUpTo(since) : int.MaxValue,
            look.Rules.Version.Version,
            look.WithPeople.Contains(waiting.Order.Code)
        );
    }

    private static List<PolicyLine> Lines(Look look, WaitingOrder waiting)
    {
        var made = new List<PolicyLine>();
        var own = new Dictionary<int, int>();
        foreach (var line in waiting.Lines.Where(l => l.Quantity > 0))
        {
            var shown = waiting.Order.Lines?.FirstOrDefault(l => l.Number == line.Number);
            var one = new PolicyLine(
                line.Number,
                shown?.Id ?? "",
                line.Sku,
                line.Article,
                line.Quantity,
                shown?.Price ?? line.Total / line.Quantity
            );
            var good = look.Goods.Find(line.Article);
            made.Add(good < 0 ? one : Fill(one, look.Goods.Goods[good], look, own));
            // Two lines of one good take from one shelf.
            own[line.Article] = own.GetValueOrDefault(line.Article) + line.Quantity;
        }

        return made;
    }

    private static PolicyLine Fill(PolicyLine line, Good good, Look look, Dictionary<int, int> own)
    {
        var commission = look.Commissions.FirstFor(good);
        return line with
        {
            IsListed = !good.IsGone,
            LowerBound = good.Quantity.LowerBound,
            Ordered = look.Ordered.GetValueOrDefault(line.Article),
            Held = look.Queue.HeldOf(line.Article) + own.GetValueOrDefault(line.Article),
            DealerPrice = good.DealerPrice,
            Commission = commission < 0 ? null : look.Commissions.Rules[commission].Percent.Value,
        };
    }

    private sealed record Look(
        string Shop,
        CurrentRules Rules,
        Snapshot Goods,
        RuleList<CommissionRule> Commissions,
        ShelfQueue Queue,
        IReadOnlyDictionary<int, int> Ordered,
        IReadOnlySet<string> WithPeople,
        DateTimeOffset At
    )
    {
        /// <summary>The shop's orders of 90 days, once one of its goods is gone.</summary>
        public CancellationCount? Quarter { get; set; }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "Order {Order}: {Outcome}. {Reasons}"
        )]
        public static partial void Decided(
            ILogger logger,
            string order,
            DecisionOutcome outcome,
            string reasons
        );

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "New orders wait for their decision: another shop that sells from the account {Account} decides for too long. The next look tries again."
        )]
        public static partial void NoTurn(ILogger logger, string account);
    }
}
