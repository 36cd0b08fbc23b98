using System.Collections.Concurrent;
using System.Diagnostics;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.AlStyle.Limits;

/// <summary>
/// One request at a time and one per interval for each token, over all processes, urgent ones first.
/// The slot is a key in Redis, <c>timur:slot:{hash of the token}</c>: whoever creates it may call. It lives for seconds and is kept alive for the
/// whole call, so that a process that dies with it blocks nobody for long, and then stays for one interval more, counted from the answer, so that the supplier, who counts from the arrival, never sees two requests too close.
/// A second key, <c>timur:urgent:{hash}</c>, tells other processes' routine requests to stand back.
/// With Redis away a lease in the database, <c>slot:{hash}</c>, stands in for the first key, after a rest of one interval.
/// </summary>
public sealed partial class RequestSlots(
    IConnectionMultiplexer redis,
    ITurnLeases leases,
    IOptions<AlStyleOptions> options,
    TimeProvider clock,
    ILogger<RequestSlots> logger
)
{
    // A wait looks several times a second; its first looks tell enough in a trace.
    private const int TracedLooks = 10;
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan KeepEvery = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestNap = TimeSpan.FromMilliseconds(250);
    private readonly ConcurrentDictionary<string, LocalSlot> _local = new(StringComparer.Ordinal);
    private readonly string _process = Guid.NewGuid().ToString("N");

    /// <summary>Waits for the token's slot. Call <see cref="Slot.EndAsync"/> when the answer is there.</summary>
    public async Task<Slot> TakeAsync(string token, Urgency urgency, CancellationToken stopping)
    {
        var started = Stopwatch.GetTimestamp();
        var key = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(token)))[..16];
        var local = _local.GetOrAdd(key, _ => new LocalSlot());
        local.Enter(urgency);
        try
        {
            for (var looks = 0; ; )
            {
                stopping.ThrowIfCancellationRequested();
                var wait = local.UntilFree(urgency, clock);
                if (wait <= TimeSpan.Zero)
                {
                    if (++looks > TracedLooks)
                    {
                        Activity.Current = null;
                    }

                    wait = await TrySharedAsync(key, local, urgency, stopping);
                    if (wait <= TimeSpan.Zero)
                    {
                        AlStyleTelemetry.SlotWaited(Stopwatch.GetElapsedTime(started), urgency);
                        return new Slot(this, key, local);
                    }
                }

                await Task.Delay(wait < LongestNap ? wait : LongestNap, clock, stopping);
            }
        }
        finally
        {
            local.Leave(urgency);
        }
    }

    /// <summary>
    /// The time that the slot lives while a call is under way, unless it is kept: whoever calls after it comes more than an interval after the
    /// call that was cut off.
    /// </summary>
    private TimeSpan Hold => options.Value.Interval + Grace;

    private TimeSpan Rest => options.Value.Interval + options.Value.Margin;

    /// <summary>Zero when the slot is ours, else how long to wait before the next look.</summary>
    private async Task<TimeSpan> TrySharedAsync(
        string key,
        LocalSlot local,
        Urgency urgency,
        CancellationToken stopping
    )
    {
        if (!local.TryHold(urgency, clock))
        {
            return TimeSpan.FromMilliseconds(5);
        }

        try
        {
            var database = redis.GetDatabase();
            if (urgency == Urgency.Urgent)
            {
                await database.StringSetAsync(
                    $"timur:urgent:{key}",
                    _process,
                    TimeSpan.FromSeconds(1)
                );
            }
            else if (await database.KeyExistsAsync($"timur:urgent:{key}"))
            {
                local.Drop();
                return TimeSpan.FromMilliseconds(50);
            }

            if (await database.StringSetAsync(SlotKey(key), _process, Hold, When.NotExists))
            {
                local.RedisAway = false;
                await database.KeyDeleteAsync($"timur:urgent:{key}", CommandFlags.FireAndForget);
                return TimeSpan.Zero;
            }

            var left =
                await database.KeyTimeToLiveAsync(SlotKey(key)) ?? TimeSpan.FromMilliseconds(5);
            local.Drop();
            return left > TimeSpan.FromMilliseconds(2) ? left : TimeSpan.FromMilliseconds(2);
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            if (local.RedisAway)
            {
                return await TryLeaseAsync(key, local, stopping);
            }

            // Another process may have called a moment ago and its mark is out of sight now: rest one interval first.
            Log.RedisAway(logger, e.GetType().Name, Rest);
            local.RedisAway = true;
            local.Rest(Rest, clock);
            return Rest;
        }
    }

    private async Task<TimeSpan> TryLeaseAsync(
        string key,
        LocalSlot local,
        CancellationToken stopping
    )
    {
        try
        {
            local.Lease = await leases.TryTakeAsync($"slot:{key}", Hold, stopping);
        }
        finally
        {
            if (local.Lease is null)
            {
                local.Drop();
            }
        }

        return local.Lease is null ? TimeSpan.FromMilliseconds(50) : TimeSpan.Zero;
    }

    private async Task EndAsync(string key, LocalSlot local, TimeSpan? pause)
    {
        var rest = pause is { } asked && asked > Rest ? asked + options.Value.Margin : Rest;
        if (local.Lease is { } lease)
        {
            local.Lease = null;
            await lease.EndAsync(rest);
        }

        local.Rest(rest, clock);
        if (!await TryFreeAfterAsync(key, rest))
        {
            // The key runs out by itself after the hold: slower, never too fast.
            Log.NotReleased(logger);
        }
    }

    /// <summary>Keeps the slot while its call is under way.</summary>
    private async Task KeepAsync(string key, LocalSlot local, Task ended)
    {
        // No part of the call's trace.
        Activity.Current = null;
        while (
            await Task.WhenAny(ended, Task.Delay(KeepEvery, clock, CancellationToken.None)) != ended
        )
        {
            if (local.Lease is { } lease)
            {
                await lease.KeepAsync(Hold);
            }
            else
            {
                await TryFreeAfterAsync(key, Hold);
            }
        }
    }

    /// <summary>Lets the slot run out after a time, if it is still ours.</summary>
    /// <returns>False when Redis does not answer.</returns>
    private async Task<bool> TryFreeAfterAsync(string key, TimeSpan time)
    {
        try
        {
            // A transaction, since the one-command form (SER301) needs a server newer than those we run on.
#pragma warning disable SER301
            var transaction = redis.GetDatabase().CreateTransaction();
            transaction.AddCondition(Condition.StringEqual(SlotKey(key), _process));
            _ = transaction.StringSetAsync(SlotKey(key), _process, time);
            await transaction.ExecuteAsync();
#pragma warning restore SER301
            return true;
        }
        catch (Exception e) when (e is RedisException or TimeoutException)
        {
            return false;
        }
    }

    private static RedisKey SlotKey(string key) => $"timur:slot:{key}";

    /// <summary>The right to make one request.</summary>
    public sealed class Slot : ITurn
    {
        private readonly RequestSlots _slots;
        private readonly string _key;
        private readonly LocalSlot _local;
        private readonly TaskCompletionSource _ended = new(
            TaskCreationOptions.RunContinuationsAsynchronously
        );
        private readonly Task _kept;

        internal Slot(RequestSlots slots, string key, LocalSlot local)
        {
            (_slots, _key, _local) = (slots, key, local);
            _kept = slots.KeepAsync(key, local, _ended.Task);
        }

        /// <summary>The call is over; the next may follow one interval later, or after the time that the supplier asked for.</summary>
        public async Task EndAsync(TimeSpan? pause)
        {
            _ended.TrySetResult();
            await _kept;
            await _slots.EndAsync(_key, _local, pause);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "Redis is away ({Error}): the supplier's limit is kept through the database, after a rest of {Rest}."
        )]
        public static partial void RedisAway(ILogger logger, string error, TimeSpan rest);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Warning,
            Message = "Redis is away: the request slot was not given back and runs out by itself."
        )]
        public static partial void NotReleased(ILogger logger);
    }
}
