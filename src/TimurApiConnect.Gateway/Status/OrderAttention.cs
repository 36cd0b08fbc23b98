using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Rules;

namespace TimurApiConnect.Gateway.Status;

/// <summary>Orders that a person should look at: those that wait for a decision, and deadlines that are near or have passed.</summary>
internal sealed class OrderAttention(
    OrderQueries orders,
    DecisionStore decisions,
    ShopRulesSource rulesSource,
    IOptionsMonitor<OrderOptions> options
)
{
    private const int MaxLooked = 500;
    private const int MaxSaid = 10;

    // Of an order that came accepted nobody can say that its goods were bought elsewhere.
    private static readonly TimeSpan AskedFor = TimeSpan.FromDays(1);

    // Those whose deadlines count in the shop's working time, or from when a parcel was back; all others have a date.
    private static readonly OrderStage[] Looked =
    [
        OrderStage.New,
        OrderStage.ComingBack,
        OrderStage.Return,
    ];

    public async Task<IReadOnlyList<string>> ReadAsync(
        string shop,
        IReadOnlyDictionary<OrderStage, int> stages,
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        if (stages.Count == 0)
        {
            return [];
        }

        WorkingCalendar calendar;
        try
        {
            calendar = (await rulesSource.LoadAsync(shop, stopping)).Rules.Orders.Calendar;
        }
        catch (RulesUnusableException e)
        {
            return [$"{shop}: {e.Message}"];
        }

        var waiting = (
            await decisions.WaitingAsync(shop, now - AskedFor, MaxLooked, stopping)
        ).ToDictionary(d => d.Code, StringComparer.Ordinal);
        var until = now + options.CurrentValue.WarnBefore;
        var said = new List<(DateTimeOffset At, string Text)>();
        foreach (
            var order in await LookedAsync(shop, stages, [.. waiting.Keys], now, until, stopping)
        )
        {
            // That the buyer fetches it in time is not in the shop's hands.
            var nearest = OrderDeadlines
                .Of(order.Order, order.BackAt, calendar)
                .FirstOrDefault(d => d.What != OrderDeadlines.PickUp);
            var waits = waiting.GetValueOrDefault(order.Order.Code);
            if (waits is not null || nearest?.At <= until)
            {
                said.Add(
                    (
                        nearest?.At ?? DateTimeOffset.MaxValue,
                        Text(shop, order.Order.Code, nearest, waits, now)
                    )
                );
            }
        }

        return
        [
            // What can still be kept comes first.
            .. said.OrderBy(s => s.At < now)
                .ThenBy(s => (s.At - now).Duration())
                .Take(MaxSaid)
                .Select(s => s.Text),
            .. said.Count > MaxSaid
                ?
                [
                    $"{shop}: {said.Count - MaxSaid} more orders wait or are short of time. GET /api/orders?open=true lists them.",
                ]
                : Array.Empty<string>(),
        ];
    }

    private async Task<IEnumerable<StoredOrder>> LookedAsync(
        string shop,
        IReadOnlyDictionary<OrderStage, int> stages,
        IReadOnlyCollection<string> waiting,
        DateTimeOffset now,
        DateTimeOffset until,
        CancellationToken stopping
    )
    {
        var found = (await orders.DueAsync(shop, now, until, MaxLooked, stopping)).ToList();
        if (waiting.Count > 0)
        {
            found.AddRange(await orders.OpenAsync(shop, waiting, stopping));
        }

        foreach (var stage in Looked.Where(stages.ContainsKey))
        {
            // The earliest first: theirs are the deadlines that end first.
            found.AddRange(await orders.OpenAsync(shop, stage, MaxLooked, stopping));
        }

        return found.DistinctBy(o => o.Order.Code, StringComparer.Ordinal);
    }

    // Codes and not sentences: whoever reads the status may not see what the merchant pays.
    private static string Text(
        string shop,
        string code,
        Deadline? deadline,
        StoredDecision? waits,
        DateTimeOffset now
    ) =>
        $"{shop}: order {code}{(waits is null ? "" : $" waits for a person ({string.Join(", ", waits.Decision.Reasons.Select(r => r.Code).Distinct(StringComparer.Ordinal))})")}{(deadline is null ? "." : $"{(waits is null ? ": " : "; ")}{Left(deadline.At - now)}. {deadline.Text}")} GET /api/orders/{code} shows it, POST /api/orders/{code}/commands decides.";

    private static string Left(TimeSpan left) =>
        left <= TimeSpan.Zero ? $"its deadline passed {Said(-left)} ago" : $"{Said(left)} are left";

    private static string Said(TimeSpan span) =>
        span.TotalHours >= 2
            ? $"{(int)span.TotalHours} hours"
            : $"{(int)span.TotalMinutes} minutes";
}
