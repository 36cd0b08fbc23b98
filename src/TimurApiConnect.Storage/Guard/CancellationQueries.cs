using Dapper;
using TimurApiConnect.Core.Guard;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Guard;

/// <summary>Counts a shop's cancellations.</summary>
/// <remarks>
/// How exactly Kaspi counts is not public. The careful side is counted: everything that the shop cancelled for whatever reason, and what lapsed because it
/// did not act. What the buyer cancelled, or did not come for, is not.
/// </remarks>
public sealed class CancellationQueries(Database database)
{
    private const int MaxRisky = 200;

    // As Kaspi writes them; BUYER_CANCELLATION_BY_MERCHANT is the merchant's command, whoever wished it.
    private static readonly string[] OfTheShop =
    [
        CancellationReason.OutOfStock.Text,
        CancellationReason.BuyerAskedMerchant.Text,
        CancellationReason.BuyerNotReachable.Text,
        "TIMEOUT_KASPI_DELIVERY",
    ];

    /// <summary>How a shop stands.</summary>
    public async Task<CancellationOutlook> OutlookAsync(
        string shop,
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var row = await connection.QuerySingleAsync<(
            long Quarter,
            long QuarterBad,
            long Stays,
            long StaysBad,
            long Recent,
            long RecentBad
        )>(
            new CommandDefinition(
                $"""
                SELECT COUNT(*), COUNT(CASE WHEN bad = 1 THEN 1 END),
                    COUNT(CASE WHEN created_at >= @stays THEN 1 END), COUNT(CASE WHEN bad = 1 AND created_at >= @stays THEN 1 END),
                    COUNT(CASE WHEN created_at >= @recent THEN 1 END), COUNT(CASE WHEN bad = 1 AND created_at >= @recent THEN 1 END)
                FROM (
                    SELECT created_at, CASE WHEN cancellation_reason {connection.In(
                    "ofTheShop"
                )} THEN 1 ELSE 0 END AS bad
                    FROM shop_order WHERE shop = @shop AND created_at >= @quarter AND created_at <= @now
                ) AS counted
                """,
                new
                {
                    shop,
                    ofTheShop = OfTheShop,
                    now = now.ToStored(),
                    quarter = (now - CancellationOutlook.QuarterSpan).ToStored(),
                    stays = (
                        now - CancellationOutlook.QuarterSpan + CancellationOutlook.Ahead
                    ).ToStored(),
                    recent = (now - CancellationOutlook.RecentSpan).ToStored(),
                },
                cancellationToken: stopping
            )
        );
        return CancellationOutlook.Of(
            new((int)row.Quarter, (int)row.QuarterBad),
            new((int)row.Stays, (int)row.StaysBad),
            new((int)row.Recent, (int)row.RecentBad)
        );
    }

    /// <summary>Articles of orders of 30 days that were cancelled for want of stock, the most often first.</summary>
    public async Task<IReadOnlyList<(int Article, int Cancelled)>> RiskyAsync(
        string shop,
        DateTimeOffset now,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        var rows = await connection.QueryAsync<(long Article, long Cancelled)>(
            new CommandDefinition(
                """
                SELECT l.article, COUNT(DISTINCT l.code) AS cancelled FROM shop_order o
                JOIN order_line l ON l.shop = o.shop AND l.code = o.code
                WHERE o.shop = @shop AND o.created_at >= @since AND o.cancellation_reason = @reason AND l.article > 0
                GROUP BY l.article ORDER BY cancelled DESC, l.article LIMIT @most
                """,
                new
                {
                    shop,
                    since = (now - CancellationOutlook.Ahead).ToStored(),
                    reason = CancellationReason.OutOfStock.Text,
                    most = MaxRisky,
                },
                cancellationToken: stopping
            )
        );
        return [.. rows.Select(r => ((int)r.Article, (int)r.Cancelled))];
    }
}
