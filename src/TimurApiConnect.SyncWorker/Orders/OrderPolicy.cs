using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Guard;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Guard;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>
/// Decides every new order of a shop after its orders were stored, and those that came accepted: whether their goods are there. The goods come from the database: the supplier's account may be held for as long as
/// a catalogue takes to read.
/// </summary>
internal sealed partial class OrderPolicy(
    OrderQueries orders,
    ReservationStore reservations,
    GoodStore goods,
    CommandQueries commands,
    DecisionStore decisions,
    AllocationLock turns,
    CancellationQueries cancellations,
    ShopRulesSource rulesSource,
    IOptionsMonitor<ShopsOptions> shops,
    IOptionsMonitor<StockAgeOptions> ages,
    INotifier notifier,
    TimeProvider clock,
    ILogger<OrderPolicy> logger
)
{
    // Those that wait for a person are looked at each time too.
    private const int MaxAtOnce = 5000;

    public async Task DecideAsync(string shop, Lease lease, CancellationToken stopping)
    {
        if (
            shops.CurrentValue.Find(shop) is not { } options
            || (
                !(await orders.CountOpenAsync(shop, stopping)).ContainsKey(OrderStage.New)
                && (await orders.CameAcceptedAsync(shop, 1, stopping)).Count == 0
            )
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
        using var turn = await turns.TakeAsync(options.Supplier, stopping);
        if (turn is null)
        {
            Log.NoTurn(logger, options.Supplier);
            return;
        }

        try
        {
            await DecideAsync(shop, options.Supplier, sharing, [lease, turn.Lease], stopping);
        }
        catch (LeaseLostException e) when (e.Lease == turn.Lease)
        {
            Log.TurnLost(logger, options.Supplier);
        }
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

    private async Task<PolicyLook> LoadAsync(
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
            waiting.AddRange(await WaitingAsync(one, came: one == shop, stopping));
        }

        var own = waiting.Where(w => w.Shop == shop).ToList();
        string[] codes = [.. own.Select(w => w.Order.Code)];
        var snapshot = await goods.LoadSomeAsync(
            supplier,
            [.. own.SelectMany(w => w.Lines).Select(l => l.Article).Where(a => a > 0).Distinct()],
            stopping
        );
        return new(
            shop,
            rules,
            snapshot,
            new(rules.Rules.Commissions, snapshot),
            new(waiting, await reservations.ReservedAsync(sharing, snapshot.StockAt, stopping)),
            await reservations.OrderedAsync(sharing, snapshot.StockAt, stopping),
            await commands.WithPeopleAsync(shop, codes, stopping),
            await decisions.AskedAsync(shop, codes, stopping),
            ages.CurrentValue,
            clock.GetUtcNow()
        );
    }

    /// <summary>A shop's new orders, and those that came accepted and are not judged yet.</summary>
    private async Task<IEnumerable<WaitingOrder>> WaitingAsync(
        string shop,
        bool came,
        CancellationToken stopping
    )
    {
        var found = await orders.OpenAsync(shop, OrderStage.New, MaxAtOnce, stopping);
        if (came)
        {
            found = [.. found, .. await orders.CameAcceptedAsync(shop, MaxAtOnce, stopping)];
        }

        string[] codes = [.. found.Select(o => o.Order.Code)];
        var lines = await reservations.LinesAsync(shop, codes, stopping);
        var accepting = await commands.AcceptingAsync(shop, codes, stopping);
        return found.Select(o => new WaitingOrder(shop, o.Order, [.. lines[o.Order.Code]])
        {
            Accepting = accepting.TryGetValue(o.Order.Code, out var state) ? state : null,
            CameAccepted = o.Order.Stage != OrderStage.New,
        });
    }

    private async Task DecideAsync(
        PolicyLook look,
        WaitingOrder waiting,
        IReadOnlyList<Lease> leases,
        CancellationToken stopping
    )
    {
        var order = waiting.Order;
        var inputs = look.InputsOf(waiting);
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
                    waiting.CameAccepted
                        ? OrderDeadlines.NearestDate(order)
                        : rules.Orders.Calendar.After(
                            order.ApprovedAt ?? order.CreatedAt,
                            OrderDeadlines.ToAccept
                        )
                )
                : [],
            null
        );
        OrderCommand? command = decision.Outcome switch
        {
            DecisionOutcome.Accept when !waiting.CameAccepted => new OrderCommand.Accept(),
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
                await notifier.PublishAsync(Topics.Commands);
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
    private async Task<CancellationCount> QuarterAsync(
        PolicyLook look,
        CancellationToken stopping
    ) => look.Quarter ??= (await cancellations.OutlookAsync(look.Shop, look.At, stopping)).Quarter;

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

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Warning,
            Message = "New orders wait for their decision: another worker decides for a shop that sells from the account {Account}. The next look tries again."
        )]
        public static partial void TurnLost(ILogger logger, string account);
    }
}
