using System.Collections.Concurrent;
using System.Data.Common;
using System.Security.Cryptography;
using TimurApiConnect.Storage.Keys;
using TimurApiConnect.Storage.Notifications;

namespace TimurApiConnect.Gateway.Access;

/// <summary>
/// The keys that work, in memory: no request waits for the database, and with the database away the known keys still open. A revoked key
/// is forgotten at once here, and in other gateways when they are told or look again.
/// </summary>
internal sealed partial class KeyRing(
    KeyStore store,
    INotifier notifier,
    TimeProvider clock,
    ILogger<KeyRing> logger
) : BackgroundService
{
    private const int LongestKey = 200;
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan WriteEvery = TimeSpan.FromMinutes(1);
    private readonly ConcurrentDictionary<long, DateTimeOffset> _used = new();
    private volatile (byte[] Hash, ApiKey Key)[] _keys = [];
    private bool _away;

    /// <summary>
    /// The key, or null. Every key is compared to its end: neither the time nor the answer tells a key that never was from a wrong or a
    /// revoked one.
    /// </summary>
    public ApiKey? Find(string given)
    {
        var hash = KeySecret.HashOf(given.Length <= LongestKey ? given : "");
        ApiKey? found = null;
        foreach (var (known, key) in _keys)
        {
            if (CryptographicOperations.FixedTimeEquals(hash, known))
            {
                found = key;
            }
        }

        if (found is not null)
        {
            _used[found.Id] = clock.GetUtcNow();
        }

        return found;
    }

    /// <summary>When a key was used last, as far as this process knows.</summary>
    public DateTimeOffset? UsedAt(long id) => _used.TryGetValue(id, out var at) ? at : null;

    /// <summary>Takes over what is stored.</summary>
    public async Task LoadAsync(CancellationToken stopping) =>
        _keys = [
            .. (await store.ListAsync(stopping))
                .Where(k => k.Works)
                .Select(k => (Convert.FromHexString(k.Hash), k)),
        ];

    /// <summary>Takes a change over and tells the other gateways.</summary>
    public async Task ChangedAsync(CancellationToken stopping)
    {
        await LoadAsync(stopping);
        await notifier.PublishAsync(Topics.Keys);
    }

    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        await LoadAsync(cancellationToken);
        await base.StartAsync(cancellationToken);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        await TryAsync(() => WriteUsedAsync(cancellationToken));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        var written = clock.GetTimestamp();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await notifier.WaitAsync(Topics.Keys, LookEvery, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }

            await TryAsync(() => LoadAsync(stoppingToken));
            if (clock.GetElapsedTime(written) >= WriteEvery)
            {
                written = clock.GetTimestamp();
                await TryAsync(() => WriteUsedAsync(stoppingToken));
            }
        }
    }

    private async Task WriteUsedAsync(CancellationToken stopping)
    {
        var used = _used.Select(u => (u.Key, u.Value)).ToArray();
        if (used.Length > 0)
        {
            await store.NoteUsedAsync(used, stopping);
        }
    }

    private async Task TryAsync(Func<Task> work)
    {
        try
        {
            await work();
            _away = false;
        }
        catch (OperationCanceledException)
        {
            // The process ends.
        }
        catch (DbException e)
        {
            if (!_away)
            {
                Log.Away(logger, e);
            }

            _away = true;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The keys cannot be read from the database; those known before still open. Tried again every few seconds."
        )]
        public static partial void Away(ILogger logger, Exception error);
    }
}
