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
        var found = await orders.OpenAsync(shop, OrderStage.New, MostAtOnce, stopping);
        if (found.Count == 0 || shops.CurrentValue.Find(shop) is not { } options)
        {
            return;
        }

        var look = await LoadAsync(shop, options, [.. found.Select(o => o.Order.Code)], stopping);
        // The earliest first: who ordered first has the first right to the last piece.
        foreach (var order in found.Select(o => o.Order))
        {
            await DecideAsync(look, order, lease, stopping);
        }
    }

    private async Task<Look> LoadAsync(
        string shop,
        ShopOptions options,
        IReadOnlyCollection<string> codes,
        CancellationToken stopping
    )
    {
        var rules = await rulesSource.LoadAsync(shop, stopping);
        var byOrder = await reservations.LinesAsync(shop, codes, stopping);
        var lines = byOrder.SelectMany(l => l).ToList();
        var sharing = shops.CurrentValue.BySupplier()[options.Supplier].ToList();
        var held = new Dictionary<int, int>(
            await reservations.ReservedAsync(sharing, null, null, stopping)
        );
        foreach (var line in lines.Where(l => l.Reserves && !l.Shipped))
        {
            held[line.Article] = held.GetValueOrDefault(line.Article) - line.Quantity;
        }

        var snapshot = await goods.LoadSomeAsync(
            options.Supplier,
            [.. lines.Select(l => l.Article).Where(a => a > 0).Distinct()],
            stopping
        );
        var now = clock.GetUtcNow();
        return new(
            shop,
            rules,
            snapshot,
            new(rules.Rules.Commissions, snapshot),
            byOrder,
            await commands.WithPeopleAsync(shop, codes, stopping),
            held,
            now,
            (await cancellations.OutlookAsync(shop, now, stopping)).Quarter
        );
    }

    private async Task DecideAsync(Look look, Order order, Lease lease, CancellationToken stopping)
    {
        var inputs = Inputs(look, order);
        var rules = look.Rules.Rules;
        var decision = AcceptancePolicy.Decide(inputs, rules.Orders, rules.Floor);
        var stored = new StoredDecision(
            order.Code,
            look.At,
            decision,
            inputs,
            StockGoneOptions.Of(
                inputs,
                rules.Floor,
                look.Quarter,
                rules.Orders.Calendar.After(
                    order.ApprovedAt ?? order.CreatedAt,
                    OrderDeadlines.ToAccept
                )
            ),
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
        if (await decisions.SaveAsync(look.Shop, stored, command, lease, stopping))
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

        foreach (var line in look.Lines[order.Code].Where(l => l.Reserves && !l.Shipped))
        {
            look.Held[line.Article] = look.Held.GetValueOrDefault(line.Article) + line.Quantity;
        }
    }

    private PolicyInputs Inputs(Look look, Order order)
    {
        var age =
            look.Goods.StockAt <= DateTimeOffset.UnixEpoch
                ? (TimeSpan?)null
                : look.At - look.Goods.StockAt;
        var limits = ages.CurrentValue;
        return new(
            order.Total,
            look.Lines.Contains(order.Code) ? Lines(look, order) : null,
            age is { } known ? Math.Max(0, (long)known.TotalSeconds) : null,
            (long)limits.LittleStopsAfter.TotalSeconds,
            age is { } since ? limits.Limits.StopsUpTo(since) : int.MaxValue,
            look.Rules.Version.Version,
            look.WithPeople.Contains(order.Code)
        );
    }

    private static List<PolicyLine> Lines(Look look, Order order)
    {
        var made = new List<PolicyLine>();
        var own = new Dictionary<int, int>();
        foreach (var line in look.Lines[order.Code].Where(l => l.Quantity > 0))
        {
            var shown = order.Lines?.FirstOrDefault(l => l.Number == line.Number);
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
            Held = look.Held.GetValueOrDefault(line.Article) + own.GetValueOrDefault(line.Article),
            DealerPrice = good.DealerPrice,
            Commission = commission < 0 ? null : look.Commissions.Rules[commission].Percent.Value,
        };
    }

    private sealed record Look(
        string Shop,
        CurrentRules Rules,
        Snapshot Goods,
        RuleList<CommissionRule> Commissions,
        ILookup<string, ReservedLine> Lines,
        IReadOnlySet<string> WithPeople,
        Dictionary<int, int> Held,
        DateTimeOffset At,
        CancellationCount Quarter
    );

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
    }
}
