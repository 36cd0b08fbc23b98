using System.Data.Common;
using Dapper;
using Npgsql;
using TimurApiConnect.Core.Orders;
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
    /// out stay as they were known.
    /// </summary>
    /// <exception cref="LeaseLostException">Another worker reads this shop's orders now; nothing was written.</exception>
    public async Task<SavedOrders> SaveAsync(
        string shop,
        IReadOnlyList<Order> orders,
        Lease lease,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        if (orders.Count == 0)
        {
            return default;
        }

        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        await LeaseStore.GuardAsync(connection, transaction, lease, stopping);
        await TakeTurnAsync(connection, transaction, shop, stopping);
        var known = await KnownAsync(connection, transaction, shop, orders, stopping);
        var (rows, changes) = (new List<StoredOrder>(), new List<(string Code, OrderChange)>());
        var saved = default(SavedOrders);
        foreach (var shown in orders)
        {
            var before = known.GetValueOrDefault(shown.Id);
            if (before?.SeenAt > at)
            {
                // A command's look came between this look and its storing: the newer one stays.
                continue;
            }

            var order = shown with { Lines = Lines(shown.Lines, before?.Order.Lines) };
            var difference = OrderChange.Between(before?.Order, order);
            changes.AddRange(difference.Select(c => (order.Code, c)));
            rows.Add(
                new(
                    order,
                    before?.FirstSeenAt ?? at,
                    at,
                    difference.Count > 0 || before is null ? at : before.ChangedAt
                )
            );
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

    // Fourteen days from receipt, and the days until then.
    private static readonly TimeSpan Returnable = TimeSpan.FromDays(35);

    /// <summary>
    /// Orders that a whole look did not show: open ones, finished meanwhile or too old for the lists; and completed ones that may still come back, once a
    /// day. The open ones and the longest unseen first.
    /// </summary>
    public async Task<IReadOnlyList<string>> UnseenAsync(
        string shop,
        DateTimeOffset since,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(
                    """
                    SELECT code FROM shop_order WHERE shop = @shop AND seen_at < @since
                        AND (is_over = 0 OR (stage = @completed AND created_at > @returnable AND seen_at < @dayBefore))
                    ORDER BY is_over, seen_at, code LIMIT @most
                    """,
                    new
                    {
                        shop,
                        since = since.ToStored(),
                        completed = (long)OrderStage.Completed,
                        returnable = (since - Returnable).ToStored(),
                        dayBefore = (since - TimeSpan.FromDays(1)).ToStored(),
                        most,
                    },
                    cancellationToken: stopping
                )
            ),
        ];
    }

    /// <summary>Lines that the answer left out stay as they were, and so does a SKU that was once found where Kaspi names only its own product.</summary>
    private static IReadOnlyList<OrderLine>? Lines(
        IReadOnlyList<OrderLine>? shown,
        IReadOnlyList<OrderLine>? known
    ) =>
        shown is null || known is null
            ? shown ?? known
            :
            [
                .. shown.Select(line =>
                    line.Sku is null
                    && known.FirstOrDefault(k => k.Number == line.Number) is { } was
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
        IReadOnlyList<Order> orders,
        CancellationToken stopping
    ) =>
        (
            await connection.QueryAsync<OrderRow>(
                new CommandDefinition(
                    $"SELECT {OrderRow.Columns} FROM shop_order WHERE shop = @shop AND id {connection.In("ids")}",
                    new { shop, ids = orders.Select(o => o.Id).ToArray() },
                    transaction,
                    cancellationToken: stopping
                )
            )
        )
            .Select(r => r.Read())
            .ToDictionary(o => o.Order.Id, StringComparer.Ordinal);

    private static Bulk<StoredOrder> Orders(string shop) =>
        new(
            "shop_order",
            ["shop", "id"],
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

/// <summary>A row of the inbox.</summary>
internal sealed class OrderRow
{
    public const string Columns =
        "document AS Document, first_seen_at AS FirstSeenAt, seen_at AS SeenAt, changed_at AS ChangedAt";

    public string Document { get; init; } = "";

    public long FirstSeenAt { get; init; }

    public long SeenAt { get; init; }

    public long ChangedAt { get; init; }

    public StoredOrder Read() =>
        new(
            OrderJson.Read(Document),
            Instant.FromStored(FirstSeenAt),
            Instant.FromStored(SeenAt),
            Instant.FromStored(ChangedAt)
        );
}
