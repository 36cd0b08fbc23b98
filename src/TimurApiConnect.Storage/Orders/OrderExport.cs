using System.Runtime.CompilerServices;
using Dapper;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Reads many orders page by page, so that memory holds one page.</summary>
public sealed class OrderExport(Database database)
{
    private const int PageSize = 500;

    /// <summary>How many rows there are at most: one for each line, one for an order without.</summary>
    public async Task<long> CountLinesAsync(OrderFilter filter, CancellationToken stopping)
    {
        var (where, values) = OrderWhere.Of(database, filter);
        await using var connection = await database.OpenAsync(stopping);
        return await connection.ExecuteScalarAsync<long>(
            new CommandDefinition(
                $"SELECT COUNT(*) FROM shop_order o LEFT JOIN order_line x ON x.shop = o.shop AND x.code = o.code WHERE {where}",
                values,
                cancellationToken: stopping
            )
        );
    }

    /// <summary>All orders that the filter names, the newest first; its page and size do not count.</summary>
    public async IAsyncEnumerable<Order> ReadAsync(
        OrderFilter filter,
        [EnumeratorCancellation] CancellationToken stopping
    )
    {
        Order? last = null;
        while (true)
        {
            var page = await PageAsync(filter, last, stopping);
            foreach (var order in page)
            {
                yield return order;
            }

            if (page.Count < PageSize)
            {
                yield break;
            }

            last = page[^1];
        }
    }

    // By the last row and not by a number of rows: what is placed meanwhile moves no row to the next page.
    private async Task<IReadOnlyList<Order>> PageAsync(
        OrderFilter filter,
        Order? last,
        CancellationToken stopping
    )
    {
        var (where, values) = OrderWhere.Of(database, filter);
        values.Add("size", PageSize);
        if (last is not null)
        {
            where += " AND (o.created_at < @at OR (o.created_at = @at AND o.id < @id))";
            values.Add("at", last.CreatedAt.ToStored());
            values.Add("id", last.Id);
        }

        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<string>(
            new CommandDefinition(
                $"SELECT o.document FROM shop_order o WHERE {where} ORDER BY o.created_at DESC, o.id DESC LIMIT @size",
                values,
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(OrderJson.Read)];
    }
}
