using System.Net;
using System.Threading.Channels;
using TimurApiConnect.Storage.PriceLists;

namespace TimurApiConnect.Gateway.PriceLists;

/// <summary>A pull as it is noted while it is served: nothing is copied or formatted yet.</summary>
internal readonly record struct PullNote(
    string Shop,
    DateTimeOffset At,
    string Method,
    int Status,
    long Version,
    long Sent,
    bool Gzip,
    string? UserAgent,
    IPAddress? Address
);

/// <summary>
/// Records pulls behind the serving's back: a bounded queue, and one writer that stores what has come in once a second. When the
/// queue is full or the database is away, pulls are served all the same; what could not be recorded is counted and logged.
/// </summary>
internal sealed partial class PullLog(PullStore store, TimeProvider clock, ILogger<PullLog> logger)
    : BackgroundService
{
    private const int MaxWaiting = 4_096;
    private const int MaxAtOnce = 1_000;
    private const int LongestUserAgent = 200;
    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LastChance = TimeSpan.FromSeconds(2);

    private readonly Channel<PullNote> _waiting = Channel.CreateBounded<PullNote>(
        new BoundedChannelOptions(MaxWaiting) { SingleReader = true }
    );
    private long _dropped;
    private bool _failing;

    /// <summary>Takes a note, or drops it at once when too many wait.</summary>
    public void Note(in PullNote pull)
    {
        if (!_waiting.Writer.TryWrite(pull))
        {
            Interlocked.Increment(ref _dropped);
        }
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        await base.StopAsync(cancellationToken);
        using var limit = new CancellationTokenSource(LastChance, clock);
        while (!limit.IsCancellationRequested && Take() is { Count: > 0 } rest)
        {
            await TryStoreAsync(rest, limit.Token);
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        List<Pull> batch = [];
        try
        {
            while (await _waiting.Reader.WaitToReadAsync(stoppingToken))
            {
                batch = Take();
                while (!await TryStoreAsync(batch, stoppingToken))
                {
                    await Task.Delay(Pause, clock, stoppingToken);
                }

                batch = [];
                ReportDropped();
                // One commit a second is enough, and a storm of pulls must not take the processor from the serving.
                await Task.Delay(Pause, clock, stoppingToken);
            }
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
            await TryStoreAsync(batch, CancellationToken.None);
        }
    }

    private List<Pull> Take()
    {
        var batch = new List<Pull>();
        while (batch.Count < MaxAtOnce && _waiting.Reader.TryRead(out var note))
        {
            GatewayTelemetry.Pulled(note.Shop, note.Status);
            var agent = note.UserAgent ?? "";
            batch.Add(
                new Pull(
                    note.Shop,
                    note.At,
                    note.Method,
                    note.Status,
                    note.Version,
                    note.Sent,
                    note.Gzip,
                    agent.Length <= LongestUserAgent ? agent : agent[..LongestUserAgent],
                    note.Address?.ToString() ?? ""
                )
            );
        }

        return batch;
    }

    private async Task<bool> TryStoreAsync(List<Pull> batch, CancellationToken stopping)
    {
        try
        {
            if (batch.Count > 0)
            {
                await store.AddAsync(batch, stopping);
            }

            _failing = false;
            return true;
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            if (!_failing)
            {
                Log.NotStored(logger, e, batch.Count);
            }

            _failing = true;
            return false;
        }
    }

    private void ReportDropped()
    {
        if (Interlocked.Exchange(ref _dropped, 0) is > 0 and var dropped)
        {
            GatewayTelemetry.NotRecorded(dropped);
            Log.Dropped(logger, dropped);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "{Count} pulls could not be recorded; it is tried again every second. Price lists are served all the same."
        )]
        public static partial void NotStored(ILogger logger, Exception error, int count);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "{Count} pulls were served but not recorded: they came faster than they can be stored."
        )]
        public static partial void Dropped(ILogger logger, long count);
    }
}
