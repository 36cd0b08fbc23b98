using System.Data.Common;
using Dapper;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.Journal;

namespace TimurApiConnect.Storage.Orders;

/// <summary>Whose the stored orders are. Another merchant's are neither shown as a shop's own, nor hold goods, nor is anything done with them.</summary>
public sealed class OrderOrigins(Database database, TimeProvider clock)
{
    /// <summary>Whose the orders of each shop are; a shop that nobody has claimed yet is missing.</summary>
    public async Task<IReadOnlyDictionary<string, OrderOrigin>> AllAsync(CancellationToken stopping)
    {
        await using var connection = await database.OpenAsync(stopping);
        return await ReadAsync(connection, null, "shop NOT LIKE '%@%'", "", stopping);
    }

    /// <summary>
    /// Makes a shop's orders those of this merchant, if they are not yet. Another one's are set apart, none deleted; this one's come back if they
    /// were set apart before. Orders of which nobody knows whose they are, are the shop's own.
    /// </summary>
    public async Task<OrderClaim> ClaimAsync(
        string shop,
        OrderOrigin origin,
        CancellationToken stopping
    )
    {
        await using var connection = await database.OpenAsync(stopping);
        await using var transaction = await connection.BeginTransactionAsync(stopping);
        Task<int> ExecuteAsync(string sql, object values) =>
            connection.ExecuteAsync(
                new CommandDefinition(sql, values, transaction, cancellationToken: stopping)
            );

        var now = clock.GetUtcNow();
        // Takes the row, so that one process at a time decides.
        await ExecuteAsync(
            """
            INSERT INTO order_origin (shop, merchant, merchant_uid, host, since) VALUES (@shop, @Merchant, @Uid, @Host, @since)
            ON CONFLICT (shop) DO UPDATE SET since = order_origin.since
            """,
            new
            {
                shop,
                origin.Merchant,
                origin.Uid,
                origin.Host,
                since = now.ToStored(),
            }
        );
        var known = await ReadAsync(
            connection,
            transaction,
            "shop = @what OR shop LIKE @what || '@%'",
            shop,
            stopping
        );
        var claim = new OrderClaim(null, false);
        if (!known[shop].IsSameAs(origin))
        {
            var apart = known[shop].ApartFrom(shop);
            var back = known.FirstOrDefault(k => k.Key != shop && k.Value.IsSameAs(origin)).Key;
            claim = new(apart, back is not null);
            await OrderMove.StopAsync(connection, transaction, shop, now, stopping);
            await OrderMove.RenameAsync(connection, transaction, shop, apart, stopping);
            if (back is not null)
            {
                await OrderMove.RenameAsync(connection, transaction, back, shop, stopping);
            }

            await ExecuteAsync(
                "UPDATE order_origin SET shop = @apart WHERE shop = @shop",
                new { shop, apart }
            );
            await ExecuteAsync("DELETE FROM order_origin WHERE shop = @back", new { back });
            await ExecuteAsync(
                "INSERT INTO order_origin (shop, merchant, merchant_uid, host, since) VALUES (@shop, @Merchant, @Uid, @Host, @since)",
                new
                {
                    shop,
                    origin.Merchant,
                    origin.Uid,
                    origin.Host,
                    since = now.ToStored(),
                }
            );
            await JournalStore.WriteAsync(
                connection,
                transaction,
                new(
                    now,
                    "worker",
                    "orders set apart",
                    shop,
                    0,
                    $"The settings name merchant {origin.Merchant} at {origin.Host}; the orders of merchant {known[shop].Merchant} at {known[shop].Host} are kept as {apart}.{(back is null ? "" : " Those that had been kept for this merchant are back.")}"
                ),
                stopping
            );
        }
        else if (origin.Uid.Length > 0 && known[shop].Uid.Length == 0)
        {
            await ExecuteAsync(
                "UPDATE order_origin SET merchant_uid = @Uid WHERE shop = @shop",
                new { shop, origin.Uid }
            );
        }

        await transaction.CommitAsync(stopping);
        return claim;
    }

    private static async Task<IReadOnlyDictionary<string, OrderOrigin>> ReadAsync(
        DbConnection connection,
        DbTransaction? transaction,
        string where,
        string what,
        CancellationToken stopping
    ) =>
        (
            await connection.QueryAsync<(string Shop, string Merchant, string Uid, string Host)>(
                new CommandDefinition(
                    $"SELECT shop, merchant, merchant_uid, host FROM order_origin WHERE {where}",
                    new { what },
                    transaction,
                    cancellationToken: stopping
                )
            )
        ).ToDictionary(
            r => r.Shop,
            r => new OrderOrigin(r.Merchant, r.Uid, r.Host),
            StringComparer.OrdinalIgnoreCase
        );
}
