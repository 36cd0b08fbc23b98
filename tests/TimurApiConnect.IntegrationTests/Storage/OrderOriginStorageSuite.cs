using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteOrderOriginStorageTests() : OrderOriginStorageSuite(postgres: false);

public sealed class PostgresOrderOriginStorageTests() : OrderOriginStorageSuite(postgres: true);

/// <summary>Orders belong to a merchant: another one's are kept apart. The same for both databases.</summary>
public abstract class OrderOriginStorageSuite(bool postgres) : LeasedSuite(postgres)
{
    private const string Apart = "demo@30000001@kaspi.kz";
    private static readonly OrderOrigin Mine = new("30000001", "", "kaspi.kz");
    private static readonly OrderOrigin Other = new("30000002", "", "kaspi.kz");

    private OrderOrigins Origins => new(Test.Database, TimeProvider.System);

    private OrderStore Orders => new(Test.Database);

    private CommandStore Commands => new(Test.Database, TimeProvider.System);

    [Fact]
    public async Task Orders_from_before_are_the_shop_s_own_and_a_number_that_is_set_later_changes_nothing()
    {
        await SaveAsync("1", Lease);
        Assert.Equal(new(null, false), await ClaimAsync(Mine));
        Assert.Equal(new(null, false), await ClaimAsync(Mine with { Uid = "30000001" }));
        Assert.Equal(new(null, false), await ClaimAsync(Mine));
        Assert.Equal("1", await ShownAsync("demo"));
        // Once it is known, another number is another shop of the cabinet.
        Assert.Equal(new(Apart, false), await ClaimAsync(Mine with { Uid = "30000009" }));
        Assert.Equal("", await ShownAsync("demo"));
    }

    [Fact]
    public async Task Another_merchant_s_orders_are_kept_apart_with_all_that_is_theirs_and_come_back_with_him()
    {
        await ClaimAsync(Mine);
        await SaveAsync("1", Lease);
        await SaveAsync("2", Lease);
        await AskAsync("1");
        var (sent, _) = await AskAsync("2");
        Assert.NotNull(await Commands.MarkSentAsync(sent.Id, Lease, Stopping));
        var reading = await TakeAsync("orders:demo");

        Assert.Equal(new(Apart, false), await ClaimAsync(Other));
        Assert.Equal("", await ShownAsync("demo"));
        Assert.Equal("1 2", await ShownAsync(Apart));
        Assert.Empty(await Commands.DueAsync("demo", Stopping));
        Assert.Empty(await Commands.DueAsync(Apart, Stopping));
        Assert.Empty(await ReservedLinesAsync("demo"));
        Assert.NotEmpty(await ReservedLinesAsync(Apart));
        Assert.Equal(
            [("2", CommandState.Parked), ("1", CommandState.Dismissed)],
            (await new CommandQueries(Test.Database).ListAsync(new(Apart), Stopping)).Select(c =>
                (c.Code, c.State)
            )
        );
        // Whoever was at it in that moment stores nothing more.
        await Assert.ThrowsAsync<LeaseLostException>(() => SaveAsync("3", reading));
        await Assert.ThrowsAsync<LeaseLostException>(() =>
            Commands.MarkSentAsync(sent.Id, reading, Stopping)
        );

        await SaveAsync("9", Lease);
        Assert.Equal(new("demo@30000002@kaspi.kz", true), await ClaimAsync(Mine));
        Assert.Equal("1 2", await ShownAsync("demo"));
        Assert.Equal("9", await ShownAsync("demo@30000002@kaspi.kz"));
        Assert.Equal("", await ShownAsync(Apart));
        // What was asked for then is not sent late.
        Assert.Empty(await Commands.DueAsync("demo", Stopping));
        Assert.Equal(["demo"], (await Origins.AllAsync(Stopping)).Keys);
    }

    [Fact]
    public async Task A_simulated_Kaspi_s_orders_are_not_those_of_the_real_one()
    {
        await ClaimAsync(Mine with { Host = "127.0.0.1" });
        await SaveAsync("1", Lease);
        Assert.Equal(new("demo@30000001@127.0.0.1", false), await ClaimAsync(Mine));
        Assert.Equal("", await ShownAsync("demo"));
    }

    private Task<OrderClaim> ClaimAsync(OrderOrigin origin) =>
        Origins.ClaimAsync("demo", origin, Stopping);

    private Task SaveAsync(string code, Lease lease) =>
        Orders.SaveAsync(
            "demo",
            [
                new($"id{code}", code, OrderState.New, OrderStatus.ApprovedByBank, Start, 1000)
                {
                    Lines = [new("line0", 0, 1, 100) { Sku = "A" }],
                },
            ],
            lease,
            Start,
            Stopping
        );

    private Task<(StoredCommand Command, CommandAsked Asked)> AskAsync(string code) =>
        Commands.AddAsync(new("demo", code, new OrderCommand.Accept(), "key shop"), Stopping);

    private async Task<Lease> TakeAsync(string name) =>
        (
            await new LeaseStore(Test.Database, TimeProvider.System).TryTakeAsync(
                name,
                "test",
                TimeSpan.FromMinutes(5),
                Stopping
            )
        )!;

    private async Task<IEnumerable<ReservedLine>> ReservedLinesAsync(string shop) =>
        (await new ReservationStore(Test.Database).LinesAsync(shop, ["1", "2"], Stopping))
            .SelectMany(l => l)
            .Where(l => l.Reserves);

    private async Task<string> ShownAsync(string shop) =>
        string.Join(
            ' ',
            (await new OrderQueries(Test.Database).FindAsync(new(shop), Stopping))
                .Orders.Select(o => o.Order.Code)
                .Order(StringComparer.Ordinal)
        );
}
