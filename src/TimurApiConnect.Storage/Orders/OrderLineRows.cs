using System.Data.Common;
using Dapper;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Orders;

/// <summary>
/// Keeps beside each stored order what its lines take of the supplier's goods. The article is that of the offer under which it was bought, found
/// once: a SKU that moves to another good later does not move what was sold.
/// </summary>
internal static class OrderLineRows
{
    private sealed record Row(
        string Code,
        long Number,
        string Sku,
        string Name,
        long Article,
        long Quantity,
        long Total,
        long Reserves
    )
    {
        public static Row Of(Order order, OrderLine line, long article) =>
            new(
                order.Code,
                line.Number,
                line.Sku ?? "",
                line.Name ?? "",
                article,
                line.Quantity,
                line.Total,
                order.HoldsGoods ? 1 : 0
            );
    }

    public static async Task WriteAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        IReadOnlyList<Order> orders,
        CancellationToken stopping
    )
    {
        var codes = orders.Select(o => o.Code).ToArray();
        var known = (
            await connection.QueryAsync<Row>(
                new CommandDefinition(
                    $"SELECT code, number, sku, name, article, quantity, total, reserves FROM order_line WHERE shop = @shop AND code {connection.In("codes")}",
                    new { shop, codes },
                    transaction,
                    cancellationToken: stopping
                )
            )
        ).ToLookup(l => l.Code, StringComparer.Ordinal);
        var articles = await ArticlesAsync(connection, transaction, shop, orders, stopping);
        var rows = new List<Row>();
        foreach (var order in orders)
        {
            var before = known[order.Code].ToDictionary(l => l.Number);
            foreach (var line in order.Lines ?? [])
            {
                before.Remove(line.Number, out var was);
                var article =
                    was is { Article: > 0 } && was.Sku == (line.Sku ?? "")
                        ? was.Article
                        : articles.GetValueOrDefault(line.Sku ?? "");
                // Most of what a look shows is as it was.
                if (Row.Of(order, line, article) is var row && row != was)
                {
                    rows.Add(row);
                }
            }

            // A line that Kaspi no longer shows takes nothing.
            rows.AddRange(
                before
                    .Values.Where(gone => gone is not { Quantity: 0, Reserves: 0 })
                    .Select(gone => gone with { Name = "", Quantity = 0, Total = 0, Reserves = 0 })
            );
        }

        await Lines(shop).WriteAsync(connection, transaction, rows.Count, i => rows[i], stopping);
    }

    private static async Task<Dictionary<string, long>> ArticlesAsync(
        DbConnection connection,
        DbTransaction transaction,
        string shop,
        IReadOnlyList<Order> orders,
        CancellationToken stopping
    )
    {
        var skus = orders
            .SelectMany(o => o.Lines ?? [])
            .Select(l => l.Sku)
            .OfType<string>()
            .Distinct(StringComparer.Ordinal)
            .ToArray();
        var articles = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (
            var (sku, article) in await connection.QueryAsync<(string Sku, long Article)>(
                new CommandDefinition(
                    // The offer on sale last, so that it wins over one that had the SKU before.
                    $"SELECT sku, article FROM offer WHERE shop = @shop AND sku {connection.In("skus")} ORDER BY CASE WHEN state = 1 THEN 1 ELSE 0 END, changed_at",
                    new { shop, skus },
                    transaction,
                    cancellationToken: stopping
                )
            )
        )
        {
            articles[sku] = article;
        }

        return articles;
    }

    private static Bulk<Row> Lines(string shop) =>
        new(
            "order_line",
            ["shop", "code", "number"],
            Column<Row>.Of("shop", _ => shop),
            Column<Row>.Of("code", r => r.Code),
            Column<Row>.Of("number", r => r.Number),
            Column<Row>.Of("sku", r => r.Sku),
            Column<Row>.Of("name", r => r.Name),
            Column<Row>.Of("article", r => r.Article),
            Column<Row>.Of("quantity", r => r.Quantity),
            Column<Row>.Of("total", r => r.Total),
            Column<Row>.Of("reserves", r => r.Reserves)
        );
}
