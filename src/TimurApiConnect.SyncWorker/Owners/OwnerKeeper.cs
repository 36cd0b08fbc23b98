using Microsoft.Extensions.Options;
using TimurApiConnect.Storage.Shops;
using TimurApiConnect.SyncWorker.Cluster;

namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>
/// Makes sure, every two seconds and at once when the settings change, that everything in the settings has its owner. Each worker sees to those that
/// belong to it; when the workers change, all workers come to the same answer who that is.
/// </summary>
internal sealed partial class OwnerKeeper(
    OwnerList owners,
    LocalOwners local,
    ByAccountDirector placement,
    IGrainFactory grains,
    OwnersHealth health,
    IOptionsMonitor<ShopsOptions> shops,
    TimeProvider clock,
    ILogger<OwnerKeeper> logger
) : BackgroundService
{
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan MaxCall = TimeSpan.FromSeconds(10);
    private readonly Signal _changed = new(clock);
    private readonly HashSet<OwnerKey> _troubled = [];

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // The host must not wait for the first round.
        await Task.Yield();
        using var changes = shops.OnChange(_ => _changed.Set());
        try
        {
            while (true)
            {
                await KeepAllAsync(stoppingToken);
                health.Beat();
                await _changed.WaitAsync(Every, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            // The worker shuts down; the cluster ends its owners.
        }
    }

    private async Task KeepAllAsync(CancellationToken stopping)
    {
        var all = owners.All();
        local.StopAllBut(all.ToHashSet());
        var kept = all.Where(key => placement.IsHere(key.Account))
            .Select(async key => (Key: key, Error: await KeepAsync(key, stopping)))
            .ToList();
        foreach (var (key, error) in await Task.WhenAll(kept))
        {
            // Once for each trouble: the next round comes in two seconds.
            if (error is null)
            {
                _troubled.Remove(key);
            }
            else if (_troubled.Add(key))
            {
                Log.NotKept(logger, key.Kind, key.Name, error);
            }
        }
    }

    private async Task<string?> KeepAsync(OwnerKey key, CancellationToken stopping)
    {
        try
        {
            await grains
                .GetGrain<IOwner>(key.ToString())
                .KeepAsync()
                .WaitAsync(MaxCall, clock, stopping);
            return null;
        }
        catch (OperationCanceledException) when (stopping.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception e)
        {
            // Whatever it is (the worker that had it is gone, the database is away), it is asked again.
            return e.GetBaseException().Message;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "{Kind} {Name} has no owner yet; it is tried again: {Reason}"
        )]
        public static partial void NotKept(
            ILogger logger,
            OwnerKind kind,
            string name,
            string reason
        );
    }
}
