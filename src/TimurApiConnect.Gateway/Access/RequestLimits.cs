using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.Extensions.Options;
using TimurApiConnect.Gateway.Api;

namespace TimurApiConnect.Gateway.Access;

/// <summary>How much each may ask. Every one has a bucket of its own, so that nobody uses up another's share.</summary>
internal sealed class RequestLimits(IOptions<AccessOptions> options) : IDisposable
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);
    private readonly PartitionedRateLimiter<object> _requests = Buckets(
        options.Value.Burst,
        options.Value.RequestsPerSecond
    );
    private readonly PartitionedRateLimiter<object> _failures = PerMinute(
        options.Value.FailuresPerMinute
    );
    private readonly PartitionedRateLimiter<object> _pulls = PerMinute(
        options.Value.FeedRequestsPerMinute
    );
    private readonly PartitionedRateLimiter<object> _streams = PartitionedRateLimiter.Create(
        (object who) =>
            RateLimitPartition.GetConcurrencyLimiter(
                who,
                _ => new ConcurrencyLimiterOptions { PermitLimit = options.Value.EventStreams }
            )
    );

    /// <summary>A request with a good key; a problem when it is one too many.</summary>
    public ProblemHttpResult? Request(Caller caller, HttpResponse response) =>
        Take(
            _requests,
            caller.Key,
            response,
            "too-many-requests",
            "Too many requests",
            $"This key may send {options.Value.RequestsPerSecond} requests a second and {options.Value.Burst} at once (Access:RequestsPerSecond, Access:Burst). Ask again after the seconds in Retry-After."
        );

    /// <summary>A request with no good key; a problem when there are too many of them from the same address.</summary>
    public ProblemHttpResult? Failure(HttpContext context) =>
        Take(
            _failures,
            AddressOf(context),
            context.Response,
            "too-many-failures",
            "Too many refused keys",
            $"From this address come more than {options.Value.FailuresPerMinute} requests a minute without a key that opens (Access:FailuresPerMinute). Correct the key, and ask again after the seconds in Retry-After."
        );

    /// <summary>A pull of a price list; a problem when it is one too many.</summary>
    /// <param name="loggedInTo">The shop whose login was right: then a flood from anywhere else does not count against it.</param>
    /// <param name="context">The request.</param>
    public ProblemHttpResult? Pull(string? loggedInTo, HttpContext context) =>
        Take(
            _pulls,
            (object?)loggedInTo ?? AddressOf(context),
            context.Response,
            "too-many-pulls",
            "Too many pulls",
            $"More than {options.Value.FeedRequestsPerMinute} pulls a minute (Access:FeedRequestsPerMinute). Pull again after the seconds in Retry-After; the list changes once a minute at most."
        );

    /// <summary>An event stream, for as long as its answer lasts; a problem when there are too many.</summary>
    public ProblemHttpResult? Stream(Caller caller, HttpResponse response)
    {
        var lease = _streams.AttemptAcquire(caller.Key);
        response.RegisterForDispose(lease);
        return lease.IsAcquired
            ? null
            : TooMany(
                response,
                Second,
                "too-many-streams",
                "Too many event streams",
                $"This key may hold {options.Value.EventStreams} event streams open (Access:EventStreams). Close one."
            );
    }

    public void Dispose()
    {
        _requests.Dispose();
        _failures.Dispose();
        _pulls.Dispose();
        _streams.Dispose();
    }

    private static PartitionedRateLimiter<object> PerMinute(int requests)
    {
        // In small steps, so that a short pause opens again.
        var perSecond = Math.Max(1, requests / 60);
        return Buckets(requests, perSecond, TimeSpan.FromMinutes(perSecond / (double)requests));
    }

    private static PartitionedRateLimiter<object> Buckets(
        int burst,
        int more,
        TimeSpan? every = null
    ) =>
        PartitionedRateLimiter.Create(
            (object who) =>
                RateLimitPartition.GetTokenBucketLimiter(
                    who,
                    _ => new TokenBucketRateLimiterOptions
                    {
                        TokenLimit = burst,
                        TokensPerPeriod = more,
                        ReplenishmentPeriod = every ?? Second,
                    }
                )
        );

    private static ProblemHttpResult? Take(
        PartitionedRateLimiter<object> limiter,
        object who,
        HttpResponse response,
        string code,
        string title,
        string detail
    )
    {
        using var lease = limiter.AttemptAcquire(who);
        return lease.IsAcquired
            ? null
            : TooMany(
                response,
                lease.TryGetMetadata(MetadataName.RetryAfter, out var wait) ? wait : Second,
                code,
                title,
                detail
            );
    }

    private static ProblemHttpResult TooMany(
        HttpResponse response,
        TimeSpan wait,
        string code,
        string title,
        string detail
    )
    {
        response.Headers.RetryAfter = Math.Max(1, Math.Ceiling(wait.TotalSeconds))
            .ToString(CultureInfo.InvariantCulture);
        return Problems.Of(StatusCodes.Status429TooManyRequests, code, title, detail);
    }

    // Whoever has an IPv6 address has 2^64 of them: the network counts.
    private static IPAddress AddressOf(HttpContext context)
    {
        var address = context.Connection.RemoteIpAddress ?? IPAddress.None;
        if (address.IsIPv4MappedToIPv6)
        {
            return address.MapToIPv4();
        }

        if (address.AddressFamily != AddressFamily.InterNetworkV6)
        {
            return address;
        }

        var bytes = address.GetAddressBytes();
        bytes.AsSpan(8).Clear();
        return new IPAddress(bytes);
    }
}
