using System.Data.Common;
using Dapper;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.SupplierOrders;

namespace TimurApiConnect.Storage.Orders;

/// <summary>What an order line takes of the supplier's goods.</summary>
/// <param name="Number">Its place in the order.</param>
/// <param name="Sku">The shop's code; empty while Kaspi names only its own product.</param>
/// <param name="Article">The supplier's code; 0 while no offer of the shop has the SKU.</param>
/// <param name="Quantity">Pieces; 0 when the line was taken out.</param>
/// <param name="Total">Tenge.</param>
/// <param name="Reserves">Whether the order is open and its goods have not left.</param>
/// <param name="Shipped">Whether the supplier has sent them.</param>
public sealed record ReservedLine(
    int Number,
    string Sku,
    int Article,
    int Quantity,
    long Total,
    bool Reserves,
    bool Shipped
);

/// <summary>
/// What open orders reserve of the supplier's goods: what they reserve is not for sale again. A line reserves from the buyer's click until it is cancelled,
/// handed over, or sent by the supplier, whose own figure no longer counts it then: a figure that was read before still does.
/// </summary>
public sealed class ReservationStore(Database database)
{
    /// <summary>The lines of orders, by the order's number.</summary>
    public async Task<ILookup<string, ReservedLine>> LinesAsync(
        string shop,
        IReadOnlyCollection<string> codes,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            string Code,
            long Number,
            string Sku,
            long Article,
            long Quantity,
            long Total,
            long Reserves,
            long Shipped
        )>(
            new CommandDefinition(
                $"SELECT code, number, sku, article, quantity, total, reserves, shipped FROM order_line WHERE shop = @shop AND code {connection.In("codes")} ORDER BY code, number",
                new { shop, codes = codes.ToArray() },
                cancellationToken: stopping
            )
        );
        return rows.ToLookup(
            r => r.Code,
            r => new ReservedLine(
                (int)r.Number,
                r.Sku,
                (int)r.Article,
                (int)r.Quantity,
                r.Total,
                r.Reserves == 1,
                r.Shipped == 1
            ),
            StringComparer.Ordinal
        );
    }

    /// <summary>Pieces reserved, by article, over all these shops: they sell from one shelf.</summary>
    /// <param name="shops">The shops of one supplier account.</param>
    /// <param name="stockAt">When the stock was read that they are set against: what left later is still counted there.</param>
    /// <param name="stopping">Stops.</param>
    public Task<IReadOnlyDictionary<int, int>> ReservedAsync(
        IReadOnlyCollection<string> shops,
        DateTimeOffset stockAt,
        CancellationToken stopping
    ) => PiecesAsync("l.quantity", "order_line l", shops, stockAt, stopping);

    /// <summary>
    /// Of what is reserved, the pieces that were ordered at the supplier, by article: the supplier's own figure may have fallen by them.
    /// </summary>
    /// <param name="shops">The shops of one supplier account.</param>
    /// <param name="stockAt">When the stock was read that they are set against.</param>
    /// <param name="stopping">Stops.</param>
    public Task<IReadOnlyDictionary<int, int>> OrderedAsync(
        IReadOnlyCollection<string> shops,
        DateTimeOffset stockAt,
        CancellationToken stopping
    ) =>
        PiecesAsync(
            "CASE WHEN n.quantity < l.quantity THEN n.quantity ELSE l.quantity END",
            $"""
            supplier_order o JOIN supplier_order_need n ON n.supplier_order = o.id AND n.released = 0
                    AND (o.state IN ({SupplierOrderSql.AtSupplier}) OR (o.state IN ({SupplierOrderSql.GivenToPerson}) AND o.submit_at IS NOT NULL))
                JOIN order_line l ON l.shop = n.shop AND l.code = n.code AND l.number = n.number AND l.article = n.article
            """,
            shops,
            stockAt,
            stopping
        );

    private async Task<IReadOnlyDictionary<int, int>> PiecesAsync(
        string pieces,
        string from,
        IReadOnlyCollection<string> shops,
        DateTimeOffset stockAt,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(long Article, long Pieces)>(
            new CommandDefinition(
                $"""
                SELECT l.article, CAST(SUM({pieces}) AS BIGINT) FROM {from}
                WHERE l.shop {connection.In(
                    "shops"
                )} AND l.reserves = 1 AND (l.shipped = 0 OR l.shipped_at >= @stockAt) AND l.article > 0
                GROUP BY l.article
                """,
                new { shops = shops.ToArray(), stockAt = stockAt.ToStored() },
                cancellationToken: stopping
            )
        );
        return rows.ToDictionary(r => (int)r.Article, r => (int)Math.Min(r.Pieces, int.MaxValue));
    }

    /// <summary>Notes that the supplier has sent these lines: they reserve nothing of what is read from then on.</summary>
    public static Task ShippedAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        string code,
        IReadOnlyCollection<int> numbers,
        DateTimeOffset at,
        CancellationToken stopping
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                $"UPDATE order_line SET shipped = 1, shipped_at = @at WHERE shop = @shop AND code = @code AND number {connection.In("numbers")}",
                new
                {
                    shop,
                    code,
                    at = at.ToStored(),
                    numbers = numbers.Select(n => (long)n).ToArray(),
                },
                transaction,
                cancellationToken: stopping
            )
        );
}
