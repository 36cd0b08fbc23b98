using TimurApiConnect.Storage.Databases;
using TimurApiConnect.SyncWorker.Orders;

namespace TimurApiConnect.SyncWorker;

/// <summary>Brings the schema up to date and makes sure that an SQLite file has one worker only, before anything else starts.</summary>
internal sealed class DatabaseStart(
    Database database,
    OrderMerchants merchants,
    TimeProvider clock,
    ILogger<DatabaseStart> logger
) : IHostedLifecycleService, IDisposable
{
    private FileStream? _onlyWorker;

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        if (database.SqliteFile is { } file)
        {
            try
            {
                // The operating system gives the lock back when the process dies, however it dies.
                _onlyWorker = new FileStream(
                    $"{file}.worker",
                    FileMode.OpenOrCreate,
                    FileAccess.ReadWrite,
                    FileShare.None
                );
            }
            catch (IOException e)
            {
                throw new InvalidOperationException(
                    $"Another sync worker already works with {file}. SQLite serves one worker; for more replicas set ConnectionStrings:database to PostgreSQL (\"Host=…;Database=…\"), or set Workers:Replicas to 1.",
                    e
                );
            }
        }

        await Migrator.MigrateAsync(database, clock, logger, cancellationToken);
        await merchants.ClaimAsync(cancellationToken);
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public void Dispose() => _onlyWorker?.Dispose();
}
