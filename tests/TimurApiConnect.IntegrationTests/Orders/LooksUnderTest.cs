using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.IntegrationTests.Storage;
using TimurApiConnect.Kaspi.Orders;
using TimurApiConnect.Storage.Notifications;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;
using TimurApiConnect.SyncWorker.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>One marketplace for all looks.</summary>
public sealed class LookFixture : IAsyncLifetime
{
    private Market? _market;

    internal Market Market => _market!;

    public async ValueTask InitializeAsync() => _market = await Market.StartAsync();

    public ValueTask DisposeAsync() => _market!.DisposeAsync();

    /// <summary>A test begins: the marketplace is well, and its answers are of this kind.</summary>
    internal async Task<LooksUnderTest> StartAsync(
        bool withoutLines = false,
        bool withoutOffer = false
    )
    {
        await Market.Sandbox.ClearFaultsAsync("kaspi");
        await Market.Sandbox.SetKaspiAsync(
            new { ordersWithoutLines = withoutLines, linesWithoutOffer = withoutOffer }
        );
        return await LooksUnderTest.StartAsync(Market.Orders);
    }
}

[CollectionDefinition(nameof(Looks))]
public sealed class Looks : ICollectionFixture<LookFixture>;

/// <summary>The parts of a look at a shop's orders, over a database of their own.</summary>
internal sealed class LooksUnderTest : IAsyncDisposable, INotifier
{
    private readonly TestDatabase _test;
    private readonly ServiceProvider _services;
    private readonly Lease _lease;
    private readonly KaspiOrders _kaspi;
    private readonly OrderSaving _saving;
    private readonly DateTimeOffset _started = TimeProvider.System.GetUtcNow();

    private LooksUnderTest(TestDatabase test, Lease lease, KaspiOrders kaspi)
    {
        (_test, _lease, _kaspi) = (test, lease, kaspi);
        _services = new ServiceCollection().AddOptions().BuildServiceProvider();
        var options = _services.GetRequiredService<IOptionsMonitor<OrderOptions>>();
        var clock = TimeProvider.System;
        Unread = new(test.Database);
        Queries = new(test.Database);
        Polls = new(test.Database);
        _saving = new(
            new OrderStore(test.Database),
            Unread,
            this,
            options,
            NullLogger<OrderSaving>.Instance
        );
        Missing = new(kaspi, Unread, _saving, clock);
        Unseen = new(kaspi, Unread, _saving, clock);
        Windows = new(kaspi, _saving, clock, NullLogger<OrderWindows>.Instance);
        Finished = new(Windows, Polls, options);
        Latest = new(kaspi, _saving);
        Open = new(Windows, Polls);
        Look = NewLook();
    }

    public UnreadStore Unread { get; }

    public OrderQueries Queries { get; }

    public OrderPollStore Polls { get; }

    public MissingLines Missing { get; }

    public UnseenOrders Unseen { get; }

    public OrderWindows Windows { get; }

    public FinishedOrders Finished { get; }

    public LatestOrders Latest { get; }

    public OpenOrders Open { get; }

    /// <summary>The look that is under way.</summary>
    public OrderLook Look { get; private set; }

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public static async Task<LooksUnderTest> StartAsync(KaspiOrders kaspi)
    {
        var test = await TestDatabase.CreateAsync(postgres: false);
        var lease = await new LeaseStore(test.Database, TimeProvider.System).TryTakeAsync(
            "orders",
            "test",
            TimeSpan.FromMinutes(5),
            Stopping
        );
        return new(test, lease!, kaspi);
    }

    /// <summary>The next look begins.</summary>
    public void Next() => Look = NewLook();

    /// <summary>Reads a list and stores it; what others bought before is left out.</summary>
    public async Task ReadAsync(OrderState state)
    {
        Next();
        var query = new OrderQuery(_started, Look.At.AddMinutes(30)) { State = state };
        await foreach (var page in _kaspi.ListAsync(Market.Shop, query, Stopping))
        {
            Assert.True(page.Worked, $"{page.Failure}");
            await SaveAsync(page.Value.Orders);
        }
    }

    public Task SaveAsync(IReadOnlyList<Order> orders) =>
        _saving.SaveAsync(Look, orders, Look.At, Stopping);

    public async Task<StoredOrder> FindAsync(string code) =>
        (await Queries.FindAsync(Market.Shop, code, Stopping))!;

    /// <summary>What the order holds.</summary>
    public async Task<IReadOnlyList<ReservedLine>> LinesAsync(string code) =>
        [
            .. (
                await new ReservationStore(_test.Database).LinesAsync(Market.Shop, [code], Stopping)
            )[code],
        ];

    // Two looks do not begin in one millisecond.
    private OrderLook NewLook()
    {
        var last = Look?.At;
        DateTimeOffset now;
        do
        {
            now = TimeProvider.System.GetUtcNow();
        } while (now.ToUnixTimeMilliseconds() <= last?.ToUnixTimeMilliseconds());

        return new(Market.Shop, _lease, now) { Listed = new(now - OrderLook.ListsReach, now) };
    }

    // Nobody waits for a notification here, and one that is lost costs nothing.
    public Task PublishAsync(string topic) => Task.CompletedTask;

    public Task WaitAsync(string topic, TimeSpan limit, CancellationToken stopping) =>
        Task.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        await _services.DisposeAsync();
        await _test.DisposeAsync();
    }
}
