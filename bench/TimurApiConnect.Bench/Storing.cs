using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging.Abstractions;
using Npgsql;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Offers;
using TimurApiConnect.Storage.Catalogue;
using TimurApiConnect.Storage.Databases;
using TimurApiConnect.Storage.PriceLists;
using TimurApiConnect.Storage.Runs;

namespace TimurApiConnect.Bench;

/// <summary>
/// Storing a whole catalogue (goods, offers, their history) through the stores, beside a bare bulk statement for the same rows and columns in the
/// same database. PostgreSQL is measured when BENCH_POSTGRES holds its connection string.
/// </summary>
internal static class Storing
{
    public static async Task MeasureAsync(
        Times times,
        Snapshot snapshot,
        ChangeSet changes,
        string folder
    )
    {
        var file = Path.Combine(folder, "bench.db");
        await MeasureAsync(times, "SQLite", $"Data Source={file}", snapshot, changes);
        foreach (var leftover in Directory.GetFiles(folder, "bench.db*"))
        {
            File.Delete(leftover);
        }

        if (Environment.GetEnvironmentVariable("BENCH_POSTGRES") is { Length: > 0 } postgres)
        {
            await MeasureAsync(times, "PostgreSQL", postgres, snapshot, changes);
        }
    }

    private static async Task MeasureAsync(
        Times times,
        string name,
        string connectionString,
        Snapshot snapshot,
        ChangeSet changes
    )
    {
        var clock = TimeProvider.System;
        await using var database = new Database(connectionString);
        await Migrator.MigrateAsync(database, clock, NullLogger.Instance, CancellationToken.None);
        var leases = new LeaseStore(database, clock);
        var bench = Guid.NewGuid();
        // Small ones need more rounds: compiled code is not yet at its best in the first.
        for (var round = 0; round < Math.Clamp(300_000 / snapshot.Goods.Count, 3, 15); round++)
        {
            await ClearAsync(database);
            var (account, shop) = (
                await leases.TryTakeAsync(
                    $"account:{bench}:{round}",
                    "bench",
                    TimeSpan.FromHours(1),
                    default
                ),
                await leases.TryTakeAsync(
                    $"shop:{bench}:{round}",
                    "bench",
                    TimeSpan.FromHours(1),
                    default
                )
            );
            await times.MeasureAsync(
                $"store {name}",
                async () =>
                {
                    await new GoodStore(database).SaveAsync(
                        "main",
                        snapshot with
                        {
                            Version = 0,
                        },
                        null,
                        false,
                        account!,
                        clock.GetUtcNow(),
                        default
                    );
                    return await new PriceListStore(database).PublishAsync(
                        "demo",
                        1,
                        shop!,
                        changes,
                        null,
                        null,
                        clock.GetUtcNow(),
                        default
                    );
                }
            );
            await ClearAsync(database);
            await times.MeasureAsync(
                $"bare bulk {name}",
                () =>
                    database.IsPostgres
                        ? BarePostgresAsync(connectionString, snapshot, changes)
                        : Task.FromResult(BareSqlite(connectionString, snapshot, changes))
            );
        }
    }

    private static async Task ClearAsync(Database database)
    {
        await using var connection = await database.OpenAsync(default);
        foreach (var table in new[] { "good", "offer", "offer_change", "account", "shop" })
        {
            await connection.ExecuteAsync($"DELETE FROM {table}");
        }
    }

    private static int BareSqlite(string connectionString, Snapshot snapshot, ChangeSet changes)
    {
        using var connection = new SqliteConnection(connectionString);
        connection.Open();
        connection.Execute("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;");
        using var transaction = connection.BeginTransaction();
        Rows(connection, transaction, "good", snapshot.Goods.Count, 15, i => GoodRow(snapshot, i));
        Rows(connection, transaction, "offer", changes.Next.Count, 17, i => OfferRow(changes, i));
        var visible = changes.Rows.FindAll(r => changes.KindOf(r) is not null);
        Rows(
            connection,
            transaction,
            "offer_change (shop, run, article, sku, kind, price_before, price_after, stock_before, stock_after, at)",
            visible.Count,
            10,
            i => ChangeRow(changes, visible[i])
        );
        transaction.Commit();
        return 0;
    }

    private static void Rows(
        SqliteConnection connection,
        SqliteTransaction transaction,
        string into,
        int count,
        int columns,
        Func<int, object[]> row
    )
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"INSERT INTO {into} VALUES ({string.Join(", ", Enumerable.Range(0, columns).Select(i => $"@p{i}"))})";
        var parameters = Enumerable
            .Range(0, columns)
            .Select(i => command.Parameters.Add(new SqliteParameter { ParameterName = $"@p{i}" }))
            .ToArray();
        for (var i = 0; i < count; i++)
        {
            var values = row(i);
            for (var c = 0; c < columns; c++)
            {
                parameters[c].Value = values[c];
            }

            command.ExecuteNonQuery();
        }
    }

    private static async Task<int> BarePostgresAsync(
        string connectionString,
        Snapshot snapshot,
        ChangeSet changes
    )
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        await CopyAsync(connection, "good", snapshot.Goods.Count, i => GoodRow(snapshot, i));
        await CopyAsync(connection, "offer", changes.Next.Count, i => OfferRow(changes, i));
        var visible = changes.Rows.FindAll(r => changes.KindOf(r) is not null);
        await CopyAsync(
            connection,
            "offer_change (shop, run, article, sku, kind, price_before, price_after, stock_before, stock_after, at)",
            visible.Count,
            i => ChangeRow(changes, visible[i])
        );
        await transaction.CommitAsync();
        return 0;
    }

    private static async Task CopyAsync(
        NpgsqlConnection connection,
        string into,
        int count,
        Func<int, object[]> row
    )
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            $"COPY {into} FROM STDIN (FORMAT BINARY)"
        );
        for (var i = 0; i < count; i++)
        {
            await writer.StartRowAsync();
            foreach (var value in row(i))
            {
                if (value is long number)
                {
                    await writer.WriteAsync(number);
                }
                else
                {
                    await writer.WriteAsync((string)value);
                }
            }
        }

        await writer.CompleteAsync();
    }

    private static object[] GoodRow(Snapshot s, int i)
    {
        ref readonly var g = ref s.Goods[i];
        return
        [
            "main",
            (long)g.Article,
            g.Name.ToString(),
            g.PartNumber.ToString(),
            s.Brands.NameOf(g.Brand),
            g.Barcode.ToString(),
            (long)g.Category,
            (long)g.Multiplicity,
            g.DealerPrice,
            g.RetailPrice,
            g.Rrp,
            (long)g.Quantity.Kind,
            (long)g.Quantity.Value,
            (long)g.Marks,
            1L,
        ];
    }

    private static object[] OfferRow(ChangeSet c, int i)
    {
        ref readonly var o = ref c.Next[i];
        return
        [
            "demo",
            (long)o.Article,
            o.Sku.ToString(),
            (long)o.State,
            (long)o.Reason,
            (long)o.Steps,
            (long)o.PreOrderDays,
            (long)o.Stock,
            o.Price,
            o.Floor,
            (long)o.AssortmentRule,
            (long)o.PriceRule,
            (long)o.CommissionRule,
            (long)o.StockRule,
            (long)o.RulesVersion,
            1L,
            1L,
        ];
    }

    private static object[] ChangeRow(ChangeSet c, OfferChange change)
    {
        ref readonly var o = ref c.Next[change.After];
        return
        [
            "demo",
            1L,
            (long)o.Article,
            o.Sku.ToString(),
            1L,
            0L,
            o.Price,
            0L,
            (long)o.Stock,
            1L,
        ];
    }
}
