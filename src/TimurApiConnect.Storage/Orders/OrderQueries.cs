using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Reads the inbox, for people.</summary>
public sealed class OrderQueries(Database database)
{
    /// <summary>A page of orders, the newest first, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<StoredOrder> Orders, int Total)> FindAsync(
        OrderFilter filter,
        CancellationToken stopping
    )
    {
        var (where, values) = OrderWhere.Of(database, filter);
        values.Add("size", filter.Size);
        values.Add("skip", (long)filter.Page * filter.Size);
        await using var connection = await database.OpenAsync(stopping);
        var total = await connection.ExecuteScalarAsync<int>(
            new CommandDefinition(
                $"SELECT COUNT(*) FROM shop_order o WHERE {where}",
                values,
                cancellationToken: stopping
            )
        );
        var rows = await connection.QueryAsync<OrderRow>(
            new CommandDefinition(
                $"SELECT {OrderRow.Columns} FROM shop_order o WHERE {where} ORDER BY o.created_at DESC, o.id DESC LIMIT @size OFFSET @skip",
                values,
                cancellationToken: stopping
            )
        );
        return ([.. rows.Select(r => r.Read())], total);
    }

    /// <summary>The orders of a shop that are not over and in a stage, the earliest first.</summary>
    public Task<IReadOnlyList<StoredOrder>> OpenAsync(
        string shop,
        OrderStage stage,
        int most,
        CancellationToken stopping
    ) =>
        OpenAsync(
            _ => "o.stage = @stage ORDER BY o.created_at, o.id",
            new
            {
                shop,
                stage = (long)stage,
                most,
            },
            stopping
        );

    /// <summary>The open orders of a shop with a date of the shop's until then: those that can still be kept first, the nearest to now before others.</summary>
    public Task<IReadOnlyList<StoredOrder>> DueAsync(
        string shop,
        DateTimeOffset now,
        DateTimeOffset until,
        int most,
        CancellationToken stopping
    ) =>
        OpenAsync(
            _ =>
                "o.due_at > 0 AND o.due_at <= @until ORDER BY CASE WHEN o.due_at >= @now THEN 0 ELSE 1 END, ABS(o.due_at - @now), o.id",
            new
            {
                shop,
                now = now.ToStored(),
                until = until.ToStored(),
                most,
            },
            stopping
        );

    /// <summary>Open orders by their numbers.</summary>
    public Task<IReadOnlyList<StoredOrder>> OpenAsync(
        string shop,
        IReadOnlyCollection<string> codes,
        CancellationToken stopping
    ) =>
        OpenAsync(
            connection => $"o.code {connection.In("codes")} ORDER BY o.created_at, o.id",
            new
            {
                shop,
                codes = codes.ToArray(),
                most = codes.Count,
            },
            stopping
        );

    /// <summary>
    /// The orders of a shop that came accepted since it is looked at, and of which nobody has said yet that their goods are there
    /// (<see cref="CameAccepted"/>). The earliest first.
    /// </summary>
    public Task<IReadOnlyList<StoredOrder>> CameAcceptedAsync(
        string shop,
        int most,
        CancellationToken stopping
    ) =>
        OpenAsync(
            connection =>
                $"""
                    {CameAccepted.Open(connection)}
                        AND o.created_at >= (SELECT p.first_asked_at FROM order_poll p WHERE p.shop = @shop)
                        AND COALESCE((SELECT d.outcome FROM order_decision d WHERE d.shop = o.shop AND d.code = o.code ORDER BY d.id DESC LIMIT 1), 0) <> @accept
                    ORDER BY o.created_at, o.id
                    """,
            new
            {
                shop,
                stages = CameAccepted.Stages,
                policy = NewCommand.ByPolicy,
                accept = (long)DecisionOutcome.Accept,
                most,
            },
            stopping
        );

    private async Task<IReadOnlyList<StoredOrder>> OpenAsync(
        Func<DbConnection, string> which,
        object values,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<OrderRow>(
            new CommandDefinition(
                $"SELECT {OrderRow.Columns} FROM shop_order o WHERE o.shop = @shop AND o.is_over = 0 AND {which(connection)} LIMIT @most",
                values,
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => r.Read())];
    }

    /// <summary>One order by its number, or null.</summary>
    public async Task<StoredOrder?> FindAsync(string shop, string code, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return (
            await connection.QueryFirstOrDefaultAsync<OrderRow>(
                new CommandDefinition(
                    $"SELECT {OrderRow.Columns} FROM shop_order WHERE shop = @shop AND code = @code",
                    new { shop, code },
                    cancellationToken: stopping
                )
            )
        )?.Read();
    }

    /// <summary>What happened to an order, the oldest first.</summary>
    public async Task<IReadOnlyList<StoredChange>> ChangesAsync(
        string shop,
        string code,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            long At,
            string Field,
            string Before,
            string After
        )>(
            new CommandDefinition(
                "SELECT at, field, value_before, value_after FROM order_change WHERE shop = @shop AND code = @code ORDER BY id",
                new { shop, code },
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new StoredChange(
                Instant.FromStored(r.At),
                new OrderChange(r.Field, Given(r.Before), Given(r.After))
            )),
        ];
    }

    /// <summary>How many orders of a shop are in each stage, those that are over left out.</summary>
    public async Task<IReadOnlyDictionary<OrderStage, int>> CountOpenAsync(
        string shop,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(long Stage, int Count)>(
            new CommandDefinition(
                "SELECT stage, COUNT(*) FROM shop_order WHERE shop = @shop AND is_over = 0 GROUP BY stage ORDER BY stage",
                new { shop },
                cancellationToken: stopping
            )
        );
        return rows.ToDictionary(r => (OrderStage)r.Stage, r => r.Count);
    }

    /// <summary>The changes of a shop's orders after one of them, in the order in which they were stored.</summary>
    public async Task<IReadOnlyList<StoredShopChange>> ChangesAfterAsync(
        string shop,
        long after,
        int most,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            long Id,
            string Code,
            long At,
            string Field,
            string Before,
            string After
        )>(
            new CommandDefinition(
                "SELECT id, code, at, field, value_before, value_after FROM order_change WHERE shop = @shop AND id > @after ORDER BY id LIMIT @most",
                new
                {
                    shop,
                    after,
                    most,
                },
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new StoredShopChange(
                r.Id,
                r.Code,
                new(
                    Instant.FromStored(r.At),
                    new OrderChange(r.Field, Given(r.Before), Given(r.After))
                )
            )),
        ];
    }

    /// <summary>The number of a shop's last change; 0 while there is none.</summary>
    public async Task<long> LastChangeAsync(string shop, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return await connection.ExecuteScalarAsync<long?>(
                new CommandDefinition(
                    "SELECT MAX(id) FROM order_change WHERE shop = @shop",
                    new { shop },
                    cancellationToken: stopping
                )
            ) ?? 0;
    }

    private static string? Given(string text) => text.Length == 0 ? null : text;
}
