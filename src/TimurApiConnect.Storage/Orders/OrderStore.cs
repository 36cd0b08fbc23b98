using System.Data.Common;
using Dapper;
using Npgsql;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Storage.Orders;

/// <summary>How many orders a page held that were new, and that had changed.</summary>
public readonly record struct SavedOrders(int New, int Changed);

/// <summary>The inbox of orders: stored first, acted upon later.</summary>
public sealed class OrderStore(Database database)
{
    /// <summary>
    /// Stores what Kaspi has shown, with what changed since the last look, in one transaction guarded by the lease. Lines that the answer left
    /// out stay as they were known, and are due to be asked for when they are not known or the order's total has changed.
    /// </summary>
    /// <param name="shop">The shop's key.</param>
    /// <param name="orders">As Kaspi shows them.</param>
    /// <param name="lease">Of the one who reads the shop's orders.</param>
    /// <param name="at">When they were asked for, not when the answer came: what was asked for later is newer.</param>
    /// <param name="stopping">Stops.</param>
    /// <exception cref="LeaseLostException">Another worker reads this shop's orders now; nothing was written.</exception>
    public Task<SavedOrders> SaveAsync(
        string shop,
        IReadOnlyList<Order> orders,
        Lease lease,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        // Of an order that is there twice, the later row.
        var shown = orders.Reverse().DistinctBy(o => o.Code, StringComparer.Ordinal).Reverse();
        return WriteAsync(
            shop,
            [.. shown.Select(order => new Showing(order.Code, before => Shown(before, order, at)))],
            lease,
            at,
            stopping
        );
    }

    /// <summary>Stores lines that were asked for by themselves; the order itself stays as it is stored.</summary>
    /// <param name="shop">The shop's key.</param>
    /// <param name="code">The order's number.</param>
    /// <param name="lines">Its lines.</param>
    /// <param name="lease">Of the one who reads the shop's orders.</param>
    /// <param name="at">When they were asked for: a look that came after it knows better.</param>
    /// <param name="stopping">Stops.</param>
    /// <exception cref="LeaseLostException">Another worker reads this shop's orders now; nothing was written.</exception>
    public Task<SavedOrders> SaveLinesAsync(
        string shop,
        string code,
        IReadOnlyList<OrderLine> lines,
        Lease lease,
        DateTimeOffset at,
        CancellationToken stopping
    ) =>
        WriteAsync(
            shop,
            [
                new(
                    code,
                    before =>
                        before is null
                            ? null
                            : before with
                            {
                                Order = before.Order with
                                {
                                    Lines = Lines(lines, before.Order.Lines),
                                },
                                LinesDue = false,
                            }
                ),
            ],
            lease,
            at,
            stopping
        );

    private static StoredOrder Shown(StoredOrder? before, Order order, DateTimeOffset at)
    {
        var known = before?.Order.Lines;
        return new(
            order with
            {
                Lines = Lines(order.Lines, known),
            },
            before?.FirstSeenAt ?? at,
            at,
            before?.ChangedAt ?? at
        )
        {
            // A credit order waits for papers first, and is accepted with the signature.
            CameAccepted = before is null or { Order.Stage: OrderStage.ToSign }
                ? order.Stage.IsBeforePacking()
                : before.CameAccepted,
            BackAt = order.IsBack ? before?.BackAt ?? at : null,
            LinesDue =
                order.Lines is null
                && (known is null || before!.LinesDue || before.Order.Total != order.Total),
        };
    }

    /// <summary>What is to become of an order.</summary>
    /// <param name="Code">The order's number.</param>
    /// <param name="After">What is to be stored, from what is stored; null for nothing.</param>
    private sealed record Showing(string Code, Func<StoredOrder?, StoredOrder?> After);

    private async Task<SavedOrders> WriteAsync(
        string shop,
        IReadOnlyList<Showing> showings,
        Lease lease,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        if (showings.Count == 0)
        {
            return default;
        }

        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.CheckAsync(connection, transaction, lease, stopping);
        await TakeTurnAsync(connection, transaction, shop, stopping);
        var known = await KnownAsync(
            connection,
            transaction,
            shop,
            [.. showings.Select(s => s.Code)],
            stopping
        );
        var (rows, changes) = (new List<StoredOrder>(), new List<(string Code, OrderChange)>());
        var saved = default(SavedOrders);
        foreach (var showing in showings)
        {
            var before = known.GetValueOrDefault(showing.Code);
            // A command's look came between this look and its storing: the newer one stays.
            if (before?.SeenAt > at || showing.After(before) is not { } after)
            {
                continue;
            }

            var difference = OrderChange.Between(before?.Order, after.Order);
            changes.AddRange(difference.Select(c => (showing.Code, c)));
            rows.Add(difference.Count > 0 ? after with { ChangedAt = at } : after);
            saved =
                before is null ? saved with { New = saved.New + 1 }
                : difference.Count > 0 ? saved with { Changed = saved.Changed + 1 }
                : saved;
        }

        await Orders(shop).WriteAsync(connection, transaction, rows.Count, i => rows[i], stopping);
        await OrderLineRows.WriteAsync(
            connection,
            transaction,
            shop,
            [.. rows.Select(r => r.Order)],
            stopping
        );
        await UnreadStore.ForgetAsync(connection, transaction, shop, rows, at, stopping);
        await Changes(shop, at.ToStored())
            .WriteAsync(connection, transaction, changes.Count, i => changes[i], stopping);
        await transaction.CommitAsync(stopping);
        return saved;
    }

    /// <summary>
    /// One writer of a shop's changes at a time, until its transaction ends. PostgreSQL gives numbers before the commit: without turns a later number
    /// could be seen before a smaller one, and whoever follows changes by their number would pass over the smaller for ever. SQLite has one writer
    /// anyway.
    /// </summary>
    internal static async Task TakeTurnAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        CancellationToken stopping
    )
    {
        if (connection is NpgsqlConnection)
        {
            // The first number is this lock's own; shops that share the second wait for each other, no more.
            await connection.ExecuteAsync(
                new CommandDefinition(
                    "SELECT pg_advisory_xact_lock(7203, hashtext(@shop))",
                    new { shop },
                    transaction,
                    cancellationToken: stopping
                )
            );
        }
    }

    /// <summary>
    /// Lines that the answer left out stay as they were, and so do the number of a line and a SKU that was once found where Kaspi names only its own
    /// product.
    /// </summary>
    private static IReadOnlyList<OrderLine>? Lines(
        IReadOnlyList<OrderLine>? shown,
        IReadOnlyList<OrderLine>? known
    ) =>
        shown is null
            ? known
            :
            [
                .. OrderLines
                    .Numbered(shown, known ?? [])
                    .Select(line =>
                        line.Sku is null
                        && known?.FirstOrDefault(k => k.Number == line.Number) is { } was
                            ? line with
                            {
                                Sku = was.Sku,
                                Name = line.Name ?? was.Name,
                            }
                            : line
                    ),
            ];

    private static async Task<Dictionary<string, StoredOrder>> KnownAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        string[] codes,
        CancellationToken stopping
    ) =>
        (
            await connection.QueryAsync<OrderRow>(
                new CommandDefinition(
                    $"SELECT {OrderRow.Columns} FROM shop_order WHERE shop = @shop AND code {connection.In("codes")}",
                    new { shop, codes },
                    transaction,
                    cancellationToken: stopping
                )
            )
        )
            .Select(r => r.Read())
            .ToDictionary(o => o.Order.Code, StringComparer.Ordinal);

    private static Bulk<StoredOrder> Orders(string shop) =>
        new(
            "shop_order",
            ["shop", "code"],
            Column<StoredOrder>.Of("shop", _ => shop),
            Column<StoredOrder>.Of("id", o => o.Order.Id),
            Column<StoredOrder>.Of("code", o => o.Order.Code),
            Column<StoredOrder>.Of("state", o => o.Order.State.Text),
            Column<StoredOrder>.Of("status", o => o.Order.Status.Text),
            Column<StoredOrder>.Of("stage", o => (long)o.Order.Stage),
            Column<StoredOrder>.Of("is_over", o => o.Order.IsOver ? 1 : 0),
            Column<StoredOrder>.Of("total", o => o.Order.Total),
            Column<StoredOrder>.Of("created_at", o => o.Order.CreatedAt.ToStored()),
            Column<StoredOrder>.Of("first_seen_at", o => o.FirstSeenAt.ToStored()),
            Column<StoredOrder>.Of("seen_at", o => o.SeenAt.ToStored()),
            Column<StoredOrder>.Of("changed_at", o => o.ChangedAt.ToStored()),
            Column<StoredOrder>.Of(
                "cancellation_reason",
                o => o.Order.CancellationReason?.Text ?? ""
            ),
            Column<StoredOrder>.Of("waybill", o => o.Order.WaybillAddress?.AbsoluteUri ?? ""),
            Column<StoredOrder>.Of("lines_due", o => o.LinesDue ? 1 : 0),
            Column<StoredOrder>.Of("came_accepted", o => o.CameAccepted ? 1 : 0),
            Column<StoredOrder>.Of("back_at", o => o.BackAt?.ToStored() ?? 0),
            Column<StoredOrder>.Of(
                "due_at",
                o => OrderDeadlines.NearestDate(o.Order)?.ToStored() ?? 0
            ),
            Column<StoredOrder>.Of("document", o => OrderJson.Write(o.Order))
        );

    private static Bulk<(string Code, OrderChange Change)> Changes(string shop, long at) =>
        new(
            "order_change",
            [],
            Column<(string Code, OrderChange Change)>.Of("shop", _ => shop),
            Column<(string Code, OrderChange Change)>.Of("code", c => c.Code),
            Column<(string Code, OrderChange Change)>.Of("at", _ => at),
            Column<(string Code, OrderChange Change)>.Of("field", c => c.Change.Field),
            Column<(string Code, OrderChange Change)>.Of(
                "value_before",
                c => c.Change.Before ?? ""
            ),
            Column<(string Code, OrderChange Change)>.Of("value_after", c => c.Change.After ?? "")
        );
}
