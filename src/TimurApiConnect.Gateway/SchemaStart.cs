using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Gateway;

/// <summary>Brings the schema up to date before anything asks for it.</summary>
internal sealed class SchemaStart(
    Database database,
    TimeProvider clock,
    ILogger<SchemaStart> logger
) : IHostedLifecycleService
{
    public Task StartingAsync(CancellationToken cancellationToken) =>
        Migrator.MigrateAsync(database, clock, logger, cancellationToken);

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StartedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;
}
