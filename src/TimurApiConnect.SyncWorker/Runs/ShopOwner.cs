using Microsoft.Extensions.Options;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Owners;
using TimurApiConnect.SyncWorker.Publishing;
using TimurApiConnect.SyncWorker.Schedules;
using TimurApiConnect.SyncWorker.Suppliers;

namespace TimurApiConnect.SyncWorker.Runs;

/// <summary>
/// Owns a shop: its runs, one at a time. It wakes when a run is due, when somebody asks for one, and when its account has a new reading.
/// </summary>
internal sealed partial class ShopOwner(
    RunStore runs,
    RunExecutor executor,
    Timetables timetables,
    LocalAccounts accounts,
    Publisher publisher,
    Signals signals,
    IOptionsMonitor<ShopsOptions> shops,
    ILogger<ShopOwner> logger
) : IOwnedWork
{
    public OwnerKind Kind => OwnerKind.Shop;

    public async Task RunAsync(OwnerKey key, Lease lease, CancellationToken stopping)
    {
        if (await runs.RecoverAsync(lease, key.Name, stopping) > 0)
        {
            Log.Recovered(logger, key.Name);
        }

        var signal = signals.Of(OwnerKind.Shop, key.Name);
        var timetable = await timetables.LoadAsync(key.Name, stopping);
        try
        {
            // What waits since before, then what is due, what is asked for, what is new.
            var mayWait = true;
            while (true)
            {
                // Anew each time: the account may have got another owner in this process.
                var account = await accounts.WaitAsync(key.Account, stopping);
                mayWait |= await timetable.AskForDueAsync(
                    await account.CurrentAsync(stopping),
                    stopping
                );
                if (
                    mayWait
                    && shops.CurrentValue.Find(key.Name) is { } settings
                    && await runs.TryStartAsync(lease, key.Name, stopping) is { } run
                )
                {
                    var end = await executor.ExecuteAsync(run, lease, settings, account, stopping);
                    await timetable.NoteAsync(run, Ended(end, stopping), account.Known, stopping);
                    continue;
                }

                mayWait = await signal.WaitAsync(timetable.UntilNext(), stopping);
            }
        }
        finally
        {
            publisher.Forget(key.Name);
        }
    }

    private static RunEnd Ended(RunEnd? end, CancellationToken stopping)
    {
        if (end is null)
        {
            stopping.ThrowIfCancellationRequested();
            // The work begins anew, and with it closes the run, unless another owns the shop now.
            throw new TimeoutException("A run was left without an end.");
        }

        return end;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "A run of {Shop} was left by a worker that is gone; it was closed and asked for again."
        )]
        public static partial void Recovered(ILogger logger, string shop);
    }
}
