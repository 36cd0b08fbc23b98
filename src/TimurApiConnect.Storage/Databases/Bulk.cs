using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace TimurApiConnect.Storage.Databases;

/// <summary>A column of a bulk write: a whole number or a text, read from a row.</summary>
internal sealed class Column<T>
{
    private Column(string name, Func<T, long>? number, Func<T, string>? text) =>
        (Name, Number, Text) = (name, number, text);

    public string Name { get; }

    public Func<T, long>? Number { get; }

    public Func<T, string>? Text { get; }

    public static Column<T> Of(string name, Func<T, long> value) => new(name, value, null);

    public static Column<T> Of(string name, Func<T, string> value) => new(name, null, value);
}

/// <summary>
/// Writes many rows of one table fast, with the way that is best for each database: one prepared statement in the caller's transaction on
/// SQLite, COPY on PostgreSQL. An existing row is replaced when the table has keys.
/// </summary>
internal sealed class Bulk<T>(string table, string[] keys, params Column<T>[] columns)
{
    private const int BatchSize = 5_000;

    // A million rows in one statement take longer than the half minute that a statement usually has.
    private static readonly TimeSpan WriteLimit = TimeSpan.FromMinutes(10);

    /// <summary>Writes <paramref name="count"/> rows, taken by position.</summary>
    public async Task WriteAsync(
        DbConnection connection,
        DbTransaction transaction,
        int count,
        Func<int, T> row,
        CancellationToken stopping
    )
    {
        if (count == 0)
        {
            return;
        }

        if (connection is NpgsqlConnection postgres)
        {
            await CopyAsync(postgres, count, row, stopping);
        }
        else
        {
            WriteRows(
                (SqliteConnection)connection,
                (SqliteTransaction)transaction,
                count,
                row,
                stopping
            );
        }
    }

    private string Names => string.Join(", ", columns.Select(c => c.Name));

    private string OnConflict =>
        keys.Length == 0
            ? ""
            : $" ON CONFLICT ({string.Join(", ", keys)}) DO UPDATE SET "
                + string.Join(
                    ", ",
                    columns
                        .Where(c => !keys.Contains(c.Name, StringComparer.Ordinal))
                        .Select(c => $"{c.Name} = excluded.{c.Name}")
                );

    private void WriteRows(
        SqliteConnection connection,
        SqliteTransaction transaction,
        int count,
        Func<int, T> row,
        CancellationToken stopping
    )
    {
        using var command = connection.CreateCommand();
        command.Transaction = transaction;
        command.CommandText =
            $"INSERT INTO {table} ({Names}) VALUES ({string.Join(", ", columns.Select((_, i) => $"@p{i}"))}){OnConflict}";
        var parameters = columns
            .Select(
                (c, i) =>
                    command.Parameters.Add(
                        $"@p{i}",
                        c.Number is null ? SqliteType.Text : SqliteType.Integer
                    )
            )
            .ToArray();
        command.Prepare();
        for (var i = 0; i < count; i++)
        {
            var value = row(i);
            for (var c = 0; c < columns.Length; c++)
            {
                parameters[c].Value = columns[c].Number is { } number
                    ? number(value)
                    : columns[c].Text!(value);
            }

            command.ExecuteNonQuery();
            if (i % BatchSize == 0)
            {
                stopping.ThrowIfCancellationRequested();
            }
        }
    }

    private async Task CopyAsync(
        NpgsqlConnection connection,
        int count,
        Func<int, T> row,
        CancellationToken stopping
    )
    {
        if (keys.Length == 0)
        {
            await CopyAsync(connection, table, count, row, stopping);
            return;
        }

        // COPY replaces nothing: the rows go to a table of this transaction's own first.
        var arrived = $"arrived_{table}";
        await ExecuteAsync(
            connection,
            $"CREATE TEMP TABLE {arrived} AS SELECT {Names} FROM {table} WITH NO DATA",
            stopping
        );
        await CopyAsync(connection, arrived, count, row, stopping);
        await ExecuteAsync(
            connection,
            $"INSERT INTO {table} ({Names}) SELECT {Names} FROM {arrived}{OnConflict}; DROP TABLE {arrived}",
            stopping
        );
    }

    private static Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken stopping
    ) =>
        connection.ExecuteAsync(
            new CommandDefinition(
                sql,
                commandTimeout: (int)WriteLimit.TotalSeconds,
                cancellationToken: stopping
            )
        );

    private async Task CopyAsync(
        NpgsqlConnection connection,
        string into,
        int count,
        Func<int, T> row,
        CancellationToken stopping
    )
    {
        await using var writer = await connection.BeginBinaryImportAsync(
            $"COPY {into} ({Names}) FROM STDIN (FORMAT BINARY)",
            stopping
        );
        writer.Timeout = WriteLimit;
        for (var i = 0; i < count; i++)
        {
            var value = row(i);
            await writer.StartRowAsync(stopping);
            foreach (var column in columns)
            {
                if (column.Number is { } number)
                {
                    await writer.WriteAsync(number(value), NpgsqlDbType.Bigint, stopping);
                }
                else
                {
                    await writer.WriteAsync(
                        Clean(column.Text!(value)),
                        NpgsqlDbType.Text,
                        stopping
                    );
                }
            }
        }

        await writer.CompleteAsync(stopping);
    }

    // PostgreSQL takes no NUL in a text; a vendor's text may hold anything.
    private static string Clean(string text) =>
        text.Contains('\0') ? text.Replace("\0", "", StringComparison.Ordinal) : text;
}
