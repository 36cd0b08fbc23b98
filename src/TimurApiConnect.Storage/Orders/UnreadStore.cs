using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>What of an order is asked for by itself.</summary>
public enum UnreadPart
{
    /// <summary>The order, when no list shows it.</summary>
    Order,

    /// <summary>Its lines, or the shop's own code of them.</summary>
    Lines,
}

/// <summary>A reading of all lists of open orders: what they should have shown and did not is asked for by itself.</summary>
/// <param name="From">The oldest creation date.</param>
/// <param name="Began">When it began.</param>
public readonly record struct OpenReading(DateTimeOffset From, DateTimeOffset Began);

/// <summary>
/// Orders that are asked for by themselves: those that no list shows, and those whose lines the lists leave out. What cannot be read is named to people,
/// and tried again ever more slowly.
/// </summary>
public sealed class UnreadStore(Database database)
{
    private const int MaxNotes = 1000;

    // Fourteen days from receipt, and the days until then.
    private static readonly TimeSpan Returnable = TimeSpan.FromDays(35);

    // Pre-orders, parcels on their way back: there may be many, and little happens to them.
    private static readonly TimeSpan BeyondListsEvery = TimeSpan.FromMinutes(10);

    /// <summary>
    /// Orders that no list showed: open ones, finished meanwhile or where the lists do not reach; and completed ones that may still come back, once a day.
    /// They take turns, so that neither waits for the other; of each those first that were not asked for in vain, then the longest untried. What was
    /// asked for in vain is due again ever more slowly, so that it takes no other's place.
    /// </summary>
    /// <param name="shop">The shop's key.</param>
    /// <param name="reading">The last reading of all open lists; null when there was none yet: then nobody knows what they do not show.</param>
    /// <param name="now">When they are asked for.</param>
    /// <param name="most">The most of both.</param>
    /// <param name="stopping">Stops.</param>
    public async Task<IReadOnlyList<string>> UnseenAsync(
        string shop,
        OpenReading? reading,
        DateTimeOffset now,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var open = reading is { } lists
            ? await UnseenAsync(
                connection,
                $"""
                o.is_over = 0 AND o.seen_at < @began
                    AND (o.seen_at < @rarely OR (o.created_at >= @from AND o.state {connection.In(
                    "states"
                )}))
                """,
                new
                {
                    shop,
                    now = now.ToStored(),
                    began = lists.Began.ToStored(),
                    from = lists.From.ToStored(),
                    rarely = (now - BeyondListsEvery).ToStored(),
                    states = OrderState.Open.Select(s => s.Text).ToArray(),
                    most,
                },
                stopping
            )
            : [];
        var completed = await UnseenAsync(
            connection,
            "o.is_over = 1 AND o.stage = @completed AND o.created_at > @returnable AND o.seen_at < @dayBefore",
            new
            {
                shop,
                now = now.ToStored(),
                completed = (long)OrderStage.Completed,
                returnable = (now - Returnable).ToStored(),
                dayBefore = (now - TimeSpan.FromDays(1)).ToStored(),
                most,
            },
            stopping
        );
        return [.. InTurns(open, completed).Take(most)];
    }

    private static async Task<IReadOnlyList<string>> UnseenAsync(
        DbConnection connection,
        string which,
        object values,
        CancellationToken stopping
    ) =>
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(
                    $"""
                    SELECT o.code FROM shop_order o
                    LEFT JOIN order_unread u ON u.shop = o.shop AND u.code = o.code AND u.part = 'order'
                    WHERE o.shop = @shop AND {which} AND (u.due_at IS NULL OR u.due_at <= @now)
                    ORDER BY COALESCE(u.tried_at, 0), o.seen_at, o.code LIMIT @most
                    """,
                    values,
                    cancellationToken: stopping
                )
            ),
        ];

    // A look that ends early has given both their part, and what one does not use is the other's.
    private static IEnumerable<string> InTurns(
        IReadOnlyList<string> open,
        IReadOnlyList<string> completed
    ) =>
        Enumerable
            .Range(0, Math.Max(open.Count, completed.Count))
            .SelectMany(i => open.Skip(i).Take(1).Concat(completed.Skip(i).Take(1)));

    /// <summary>
    /// Open orders of which lines are missing, or lines for which Kaspi named only its own product: without them nobody knows which goods are reserved.
    /// Those never tried first, new ones before others; then the longest untried.
    /// </summary>
    public async Task<IReadOnlyList<StoredOrder>> LinesMissingAsync(
        string shop,
        DateTimeOffset now,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<OrderRow>(
            new CommandDefinition(
                $"""
                SELECT {OrderRow.Columns} FROM shop_order o
                LEFT JOIN order_unread u ON u.shop = o.shop AND u.code = o.code AND u.part = 'lines'
                WHERE o.shop = @shop AND o.is_over = 0 AND (u.due_at IS NULL OR u.due_at <= @now)
                    AND (o.lines_due = 1 OR o.code IN (SELECT l.code FROM order_line l
                        WHERE l.shop = @shop AND l.reserves = 1 AND l.article = 0 AND l.sku = '' AND l.quantity > 0))
                ORDER BY COALESCE(u.tried_at, 0), CASE WHEN o.stage = @new THEN 0 ELSE 1 END, o.created_at, o.code LIMIT @most
                """,
                new
                {
                    shop,
                    now = now.ToStored(),
                    @new = (long)OrderStage.New,
                    most,
                },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => r.Read())];
    }

    /// <summary>Notes that a part of an order could not be read.</summary>
    /// <param name="shop">The shop's key.</param>
    /// <param name="code">The order's number.</param>
    /// <param name="part">What was asked for.</param>
    /// <param name="note">Why it was not read, in plain words.</param>
    /// <param name="every">Between two looks: the pause grows from it.</param>
    /// <param name="at">When it was tried.</param>
    /// <param name="stopping">Stops.</param>
    public async Task NoteAsync(
        string shop,
        string code,
        UnreadPart part,
        string note,
        TimeSpan every,
        DateTimeOffset at,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        var key = new
        {
            shop,
            code,
            part = Word(part),
        };
        var failures = await connection.ExecuteScalarAsync<long?>(
            new CommandDefinition(
                "SELECT failures FROM order_unread WHERE shop = @shop AND code = @code AND part = @part",
                key,
                transaction,
                cancellationToken: stopping
            )
        );
        await connection.ExecuteAsync(
            new CommandDefinition(
                """
                INSERT INTO order_unread (shop, code, part, failures, tried_at, due_at, note)
                VALUES (@shop, @code, @part, @failures, @at, @due, @note)
                ON CONFLICT (shop, code, part) DO UPDATE SET failures = excluded.failures, tried_at = excluded.tried_at, due_at = excluded.due_at,
                    note = excluded.note
                """,
                new
                {
                    key.shop,
                    key.code,
                    key.part,
                    failures = (failures ?? 0) + 1,
                    at = at.ToStored(),
                    due = (at + Retry.Pause((int)(failures ?? 0), every)).ToStored(),
                    note,
                },
                transaction,
                cancellationToken: stopping
            )
        );
        await transaction.CommitAsync(stopping);
    }

    /// <summary>What is not read of a shop's open orders, the longest untried first.</summary>
    public async Task<IReadOnlyList<string>> NotesAsync(string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return
        [
            .. await connection.QueryAsync<string>(
                new CommandDefinition(
                    """
                    SELECT u.note FROM order_unread u JOIN shop_order o ON o.shop = u.shop AND o.code = u.code
                    WHERE u.shop = @shop AND o.is_over = 0 ORDER BY u.tried_at, u.code LIMIT @most
                    """,
                    new { shop, most = MaxNotes },
                    cancellationToken: stopping
                )
            ),
        ];
    }

    /// <summary>What was read is no longer unread.</summary>
    internal static Task ForgetAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        IReadOnlyList<StoredOrder> read,
        DateTimeOffset at,
        CancellationToken stopping
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                $"""
                DELETE FROM order_unread WHERE shop = @shop
                    AND ((part = 'order' AND code {connection.In(
                    "seen"
                )}) OR (part = 'lines' AND code {connection.In("whole")}))
                """,
                new
                {
                    shop,
                    seen = read.Where(r => r.SeenAt == at).Select(r => r.Order.Code).ToArray(),
                    whole = read.Where(r => r.Order.IsOver || IsWhole(r))
                        .Select(r => r.Order.Code)
                        .ToArray(),
                },
                transaction,
                cancellationToken: stopping
            )
        );

    private static bool IsWhole(StoredOrder order) =>
        !order.LinesDue && order.Order.Lines?.Any(l => l.Sku is null && l.Quantity > 0) == false;

    private static string Word(UnreadPart part) => part == UnreadPart.Order ? "order" : "lines";
}
