using Dapper;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Orders;
using TimurApiConnect.Storage.Runs;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteOrderStorageTests() : OrderStorageSuite(postgres: false);

public sealed class PostgresOrderStorageTests() : OrderStorageSuite(postgres: true);

/// <summary>What stored orders hold of the supplier's goods, the same for both databases.</summary>
public abstract class OrderStorageSuite(bool postgres) : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 11, 24, 5, 0, 0, TimeSpan.Zero);
    private TestDatabase _test = null!;
    private Lease _lease = null!;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private OrderStore Store => new(_test.Database);

    private ReservationStore Reservations => new(_test.Database);

    public async ValueTask InitializeAsync()
    {
        _test = await TestDatabase.CreateAsync(postgres);
        _lease = (
            await new LeaseStore(_test.Database, TimeProvider.System).TryTakeAsync(
                "orders",
                "test",
                TimeSpan.FromMinutes(5),
                Stopping
            )
        )!;
        await OfferAsync("demo", 11, "A", 1);
        await OfferAsync("demo", 12, "B", 1);
        // Another good had the SKU before.
        await OfferAsync("demo", 99, "B", 2);
        await OfferAsync("other", 11, "X", 1);
    }

    public async ValueTask DisposeAsync()
    {
        await _test.DisposeAsync();
        GC.SuppressFinalize(this);
    }

    [Fact]
    public async Task Open_orders_hold_goods_over_all_shops_of_an_account()
    {
        await SaveAsync("demo", Order("1", Line(0, "A", 2), Line(1, "B", 1)));
        await SaveAsync("demo", Order("2", Line(0, "B", 4)));
        await SaveAsync("other", Order("3", Line(0, "X", 3)));

        Assert.Equal(
            new Dictionary<int, int> { [11] = 5, [12] = 5 },
            await Reservations.ReservedAsync(["demo", "other"], null, null, Stopping)
        );
        Assert.Equal(
            new Dictionary<int, int> { [11] = 2, [12] = 5 },
            await Reservations.ReservedAsync(["demo"], null, null, Stopping)
        );
        Assert.Equal(
            new Dictionary<int, int> { [11] = 5, [12] = 1 },
            await Reservations.ReservedAsync(["demo", "other"], "demo", "2", Stopping)
        );
    }

    [Fact]
    public async Task Cancelled_handed_over_reduced_removed_and_shipped_lines_hold_nothing()
    {
        var order = Order("1", Line(0, "A", 5), Line(1, "B", 7));
        await SaveAsync("demo", order);
        await SaveAsync("demo", order with { Lines = [Line(0, "A", 3)] });
        Assert.Equal(new Dictionary<int, int> { [11] = 3 }, await HeldAsync());

        // An answer without lines changes nothing of them.
        await SaveAsync("demo", order with { Lines = null });
        Assert.Equal(new Dictionary<int, int> { [11] = 3 }, await HeldAsync());

        await SaveAsync("demo", order with { Lines = null, Status = OrderStatus.Cancelled });
        Assert.Empty(await HeldAsync());
        Assert.Equal(
            [3, 0],
            (await Reservations.LinesAsync("demo", "1", Stopping)).Select(l => l.Quantity)
        );

        var sent = Order("2", Line(0, "A", 1), Line(1, "B", 2));
        await SaveAsync("demo", sent);
        await using (var connection = await _test.Database.OpenAsync(Stopping))
        await using (var transaction = await connection.BeginTransactionAsync(Stopping))
        {
            await ReservationStore.ShippedAsync(
                connection,
                transaction,
                "demo",
                "2",
                [1],
                Stopping
            );
            await transaction.CommitAsync(Stopping);
        }

        await SaveAsync("demo", sent);
        Assert.Equal(new Dictionary<int, int> { [11] = 1 }, await HeldAsync());
        await SaveAsync(
            "demo",
            sent with
            {
                State = OrderState.KaspiDelivery,
                Status = OrderStatus.Accepted,
                HandedOverAt = Start,
            }
        );
        Assert.Empty(await HeldAsync());
    }

    [Fact]
    public async Task A_line_keeps_the_good_it_was_sold_as()
    {
        await SaveAsync("demo", Order("1", Line(0, "A", 1), Line(1, "new", 1), Line(2, null, 1)));
        await using (var connection = await _test.Database.OpenAsync(Stopping))
        {
            await connection.ExecuteAsync("UPDATE offer SET article = 55 WHERE sku = 'A'");
        }

        await OfferAsync("demo", 77, "new", 1);
        await SaveAsync("demo", Order("1", Line(0, "A", 1), Line(1, "new", 1), Line(2, "B", 1)));
        Assert.Equal(
            [11, 77, 12],
            (await Reservations.LinesAsync("demo", "1", Stopping)).Select(l => l.Article)
        );

        // Kaspi names its own product only: what was found out stays.
        await SaveAsync("demo", Order("1", Line(0, "A", 1), Line(1, "new", 1), Line(2, null, 1)));
        var line = (await Reservations.LinesAsync("demo", "1", Stopping))[2];
        Assert.Equal(("B", 12), (line.Sku, line.Article));
    }

    private Task<IReadOnlyDictionary<int, int>> HeldAsync() =>
        Reservations.ReservedAsync(["demo"], null, null, Stopping);

    private Task SaveAsync(string shop, Order order) =>
        Store.SaveAsync(shop, [order], _lease, Start, Stopping);

    private static Order Order(string code, params OrderLine[] lines) =>
        new($"id{code}", code, OrderState.New, OrderStatus.ApprovedByBank, Start, 1000)
        {
            Lines = lines,
        };

    private static OrderLine Line(int number, string? sku, int quantity) =>
        new($"line{number}", number, quantity, 100L * quantity) { Sku = sku };

    private async Task OfferAsync(string shop, int article, string sku, int state)
    {
        await using var connection = await _test.Database.OpenAsync(Stopping);
        await connection.ExecuteAsync(
            """
            INSERT INTO offer (shop, article, sku, state, reason, steps, preorder_days, stock, price, floor, assortment_rule, price_rule, commission_rule, stock_rule, rules_version, run, changed_at)
            VALUES (@shop, @article, @sku, @state, 0, 0, 0, 9, 100, 90, 0, 0, 0, 0, 1, 1, 1)
            """,
            new
            {
                shop,
                article,
                sku,
                state,
            }
        );
    }
}
