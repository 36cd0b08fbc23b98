using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using Microsoft.Extensions.Hosting;
using StackExchange.Redis;
using StackExchange.Redis.Profiling;

namespace TimurApiConnect.Storage.Tracing;

/// <summary>
/// Spans and durations of the commands to Redis. The client has neither; it has a profiler, which notes commands into sessions that are
/// collected here once a second. A span gets a session of its own, so that its commands find their parent; commands outside of a trace are
/// measured only. Nobody listens: no session, no cost. Names of commands alone: keys and values stay out.
/// </summary>
internal sealed class RedisSpans : BackgroundService
{
    /// <summary>A span that waits in a loop asks Redis often; its first commands tell enough.</summary>
    internal const int MostPerSpan = 50;

    private const int MostOwners = 1_000;
    private const string Property = "timur.redis";
    private static readonly TimeSpan Every = TimeSpan.FromSeconds(1);
    private readonly ConcurrentDictionary<ProfilingSession, Owner> _owners = new();
    private readonly ProfilingSession _rest = new();
    private readonly TimeProvider _clock;

    public RedisSpans(IConnectionMultiplexer redis, TimeProvider clock)
    {
        _clock = clock;
        redis.RegisterProfiler(Session);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Every, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken))
            {
                Collect();
            }
        }
        catch (OperationCanceledException)
        {
            // The last ones below.
        }

        Collect();
    }

    /// <summary>Where the client notes the command that it sends now.</summary>
    private ProfilingSession? Session()
    {
        var current = Activity.Current;
        if (current is { IsAllDataRequested: true, IsStopped: false })
        {
            if (current.GetCustomProperty(Property) is ProfilingSession known)
            {
                return known;
            }

            if (_owners.Count < MostOwners)
            {
                var session = new ProfilingSession();
                _owners[session] = new Owner(current);
                current.SetCustomProperty(Property, session);
                return session;
            }
        }

        return StorageTelemetry.MeasuresDurations ? _rest : null;
    }

    private void Collect()
    {
        foreach (var (session, owner) in _owners)
        {
            // Looked at before the commands are: what is sent after that has no session any more.
            var over = owner.Span.IsStopped;
            foreach (var command in session.FinishProfiling())
            {
                Measure(command);
                if (owner.Written++ < MostPerSpan)
                {
                    Write(command, owner.Span.Context);
                }
            }

            // Once more after the end, for a command whose answer nobody waited for.
            if (over && owner.WasOver)
            {
                _owners.TryRemove(session, out _);
            }

            owner.WasOver = over;
        }

        foreach (var command in _rest.FinishProfiling())
        {
            Measure(command);
        }
    }

    private static void Measure(IProfiledCommand command) =>
        StorageTelemetry.Took(command.ElapsedTime, "redis", command.Command);

    private static void Write(IProfiledCommand command, ActivityContext parent)
    {
        using var span = StorageTelemetry.Start(
            command.Command,
            "redis",
            parent,
            new DateTimeOffset(command.CommandCreated)
        );
        if (span is null)
        {
            return;
        }

        if (command.EndPoint is { } endPoint)
        {
            var (host, port) = endPoint switch
            {
                DnsEndPoint name => (name.Host, name.Port),
                IPEndPoint address => (address.Address.ToString(), address.Port),
                _ => ("", 0),
            };
            span.SetTag("server.address", host).SetTag("server.port", port);
        }

        span.SetEndTime(command.CommandCreated + command.ElapsedTime);
    }

    private sealed class Owner(Activity span)
    {
        public Activity Span { get; } = span;

        public int Written { get; set; }

        public bool WasOver { get; set; }
    }
}
