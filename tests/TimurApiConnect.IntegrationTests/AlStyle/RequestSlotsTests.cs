using System.Diagnostics;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using StackExchange.Redis;
using TimurApiConnect.AlStyle;
using TimurApiConnect.AlStyle.Limits;
using TimurApiConnect.Core.Catalogue;
using TimurApiConnect.Core.Vendors;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.IntegrationTests.Servers;
using Xunit;

namespace TimurApiConnect.IntegrationTests.AlStyle;

public class RequestSlotsTests
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Only_the_first_looks_of_a_long_wait_are_in_its_trace()
    {
        var server = (await RedisServer.SharedAsync()).ConnectionString;
        await using var holding = await ConnectionMultiplexer.ConnectAsync(server);
        await using var waiting = await ConnectionMultiplexer.ConnectAsync(server);
        var (traced, untraced) = (0, 0);
        waiting.RegisterProfiler(() =>
        {
            Interlocked.Increment(ref Activity.Current is null ? ref untraced : ref traced);
            return null;
        });
        var token = Guid.NewGuid().ToString("N");
        var held = await Slots(holding).TakeAsync(token, Urgency.Routine, Stopping);
        using var span = new Activity("wait for turn").Start();

        var wait = Slots(waiting).TakeAsync(token, Urgency.Routine, Stopping);
        await SandboxServer.UntilAsync(
            () => Task.FromResult(Volatile.Read(ref untraced) > 0),
            "it has looked more often than is traced"
        );
        await held.EndAsync(null);
        var slot = await wait;

        // A look asks whether somebody is in a hurry, for the slot, and how long it is taken.
        Assert.Equal(30, traced);
        Assert.Same(span, Activity.Current);
        await slot.EndAsync(null);
    }

    private static RequestSlots Slots(ConnectionMultiplexer redis) =>
        new(
            redis,
            new NoLeases(),
            Options.Create(new AlStyleOptions { Interval = TimeSpan.FromMilliseconds(1) }),
            TimeProvider.System,
            NullLogger<RequestSlots>.Instance
        );

    /// <summary>Redis is there all the time.</summary>
    private sealed class NoLeases : ITurnLeases
    {
        public Task<IEndTurn?> TryTakeAsync(
            string name,
            TimeSpan longest,
            CancellationToken stopping
        ) => throw new InvalidOperationException("Redis was away.");
    }
}
