using System.Data.Common;
using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Processes;

/// <summary>Says every few seconds that this process lives and what it takes, and at the end that it stopped as it should.</summary>
internal sealed partial class ProcessReport(
    ProcessStore store,
    Database database,
    IHostEnvironment environment,
    IConfiguration configuration,
    TimeProvider clock,
    ILogger<ProcessReport> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan FarewellLimit = TimeSpan.FromSeconds(2);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // SQLite works on the caller's thread: the host must not wait for it.
        await Task.Yield();
        using var usage = new ProcessUsage(database, clock);
        var process = new ProductProcess
        {
            Id = Guid.NewGuid().ToString("N"),
            Service = ServiceName(),
            Version =
                typeof(ProcessReport)
                    .Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()
                    ?.InformationalVersion
                ?? "",
            Machine = Environment.MachineName,
            Pid = Environment.ProcessId,
            StartedAt = clock.GetUtcNow(),
        };
        var away = false;
        while (!stoppingToken.IsCancellationRequested)
        {
            away = await NoteAsync(process with { Usage = usage.Look() }, away, stoppingToken);
            await Task.Delay(Every, clock, stoppingToken)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        using var limit = new CancellationTokenSource(FarewellLimit, clock);
        await NoteAsync(
            process with
            {
                Usage = usage.Look(),
                EndedAt = clock.GetUtcNow(),
            },
            away,
            limit.Token
        );
    }

    private async Task<bool> NoteAsync(
        ProductProcess process,
        bool away,
        CancellationToken stopping
    )
    {
        try
        {
            await store.NoteAsync(process with { SeenAt = clock.GetUtcNow() }, stopping);
            return false;
        }
        catch (Exception e)
            when (e is DbException or TimeoutException or OperationCanceledException)
        {
            // Before the first migration, and with the database away: said once, tried again.
            if (!away && e is not OperationCanceledException)
            {
                Log.NotNoted(logger, e.Message);
            }

            return true;
        }
    }

    // Under Aspire the resource's name, else the program's.
    private string ServiceName() =>
        configuration["OTEL_SERVICE_NAME"] is { Length: > 0 } given
            ? given
            : environment.ApplicationName.Split('.')[^1].ToLowerInvariant();

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "This process is not in the status yet: {Reason} Tried again every 10 s."
        )]
        public static partial void NotNoted(ILogger logger, string reason);
    }
}
