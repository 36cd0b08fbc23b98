using Microsoft.Extensions.Logging.Abstractions;
using TimurApiConnect.IntegrationTests.Servers;
using TimurApiConnect.Storage.Databases;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

/// <summary>A fresh, migrated database of either kind.</summary>
internal sealed class TestDatabase : IAsyncDisposable
{
    private readonly string? _folder;

    private TestDatabase(Database database, string? folder) =>
        (Database, _folder) = (database, folder);

    public Database Database { get; }

    public static async Task<TestDatabase> CreateAsync(bool postgres, bool migrated = true)
    {
        var folder = postgres ? null : Directory.CreateTempSubdirectory("timur-db-").FullName;
        var connectionString = postgres
            ? await (await PostgresServer.SharedAsync()).CreateDatabaseAsync()
            : $"Data Source={Path.Combine(folder!, "timur.db")}";
        var created = new TestDatabase(new Database(connectionString), folder);
        if (migrated)
        {
            await Migrator.MigrateAsync(
                created.Database,
                TimeProvider.System,
                NullLogger.Instance,
                TestContext.Current.CancellationToken
            );
        }

        return created;
    }

    public async ValueTask DisposeAsync()
    {
        await Database.DisposeAsync();
        if (_folder is not null)
        {
            Directory.Delete(_folder, recursive: true);
        }
    }
}
