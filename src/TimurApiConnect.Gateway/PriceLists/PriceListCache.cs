using System.Collections.Frozen;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.PriceLists;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>
/// Every shop's current price list in memory. It looks once a second, and at once when told, whether there is a newer one; the switch is
/// the assignment of one reference. With the database away the lists stay as they are.
/// </summary>
internal sealed partial class PriceListCache(
    PriceListStore store,
    INotifier notifier,
    StaleLists stale,
    ILogger<PriceListCache> logger
) : BackgroundService
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(1);
    private readonly TaskCompletionSource _looked = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private volatile FrozenDictionary<string, ServedList> _lists = FrozenDictionary<
        string,
        ServedList
    >.Empty;

    // Lists whose data are too old, in their stopped form: it lies over the published one until the data are young again.
    private volatile FrozenDictionary<string, ServedList> _stopped = FrozenDictionary<
        string,
        ServedList
    >.Empty;

    // Lists of goods that were read at another address than now, and why they are not served.
    private volatile FrozenDictionary<string, string> _foreign = FrozenDictionary<
        string,
        string
    >.Empty;
    private volatile bool _away;

    /// <summary>Ends when the first look is over, well or badly.</summary>
    public Task FirstLook => _looked.Task;

    /// <summary>Whether the last look failed.</summary>
    public bool IsDatabaseAway => _away;

    /// <summary>The list to serve, or null.</summary>
    public ServedList? Find(string shop) =>
        WhyForeign(shop) is null && _lists.GetValueOrDefault(shop) is { } list
            ? _stopped.GetValueOrDefault(shop, list)
            : null;

    /// <summary>Why a shop's list is not served although there is one; null when it is, or there is none.</summary>
    public string? WhyForeign(string shop) => _foreign.GetValueOrDefault(shop);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        // SQLite works on the caller's thread: the host must not wait for it.
        await Task.Yield();
        while (!stoppingToken.IsCancellationRequested)
        {
            try
            {
                await LookAsync(stoppingToken);
                Note(null);
            }
            catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e)
            {
                // Whatever it is: a process that serves the last good list is worth more than one that stops.
                Note(e);
            }

            // With the database away too: the data do not get younger by that.
            _stopped = stale.Stop(_lists, _stopped);
            _looked.TrySetResult();
            try
            {
                await notifier.WaitAsync(Topics.PriceLists, LookEvery, stoppingToken);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }

    private async Task LookAsync(CancellationToken stopping)
    {
        await stale.LookAsync(stopping);
        var current = await store.CurrentAsync(stopping);
        var foreign = current
            .Select(c => (Shop: c.Key, Why: stale.WhyForeign(c.Key, c.Value)))
            .Where(c => c.Why is not null)
            .ToFrozenDictionary(c => c.Shop, c => c.Why!, StringComparer.Ordinal);
        foreach (var shop in foreign.Keys.Except(_foreign.Keys, StringComparer.Ordinal))
        {
            Log.Foreign(logger, shop, foreign[shop]);
        }

        await LoadAsync(current, stopping);
        // Last: what is served again is the list that took the other one's place.
        _foreign = foreign;
    }

    private async Task LoadAsync(
        IReadOnlyDictionary<string, CurrentList> current,
        CancellationToken stopping
    )
    {
        foreach (var (shop, (version, _)) in current)
        {
            if (_lists.GetValueOrDefault(shop)?.Version.Version == version)
            {
                continue;
            }

            if (await store.LoadAsync(shop, version, stopping) is not { } found)
            {
                Log.NoBytes(logger, shop, version);
                continue;
            }

            var list = ServedList.Of(found.Version, found.Gzip);
            _lists = _lists
                .Where(l => !string.Equals(l.Key, shop, StringComparison.Ordinal))
                .Append(new(shop, list))
                .ToFrozenDictionary(StringComparer.Ordinal);
            Log.Switched(logger, shop, version, found.Version.OnSale, found.Version.Offers);
        }
    }

    private void Note(Exception? error)
    {
        if (error is not null && !_away)
        {
            Log.Away(logger, error, _lists.Count);
        }
        else if (error is null && _away)
        {
            Log.Back(logger);
        }

        _away = error is not null;
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Information,
            Message = "{Shop}: price list {Version} is served now, {OnSale} of {Offers} offers on sale."
        )]
        public static partial void Switched(
            ILogger logger,
            string shop,
            long version,
            int onSale,
            int offers
        );

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Error,
            Message = "The database cannot be asked for newer price lists; {Count} lists are served as they are. Tried again every second."
        )]
        public static partial void Away(ILogger logger, Exception error, int count);

        [LoggerMessage(
            EventId = 3,
            Level = LogLevel.Information,
            Message = "The database can be asked for newer price lists again."
        )]
        public static partial void Back(ILogger logger);

        [LoggerMessage(
            EventId = 4,
            Level = LogLevel.Error,
            Message = "{Shop}: price list {Version} is current but has no bytes. The last one stays; start a full run."
        )]
        public static partial void NoBytes(ILogger logger, string shop, long version);

        [LoggerMessage(EventId = 5, Level = LogLevel.Error, Message = "{Shop}: {Reason}")]
        public static partial void Foreign(ILogger logger, string shop, string reason);
    }
}
