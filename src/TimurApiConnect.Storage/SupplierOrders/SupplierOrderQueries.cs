using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;

namespace TimurApiConnect.Storage.SupplierOrders;

/// <summary>Which orders at the supplier are wanted.</summary>
/// <param name="Account">The supplier account; null: all.</param>
/// <param name="States">In these states; empty: in any.</param>
/// <param name="Page">Which page, from 0.</param>
/// <param name="Size">Orders a page.</param>
/// <param name="TroubledSince">That a person should look at though they are placed, or were shipped since then; null: any.</param>
/// <param name="Serves">That serve this order at Kaspi; null: any.</param>
/// <param name="WaitingBefore">That have not got on since before then; null: any.</param>
public sealed record SupplierOrderFilter(
    string? Account,
    IReadOnlyCollection<SupplierOrderState> States,
    int Page = 0,
    int Size = 500,
    DateTimeOffset? TroubledSince = null,
    ServedOrder? Serves = null,
    DateTimeOffset? WaitingBefore = null
);

/// <summary>An order at Kaspi.</summary>
/// <param name="Shop">The shop; null: any.</param>
/// <param name="Code">The order's number.</param>
public sealed record ServedOrder(string? Shop, string Code);

/// <summary>Reads orders at the supplier.</summary>
public sealed class SupplierOrderQueries(Database database)
{
    private static readonly string Where = $$"""
        (@account = '' OR account = @account) AND (@any = 1 OR state {0}) AND (@waiting = 0 OR waiting_since < @waiting)
            AND (@code = '' OR id IN (SELECT n.supplier_order FROM supplier_order_need n WHERE n.code = @code {1}))
            AND (@troubled = 0 OR ((state = '{{nameof(
            SupplierOrderState.Placed
        )}}' OR (state = '{{nameof(SupplierOrderState.Shipped)}}' AND shipped_at > @troubled))
                AND (difference IS NOT NULL OR failure_code LIKE 'cancel-%' OR failure_code LIKE 'placed-%')))
        """;

    /// <summary>A page of orders with their lines, the newest first, and how many there are in all.</summary>
    public async Task<(IReadOnlyList<StoredSupplierOrder> Orders, int Total)> FindAsync(
        SupplierOrderFilter filter,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var where = Where
            .Replace("{0}", connection.In("states"), StringComparison.Ordinal)
            .Replace(
                "{1}",
                filter.Serves?.Shop is null ? "" : "AND n.shop = @shop",
                StringComparison.Ordinal
            );
        var values = new
        {
            account = filter.Account ?? "",
            any = filter.States.Count == 0 ? 1L : 0L,
            states = filter.States.Select(s => $"{s}").ToArray(),
            shop = filter.Serves?.Shop ?? "",
            code = filter.Serves?.Code ?? "",
            troubled = filter.TroubledSince?.ToStored() ?? 0,
            waiting = filter.WaitingBefore?.ToStored() ?? 0,
            filter.Size,
            skip = (long)filter.Page * filter.Size,
        };
        var total = await connection.ExecuteScalarAsync<int>(
            new CommandDefinition(
                $"SELECT COUNT(*) FROM supplier_order WHERE {where}",
                values,
                cancellationToken: stopping
            )
        );
        var rows = (
            await connection.QueryAsync<SupplierOrderRow>(
                new CommandDefinition(
                    $"SELECT {SupplierOrderRow.Columns} FROM supplier_order WHERE {where} ORDER BY id DESC LIMIT @Size OFFSET @skip",
                    values,
                    cancellationToken: stopping
                )
            )
        ).ToList();
        var lines = await LinesAsync(connection, [.. rows.Select(r => r.Id)], stopping);
        return ([.. rows.Select(r => r.Read([.. lines[r.Id]]))], total);
    }

    /// <summary>All of an account's orders in these states with their lines, the oldest first.</summary>
    public async Task<IReadOnlyList<StoredSupplierOrder>> AllAsync(
        string account,
        IReadOnlyCollection<SupplierOrderState> states,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = (
            await connection.QueryAsync<SupplierOrderRow>(
                new CommandDefinition(
                    $"SELECT {SupplierOrderRow.Columns} FROM supplier_order WHERE account = @account AND state {connection.In("states")} ORDER BY id",
                    new { account, states = states.Select(s => $"{s}").ToArray() },
                    cancellationToken: stopping
                )
            )
        ).ToList();
        var lines = await LinesAsync(connection, [.. rows.Select(r => r.Id)], stopping);
        return [.. rows.Select(r => r.Read([.. lines[r.Id]]))];
    }

    /// <summary>One order, or null.</summary>
    public async Task<StoredSupplierOrder?> FindAsync(long id, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var row = await connection.QueryFirstOrDefaultAsync<SupplierOrderRow>(
            new CommandDefinition(
                $"SELECT {SupplierOrderRow.Columns} FROM supplier_order WHERE id = @id",
                new { id },
                cancellationToken: stopping
            )
        );
        return row?.Read([.. (await LinesAsync(connection, [id], stopping))[id]]);
    }

    /// <summary>What happened to an order, the oldest first.</summary>
    public async Task<IReadOnlyList<JournalEntry>> HistoryAsync(long id, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(long At, string Who, string What, string Detail)>(
            new CommandDefinition(
                "SELECT at, who, what, detail FROM journal WHERE supplier_order = @id GROUP BY at, who, what, detail ORDER BY MIN(id)",
                new { id },
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new JournalEntry(
                Instant.FromStored(r.At),
                r.Who,
                r.What,
                "",
                0,
                r.Detail
            )),
        ];
    }

    /// <summary>The supplier's numbers that are known to be ours, of those given.</summary>
    public async Task<IReadOnlySet<string>> KnownAsync(string account, CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        var numbers = await connection.QueryAsync<string>(
            new CommandDefinition(
                """
                SELECT number FROM supplier_order WHERE account = @account AND number IS NOT NULL
                UNION SELECT merged_from FROM supplier_order WHERE account = @account AND merged_from IS NOT NULL
                """,
                new { account },
                cancellationToken: stopping
            )
        );
        return numbers.ToHashSet(StringComparer.Ordinal);
    }

    private static async Task<ILookup<long, StoredSupplierLine>> LinesAsync(
        DbConnection connection,
        long[] ids,
        CancellationToken stopping
    )
    {
        var needs = (
            await connection.QueryAsync<(
                long Order,
                long Article,
                string Shop,
                string Code,
                long Number,
                long Quantity
            )>(
                new CommandDefinition(
                    $"SELECT supplier_order, article, shop, code, number, quantity FROM supplier_order_need WHERE supplier_order {connection.In("ids")} ORDER BY shop, code, number",
                    new { ids },
                    cancellationToken: stopping
                )
            )
        ).ToLookup(
            n => (n.Order, n.Article),
            n => new ServedLine(n.Shop, n.Code, (int)n.Number, (int)n.Quantity)
        );
        var rows = await connection.QueryAsync<(
            long Order,
            long Article,
            string Name,
            long Needed,
            long Quantity,
            long Price,
            string? Problem,
            string Explanation,
            long? Taken
        )>(
            new CommandDefinition(
                $"SELECT supplier_order, article, name, needed, quantity, price, problem, explanation, taken FROM supplier_order_line WHERE supplier_order {connection.In("ids")} ORDER BY article",
                new { ids },
                cancellationToken: stopping
            )
        );
        return rows.ToLookup(
            r => r.Order,
            r => new StoredSupplierLine(
                (int)r.Article,
                r.Name,
                (int)r.Needed,
                (int)r.Quantity,
                r.Price,
                r.Problem,
                r.Explanation,
                [.. needs[(r.Order, r.Article)]],
                (int?)r.Taken
            )
        );
    }
}
