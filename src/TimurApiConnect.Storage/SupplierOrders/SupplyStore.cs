using Dapper;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.SupplierOrders;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.SupplierOrders;

/// <summary>What has to be ordered at the supplier, and what the supplier last said of it.</summary>
public sealed class SupplyStore(Database database)
{
    // Accepted and not packed: a packed one has its goods.
    private static readonly long[] Stages =
    [
        (long)OrderStage.PreOrder,
        (long)OrderStage.ToPack,
        (long)OrderStage.Pickup,
        (long)OrderStage.OwnDelivery,
    ];

    /// <summary>Lines of accepted orders of these shops that are on no supplier order.</summary>
    public async Task<IReadOnlyList<WantedLine>> WantedAsync(
        IReadOnlyCollection<string> shops,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            string Shop,
            string Code,
            long Number,
            long Article,
            long Quantity,
            long Again
        )>(
            new CommandDefinition(
                $"""
                SELECT l.shop, l.code, l.number, l.article, l.quantity,
                    CAST((SELECT COUNT(*) FROM supplier_order_need a WHERE a.shop = l.shop AND a.code = l.code AND a.number = l.number AND a.released = 2) AS BIGINT)
                FROM order_line l JOIN shop_order o ON o.shop = l.shop AND o.code = l.code
                WHERE l.shop {connection.In(
                    "shops"
                )} AND l.reserves = 1 AND l.shipped = 0 AND l.article > 0 AND l.quantity > 0 AND o.stage {connection.In(
                    "stages"
                )}
                    AND NOT EXISTS (SELECT 1 FROM supplier_order_need n WHERE n.shop = l.shop AND n.code = l.code AND n.number = l.number AND n.released = 0)
                ORDER BY l.shop, l.code, l.number
                """,
                new { shops = shops.ToArray(), stages = Stages },
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new WantedLine(
                r.Shop,
                r.Code,
                (int)r.Number,
                (int)r.Article,
                (int)r.Quantity,
                r.Again > 0
            )),
        ];
    }

    /// <summary>Accepted orders of these shops with lines of which nobody knows the supplier's good: by shop, the numbers at Kaspi.</summary>
    public async Task<ILookup<string, string>> UnknownAsync(
        IReadOnlyCollection<string> shops,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        return (
            await connection.QueryAsync<(string Shop, string Code)>(
                new CommandDefinition(
                    $"""
                    SELECT DISTINCT l.shop, l.code FROM order_line l JOIN shop_order o ON o.shop = l.shop AND o.code = l.code
                    WHERE l.shop {connection.In(
                        "shops"
                    )} AND l.reserves = 1 AND l.shipped = 0 AND l.article = 0 AND l.quantity > 0 AND o.stage {connection.In(
                        "stages"
                    )}
                    ORDER BY l.shop, l.code
                    """,
                    new { shops = shops.ToArray(), stages = Stages },
                    cancellationToken: stopping
                )
            )
        ).ToLookup(r => r.Shop, r => r.Code, StringComparer.Ordinal);
    }

    /// <summary>Which of these orders' lines are not wanted any more as they were, by the supplier order's id: a sentence each.</summary>
    public async Task<IReadOnlyDictionary<long, string>> NotWantedAsync(
        IReadOnlyCollection<long> ids,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(long Id, string Code, long Number)>(
            new CommandDefinition(
                $"""
                SELECT n.supplier_order, n.code, n.number FROM supplier_order_need n
                    LEFT JOIN order_line l ON l.shop = n.shop AND l.code = n.code AND l.number = n.number
                WHERE n.supplier_order {connection.In(
                    "ids"
                )} AND n.released = 0 AND (l.number IS NULL OR l.reserves = 0 OR l.quantity <> n.quantity OR l.article <> n.article)
                ORDER BY n.supplier_order, n.code, n.number
                """,
                new { ids = ids.ToArray() },
                cancellationToken: stopping
            )
        );
        return rows.GroupBy(r => r.Id)
            .ToDictionary(
                g => g.Key,
                g =>
                    $"Not wanted any more as it was: {string.Join(", ", g.Select(r => $"order {r.Code} line {r.Number + 1}"))}."
            );
    }

    /// <summary>What these orders, when they were sent already, have for order lines that were cancelled or reduced since.</summary>
    public Task<IReadOnlyList<Unwanted>> UnwantedAsync(
        IReadOnlyCollection<long> ids,
        CancellationToken stopping
    ) => UnwantedAsync("o.id {0}", [.. ids], "", default, stopping);

    /// <summary>The same of all of an account's orders that are under way, or were shipped since a moment.</summary>
    public Task<IReadOnlyList<Unwanted>> UnwantedAsync(
        string account,
        DateTimeOffset shippedSince,
        CancellationToken stopping
    ) =>
        UnwantedAsync(
            $"o.account = @account AND (o.state <> '{nameof(SupplierOrderState.Shipped)}' OR o.shipped_at > @since)",
            [],
            account,
            shippedSince,
            stopping
        );

    private async Task<IReadOnlyList<Unwanted>> UnwantedAsync(
        string which,
        long[] ids,
        string account,
        DateTimeOffset since,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            long Id,
            string State,
            string? MergedFrom,
            string Code,
            long Article,
            long Ordered,
            long Wanted
        )>(
            new CommandDefinition(
                $"""
                SELECT o.id, o.state, o.merged_from, n.code, n.article, n.quantity, CASE WHEN s.stage = @cancelled THEN 0 ELSE COALESCE(l.quantity, 0) END
                FROM supplier_order o JOIN supplier_order_need n ON n.supplier_order = o.id
                    LEFT JOIN shop_order s ON s.shop = n.shop AND s.code = n.code
                    LEFT JOIN order_line l ON l.shop = n.shop AND l.code = n.code AND l.number = n.number
                WHERE {which.Replace(
                    "{0}",
                    connection.In("ids"),
                    StringComparison.Ordinal
                )} AND o.state IN ({SupplierOrderSql.AtSupplier}) AND n.released = 0
                    AND (s.stage = @cancelled OR COALESCE(l.quantity, 0) < n.quantity)
                ORDER BY o.id, n.code, n.number
                """,
                new
                {
                    ids,
                    account,
                    since = since.ToStored(),
                    cancelled = (long)OrderStage.Cancelled,
                },
                cancellationToken: stopping
            )
        );
        return
        [
            .. rows.Select(r => new Unwanted(
                r.Id,
                r.State == nameof(SupplierOrderState.Placed) && r.MergedFrom is null,
                r.Code,
                (int)r.Article,
                (int)(r.Ordered - r.Wanted)
            )),
        ];
    }

    /// <summary>What the supplier last said of these articles; what is not in the catalogue is missing.</summary>
    public async Task<IReadOnlyDictionary<int, SupplyGood>> GoodsAsync(
        string account,
        IReadOnlyCollection<int> articles,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(
            long Article,
            string Name,
            long Price,
            long Multiplicity,
            long Kind,
            long Quantity,
            long Marks
        )>(
            new CommandDefinition(
                $"SELECT article, name, dealer_price, multiplicity, quantity_kind, quantity, marks FROM good WHERE account = @account AND article {connection.In("articles")}",
                new { account, articles = articles.Select(a => (long)a).ToArray() },
                cancellationToken: stopping
            )
        );
        return rows.ToDictionary(
            r => (int)r.Article,
            r => new SupplyGood(
                (int)r.Article,
                r.Name,
                r.Price,
                (int)r.Multiplicity,
                new Quantity((QuantityKind)r.Kind, (int)r.Quantity),
                ((GoodMarks)r.Marks).HasFlag(GoodMarks.Gone)
            )
        );
    }
}

/// <summary>Pieces that were ordered at the supplier for an order that no longer wants them.</summary>
/// <param name="Id">The supplier order's number here.</param>
/// <param name="MayBeCancelled">Whether the supplier can still be asked to cancel it.</param>
/// <param name="Code">The order's number at Kaspi.</param>
/// <param name="Article">The supplier's code.</param>
/// <param name="Quantity">How many.</param>
public readonly record struct Unwanted(
    long Id,
    bool MayBeCancelled,
    string Code,
    int Article,
    int Quantity
);
