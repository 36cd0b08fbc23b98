using System.Data.Common;
using System.Diagnostics;
using System.Globalization;
using System.Net.ServerSentEvents;
using TimurApiConnect.Storage.Notifications;

namespace TimurApiConnect.Gateway.Api;

/// <summary>What every stream of server-sent events does alike: it waits for a notification, looks by itself too, and outlives a database that is away.</summary>
/// <param name="notifier">Who tells that there is something new.</param>
/// <param name="topic">The notification that is waited for.</param>
/// <param name="lookEvery">How long a lost notification can delay news; a client that was cut off comes back after it.</param>
internal sealed class EventStream(INotifier notifier, string topic, TimeSpan lookEvery)
{
    /// <summary>How long a stream is silent at most.</summary>
    public static readonly TimeSpan HeartbeatEvery = TimeSpan.FromSeconds(15);

    /// <summary>Waits until it is time to look again; false when the stream is to end.</summary>
    public async Task<bool> WaitAsync(CancellationToken ended)
    {
        try
        {
            await notifier.WaitAsync(topic, lookEvery, ended);
            return true;
        }
        catch (OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Looks once; the default when the database did not answer or the stream is to end.</summary>
    public static async Task<T?> LookAsync<T>(Func<Task<T>> look)
    {
        // A stream looks for as long as it lasts; a span for each look would fill its trace.
        Activity.Current = null;
        try
        {
            return await look();
        }
        catch (Exception e) when (e is DbException or OperationCanceledException)
        {
            // The next look tells; meanwhile the heartbeat keeps the stream open.
            return default;
        }
    }

    /// <summary>One event.</summary>
    public SseItem<T> Item<T>(T told, string type, long number) =>
        new(told, type)
        {
            EventId = number.ToString(CultureInfo.InvariantCulture),
            ReconnectionInterval = lookEvery,
        };
}
