using System.Data.Common;
using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using Npgsql;
using TimurApiConnect.Storage.Tracing;

namespace TimurApiConnect.Storage.Databases;

/// <summary>
/// The database, chosen by its connection string: <c>Data Source=…</c> is an SQLite file, <c>Host=…</c> is PostgreSQL. All SQL is
/// written once for both.
/// </summary>
public sealed class Database : IAsyncDisposable
{
    private readonly NpgsqlDataSource? _postgres;
    private readonly string _sqlite = "";

    /// <summary>Opens nothing yet.</summary>
    /// <param name="connectionString">Says which of the two it is, and where.</param>
    /// <param name="postgres">The host's connections to PostgreSQL, where there is a host; else it makes its own.</param>
    /// <exception cref="ArgumentException">The connection string is neither of the two.</exception>
    public Database(string connectionString, NpgsqlDataSource? postgres = null)
    {
        var parts = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (NamesServer(parts))
        {
            _postgres = postgres ?? NpgsqlDataSource.Create(connectionString);
        }
        else if (
            parts.TryGetValue("Data Source", out var file) && file is string { Length: > 0 } path
        )
        {
            _sqlite = new SqliteConnectionStringBuilder
            {
                DataSource = path,
                Pooling = true,
                ForeignKeys = false,
            }.ConnectionString;
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            SqliteFile = Path.GetFullPath(path);
        }
        else
        {
            throw new ArgumentException(
                "ConnectionStrings:database is neither an SQLite file (\"Data Source=data/timur.db\") nor PostgreSQL (\"Host=…;Database=…\").",
                nameof(connectionString)
            );
        }
    }

    /// <summary>Whether it is PostgreSQL, which more than one worker process needs.</summary>
    public bool IsPostgres => _postgres is not null;

    /// <summary>The SQLite file, or null.</summary>
    public string? SqliteFile { get; }

    /// <summary>What to call it in health answers; no secret in it.</summary>
    public string Description => IsPostgres ? "PostgreSQL" : $"SQLite, {SqliteFile}";

    /// <summary>
    /// A column in small letters, Russian ones too whatever the server's locale: PostgreSQL's plain lower() in the C locale and SQLite's own know
    /// ASCII only.
    /// </summary>
    internal string Lower(string column) =>
        IsPostgres ? $"lower({column} COLLATE \"und-x-icu\")" : $"lower({column})";

    /// <summary>Whether a connection string is one of PostgreSQL.</summary>
    public static bool IsPostgresql(string connectionString) =>
        NamesServer(new DbConnectionStringBuilder { ConnectionString = connectionString });

    internal string SqliteConnectionString => _sqlite;

    internal NpgsqlDataSource Postgres =>
        _postgres ?? throw new InvalidOperationException("The database is not PostgreSQL.");

    /// <summary>An open connection, from the pool. The caller's file and method name its span.</summary>
    public Task<DbConnection> OpenAsync(
        CancellationToken stopping,
        [CallerFilePath] string file = "",
        [CallerMemberName] string member = ""
    )
    {
        // Not async: the span must be the current one for what the caller does with the connection.
        var span = OperationSpan.Start(file, member, IsPostgres);
        return span is null ? ConnectAsync(stopping) : ConnectAsync(span, stopping);
    }

    private static bool NamesServer(DbConnectionStringBuilder parts) =>
        parts.ContainsKey("Host") || parts.ContainsKey("Server");

    private async Task<DbConnection> ConnectAsync(OperationSpan span, CancellationToken stopping)
    {
        try
        {
            var connection = await ConnectAsync(stopping);
            span.EndWith(connection);
            return connection;
        }
        catch (Exception e)
        {
            span.Fail(e);
            throw;
        }
    }

    private async Task<DbConnection> ConnectAsync(CancellationToken stopping)
    {
        if (_postgres is not null)
        {
            return await _postgres.OpenConnectionAsync(stopping);
        }

        var connection = new SqliteConnection(_sqlite);
        await connection.OpenAsync(stopping);
        // SQLite's own lower() knows ASCII only; names are Russian.
        connection.CreateFunction(
            "lower",
            (string? text) => text?.ToLowerInvariant(),
            isDeterministic: true
        );
        await using var pragmas = connection.CreateCommand();
        // WAL: the gateway reads while the worker writes. NORMAL: a power cut may lose the last commit, never the file.
        pragmas.CommandText =
            "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA busy_timeout = 15000;";
        await pragmas.ExecuteNonQueryAsync(stopping);
        return connection;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (_postgres is not null)
        {
            await _postgres.DisposeAsync();
        }
        else
        {
            SqliteConnection.ClearPool(new SqliteConnection(_sqlite));
        }
    }
}
