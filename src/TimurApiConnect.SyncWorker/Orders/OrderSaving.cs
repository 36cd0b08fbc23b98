using System.Data.Common;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Orders;

namespace TimurApiConnect.SyncWorker.Orders;

/// <summary>Stores what a look has read. One order that cannot be read or stored is named, and costs no other anything.</summary>
internal sealed partial class OrderSaving(
    OrderStore store,
    UnreadStore unread,
    INotifier notifier,
    IOptionsMonitor<OrderOptions> options,
    ILogger<OrderSaving> logger
)
{
    /// <summary>Stores orders.</summary>
    /// <param name="look">The look.</param>
    /// <param name="orders">What Kaspi shows.</param>
    /// <param name="at">When they were asked for.</param>
    /// <param name="stopping">Stops.</param>
    public async Task<SavedOrders> SaveAsync(
        OrderLook look,
        IReadOnlyList<Order> orders,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        SavedOrders saved;
        try
        {
            saved = await store.SaveAsync(look.Shop, orders, look.Lease, at, stopping);
        }
        catch (DbException e) when (e.RefusesValues())
        {
            return await SaveEachAsync(look, orders, at, e, stopping);
        }

        await PublishAsync(look, saved);
        return saved;
    }

    /// <summary>Stores the lines of one order.</summary>
    public async Task SaveLinesAsync(
        OrderLook look,
        string code,
        IReadOnlyList<OrderLine> lines,
        DateTimeOffset at,
        CancellationToken stopping
    ) =>
        await PublishAsync(
            look,
            await store.SaveLinesAsync(look.Shop, code, lines, look.Lease, at, stopping)
        );

    /// <summary>
    /// Whether a failure speaks of this order alone; then it is noted, and the look goes on with the others. Any other is the look's own.
    /// </summary>
    public async Task<bool> SkipAsync(
        OrderLook look,
        string code,
        UnreadPart part,
        Failure failure,
        CancellationToken stopping
    )
    {
        if (!failure.Kind.IsOfOneMethod())
        {
            return false;
        }

        await NoteAsync(look, code, part, $"{failure.Step}: {failure.Detail}", stopping);
        return true;
    }

    /// <summary>Notes what of an order could not be read; it is tried again later.</summary>
    public async Task NoteAsync(
        OrderLook look,
        string code,
        UnreadPart part,
        string why,
        CancellationToken stopping
    )
    {
        var note = $"order {code}: {why}";
        Log.NotRead(logger, note);
        look.NoteUnread([note]);
        await unread.NoteAsync(
            look.Shop,
            code,
            part,
            note,
            options.CurrentValue.PollEvery,
            look.At,
            stopping
        );
    }

    private async Task<SavedOrders> SaveEachAsync(
        OrderLook look,
        IReadOnlyList<Order> orders,
        DateTimeOffset at,
        DbException refusal,
        CancellationToken stopping
    )
    {
        if (orders is [var refused])
        {
            await NoteAsync(
                look,
                refused.Code,
                UnreadPart.Order,
                $"the database refuses it ({refusal.Message.Split('\n')[0].Trim()})",
                stopping
            );
            return default;
        }

        var all = default(SavedOrders);
        foreach (var order in orders)
        {
            var saved = await SaveAsync(look, [order], at, stopping);
            all = new(all.New + saved.New, all.Changed + saved.Changed);
        }

        return all;
    }

    private async Task PublishAsync(OrderLook look, SavedOrders saved)
    {
        look.Add(saved);
        if (saved is { New: > 0 } or { Changed: > 0 })
        {
            await notifier.PublishAsync(Topics.Orders);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "Not read, and tried again later: {Note}"
        )]
        public static partial void NotRead(ILogger logger, string note);
    }
}
