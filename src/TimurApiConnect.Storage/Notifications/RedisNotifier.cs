using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;
using StackExchange.Redis;

namespace TimurApiConnect.Storage.Notifications;

/// <summary>
/// Notifications over Redis publish/subscribe, channel <c>timur:notification:{topic}</c>, message empty. With Redis away they still work inside
/// the process, and everybody's own look-again interval does the rest.
/// </summary>
public sealed partial class RedisNotifier : INotifier
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _waiting = new(
        StringComparer.Ordinal
    );
    private readonly IConnectionMultiplexer _redis;
    private readonly TimeProvider _clock;
    private readonly ILogger<RedisNotifier> _logger;
    private int _subscribed;

    /// <summary>Subscribes at the first use.</summary>
    public RedisNotifier(
        IConnectionMultiplexer redis,
        TimeProvider clock,
        ILogger<RedisNotifier> logger
    ) => (_redis, _clock, _logger) = (redis, clock, logger);

    /// <inheritdoc/>
    public async Task PublishAsync(string topic)
    {
        Wake(topic);
        try
        {
            await _redis
                .GetSubscriber()
                .PublishAsync(Channel(topic), RedisValue.EmptyString, CommandFlags.FireAndForget);
        }
        catch (Exception e)
            when (e is RedisException or ObjectDisposedException or TimeoutException)
        {
            Log.NotTold(_logger, topic, e.GetType().Name);
        }
    }

    /// <inheritdoc/>
    public async Task WaitAsync(string topic, TimeSpan limit, CancellationToken stopping)
    {
        await SubscribeAsync();
        var told = _waiting.GetOrAdd(
            topic,
            _ => new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously)
        );
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(told.Task, Task.Delay(limit, _clock, ended.Token));
        await ended.CancelAsync();
        stopping.ThrowIfCancellationRequested();
    }

    private async Task SubscribeAsync()
    {
        if (Interlocked.Exchange(ref _subscribed, 1) != 0)
        {
            return;
        }

        try
        {
            await _redis
                .GetSubscriber()
                .SubscribeAsync(
                    RedisChannel.Pattern("timur:notification:*"),
                    (channel, _) => Wake(channel.ToString()["timur:notification:".Length..])
                );
        }
        catch (Exception e)
            when (e is RedisException or ObjectDisposedException or TimeoutException)
        {
            // The next waiter tries again.
            Volatile.Write(ref _subscribed, 0);
            Log.NotSubscribed(_logger, e.GetType().Name);
        }
    }

    private void Wake(string topic)
    {
        if (_waiting.TryRemove(topic, out var told))
        {
            told.TrySetResult();
        }
    }

    private static RedisChannel Channel(string topic) =>
        RedisChannel.Literal($"timur:notification:{topic}");

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Debug,
            Message = "Redis is away ({Error}); the notification {Topic} stays in this process."
        )]
        public static partial void NotTold(ILogger logger, string topic, string error);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Debug,
            Message = "Redis is away ({Error}); notifier from other processes are not heard."
        )]
        public static partial void NotSubscribed(ILogger logger, string error);
    }
}
