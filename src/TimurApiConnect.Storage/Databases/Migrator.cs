using System.Globalization;
using DbUp;
using DbUp.Builder;
using DbUp.Postgresql;
using Microsoft.Extensions.Logging;
using Npgsql;

namespace TimurApiConnect.Storage.Databases;

/// <summary>Brings the schema up to date, under a lock: all services try it when they start, one does it.</summary>
public static partial class Migrator
{
    // Any number that no other program uses for a PostgreSQL advisory lock.
    private const long LockNumber = 5180_5185;

    private static readonly TimeSpan AskAgainAfter = TimeSpan.FromSeconds(2);

    /// <summary>Runs what has not run yet. A server that is not there yet is waited for: services start in any order.</summary>
    /// <exception cref="InvalidOperationException">A script failed; the message names it.</exception>
    public static async Task MigrateAsync(
        Database database,
        TimeProvider clock,
        ILogger logger,
        CancellationToken stopping
    )
    {
        if (database.IsPostgres)
        {
            await using var connection = await ConnectAsync(database, clock, logger, stopping);
            await ExecuteAsync(
                connection,
                $"SELECT pg_advisory_lock({LockNumber.ToString(CultureInfo.InvariantCulture)})",
                stopping
            );
            try
            {
                Upgrade(
                    DeployChanges.To.PostgresqlDatabase(
                        new PostgresqlConnectionManager(database.Postgres)
                    ),
                    "BYTEA",
                    "BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY"
                );
            }
            finally
            {
                await ExecuteAsync(
                    connection,
                    $"SELECT pg_advisory_unlock({LockNumber.ToString(CultureInfo.InvariantCulture)})",
                    CancellationToken.None
                );
            }

            return;
        }

        await using var fileLock = await LockFileAsync(
            $"{database.SqliteFile}.migrating",
            clock,
            stopping
        );
        Upgrade(
            DeployChanges.To.SqliteDatabase(database.SqliteConnectionString),
            "BLOB",
            "INTEGER PRIMARY KEY AUTOINCREMENT"
        );
    }

    private static async Task<NpgsqlConnection> ConnectAsync(
        Database database,
        TimeProvider clock,
        ILogger logger,
        CancellationToken stopping
    )
    {
        while (true)
        {
            try
            {
                return await database.Postgres.OpenConnectionAsync(stopping);
            }
            catch (NpgsqlException e)
            {
                Log.Waiting(logger, e.Message);
                await Task.Delay(AskAgainAfter, clock, stopping);
            }
        }
    }

    private static void Upgrade(UpgradeEngineBuilder builder, string blob, string identity)
    {
        var result = builder
            .WithScriptsEmbeddedInAssembly(
                typeof(Migrator).Assembly,
                name => name.EndsWith(".sql", StringComparison.Ordinal)
            )
            .WithVariable("blob", blob)
            .WithVariable("identity", identity)
            .WithTransactionPerScript()
            .LogToNowhere()
            .Build()
            .PerformUpgrade();
        if (!result.Successful)
        {
            throw new InvalidOperationException(
                $"The database could not be brought up to date (script {result.ErrorScript?.Name ?? "unknown"}): {result.Error.Message}",
                result.Error
            );
        }
    }

    private static async Task ExecuteAsync(
        NpgsqlConnection connection,
        string sql,
        CancellationToken stopping
    )
    {
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(stopping);
    }

    private static async Task<FileStream> LockFileAsync(
        string path,
        TimeProvider clock,
        CancellationToken stopping
    )
    {
        var limit = clock.GetTimestamp();
        while (true)
        {
            try
            {
                return new FileStream(
                    path,
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None,
                    1,
                    FileOptions.DeleteOnClose
                );
            }
            catch (IOException) when (clock.GetElapsedTime(limit) < TimeSpan.FromSeconds(60))
            {
                await Task.Delay(TimeSpan.FromMilliseconds(100), clock, stopping);
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Error,
            Message = "The database cannot be opened: {Reason} The start waits for it. See that PostgreSQL runs and that ConnectionStrings:database is right."
        )]
        public static partial void Waiting(ILogger logger, string reason);
    }
}
