using Dapper;
using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.Core.Orders.Commands;
using TimurApiConnect.Core.Orders.Policy;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Storage.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteOrderStorageTests() : OrderStorageSuite(postgres: false);

public sealed class PostgresOrderStorageTests() : OrderStorageSuite(postgres: true);

/// <summary>What stored orders hold of the supplier's goods, the same for both databases.</summary>
public abstract class OrderStorageSuite(bool postgres) : LeasedSuite(postgres)
{
    private OrderStore Store => new(Test.Database);

    private ReservationStore Reservations => new(Test.Database);

    private async Task<IReadOnlyList<ReservedLine>> LinesAsync(string code) =>
        [.. (await Reservations.LinesAsync("demo", [code], Stopping))[code]];

    public override async ValueTask InitializeAsync()
    {
        await base.InitializeAsync();
        await OfferAsync("demo", 11, "A", 1);
        await OfferAsync("demo", 12, "B", 1);
        // Another good had the SKU before.
        await OfferAsync("demo", 99, "B", 2);
        await OfferAsync("other", 11, "X", 1);
    }

    [Fact]
    public async Task Open_orders_hold_goods_over_all_shops_of_an_account()
    {
        await SaveAsync("demo", Order("1", Line(0, "A", 2), Line(1, "B", 1)));
        await SaveAsync("demo", Order("2", Line(0, "B", 4)));
        await SaveAsync("other", Order("3", Line(0, "X", 3)));

        Assert.Equal(
            new Dictionary<int, int> { [11] = 5, [12] = 5 },
            await Reservations.ReservedAsync(["demo", "other"], Start, Stopping)
        );
        Assert.Equal(new Dictionary<int, int> { [11] = 2, [12] = 5 }, await ReservedAsync());
    }

    [Fact]
    public async Task Cancelled_handed_over_reduced_removed_and_shipped_lines_hold_nothing()
    {
        var order = Order("1", Line(0, "A", 5), Line(1, "B", 7));
        await SaveAsync("demo", order);
        await SaveAsync("demo", order with { Lines = [Line(0, "A", 3)] });
        Assert.Equal(new Dictionary<int, int> { [11] = 3 }, await ReservedAsync());

        // An answer without lines changes nothing of them.
        await SaveAsync("demo", order with { Lines = null });
        Assert.Equal(new Dictionary<int, int> { [11] = 3 }, await ReservedAsync());

        await SaveAsync("demo", order with { Lines = null, Status = OrderStatus.Cancelled });
        Assert.Empty(await ReservedAsync());
        Assert.Equal([3, 0], (await LinesAsync("1")).Select(l => l.Quantity));

        var sent = Order("2", Line(0, "A", 1), Line(1, "B", 2));
        await SaveAsync("demo", sent);
        await using (var connection = await Test.Database.OpenAsync(Stopping))
        await using (var transaction = await connection.BeginTransactionAsync(Stopping))
        {
            await ReservationStore.ShippedAsync(
                connection,
                transaction,
                "demo",
                "2",
                [1],
                Start,
                Stopping
            );
            await transaction.CommitAsync(Stopping);
        }

        await SaveAsync("demo", sent);
        Assert.Equal(new Dictionary<int, int> { [11] = 1 }, await ReservedAsync());
        // Stock that was read before it was shipped still counts it.
        Assert.Equal(
            new Dictionary<int, int> { [11] = 1, [12] = 2 },
            await Reservations.ReservedAsync(["demo"], Start, Stopping)
        );
        await SaveAsync(
            "demo",
            sent with
            {
                State = OrderState.KaspiDelivery,
                Status = OrderStatus.Accepted,
                HandedOverAt = Start,
            }
        );
        Assert.Empty(await ReservedAsync());
    }

    [Fact]
    public async Task A_line_keeps_the_good_it_was_sold_as()
    {
        await SaveAsync("demo", Order("1", Line(0, "A", 1), Line(1, "new", 1), Line(2, null, 1)));
        await using (var connection = await Test.Database.OpenAsync(Stopping))
        {
            await connection.ExecuteAsync("UPDATE offer SET article = 55 WHERE sku = 'A'");
        }

        await OfferAsync("demo", 77, "new", 1);
        await SaveAsync("demo", Order("1", Line(0, "A", 1), Line(1, "new", 1), Line(2, "B", 1)));
        Assert.Equal([11, 77, 12], (await LinesAsync("1")).Select(l => l.Article));

        // Kaspi names its own product only: what was found out stays.
        await SaveAsync("demo", Order("1", Line(0, "A", 1), Line(1, "new", 1), Line(2, null, 1)));
        var line = (await LinesAsync("1"))[2];
        Assert.Equal(("B", 12), (line.Sku, line.Article));
    }

    [Fact]
    public async Task Orders_are_found_by_a_part_of_the_sku_by_status_and_by_time()
    {
        await OfferAsync("demo", 78, "Чехол-1", 1);
        await SaveAsync("demo", Order("1", Line(0, "Чехол-1", 1)), Order("2", Line(0, "ABC_d", 1)));
        await SaveAsync(
            "demo",
            Order("3") with
            {
                CreatedAt = Start.AddDays(1),
                Status = OrderStatus.Completed,
            }
        );
        Assert.Equal("1", await FoundAsync(new("demo") { Search = "чеХОЛ" }));
        Assert.Equal("2", await FoundAsync(new("demo") { Search = "bc_D" }));
        Assert.Equal("", await FoundAsync(new("demo") { Search = "bc%" }));
        Assert.Equal("3", await FoundAsync(new("demo") { Status = "COMPLETED" }));
        Assert.Equal("3", await FoundAsync(new("demo") { From = Start.AddDays(1) }));
        Assert.Equal("2 1", await FoundAsync(new("demo") { Before = Start.AddDays(1) }));
    }

    [Fact]
    public async Task A_change_with_a_smaller_number_is_never_seen_after_a_later_one()
    {
        var queries = new OrderQueries(Test.Database);
        await using var first = await Test.Database.OpenAsync(Stopping);
        await using var transaction = await first.BeginTransactionAsync(Stopping);
        await OrderStore.TakeTurnAsync(first, transaction, "demo", Stopping);
        await first.ExecuteAsync(
            "INSERT INTO order_change (shop, code, at, field, value_before, value_after) VALUES ('demo', '1', 1, 'seen', '', 'x')",
            transaction: transaction
        );

        // The second has its turn when the first has ended.
        var second = Task.Run(() => SaveAsync("demo", Order("2")), Stopping);
        if (Test.Database.IsPostgres)
        {
            await using var watch = await Test.Database.OpenAsync(Stopping);
            await SandboxServer.UntilAsync(
                async () =>
                    second.IsCompleted
                    || await watch.ExecuteScalarAsync<long>(
                        "SELECT COUNT(*) FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"
                    ) == 1,
                "the second waits"
            );
        }

        Assert.Empty(await queries.ChangesAfterAsync("demo", 0, 10, Stopping));
        await transaction.CommitAsync(Stopping);
        await second;
        var changes = await queries.ChangesAfterAsync("demo", 0, 10, Stopping);
        Assert.Equal(["1", "2"], changes.Select(c => c.Code));
        Assert.Equal(changes[1].Id, await queries.LastChangeAsync("demo", Stopping));
        Assert.Equal(
            "2",
            Assert.Single(await queries.ChangesAfterAsync("demo", changes[0].Id, 10, Stopping)).Code
        );
    }

    [Fact]
    public async Task A_waybill_is_fetched_once_tried_ever_more_slowly_and_erased()
    {
        var store = new WaybillStore(Test.Database);
        var every = TimeSpan.FromMinutes(1);
        var order = Order("1") with { WaybillAddress = new("https://kaspi.kz/w/1") };
        await SaveAsync(
            "demo",
            order,
            Order("2") with
            {
                WaybillAddress = new("https://kaspi.kz/w/2"),
            }
        );
        Assert.Equal(2, (await DueAsync(Start)).Count);
        var failure = new Failure(FailureKind.Unreadable, "Kaspi", "waybill", "No\0PDF.", "Wait.");
        foreach (var minutes in new[] { 0, 1, 3, 7 })
        {
            var due = (await DueAsync(Start.AddDays(1))).Single(d => d.Order.Code == "1");
            await store.FailAsync("demo", due, failure, every, Lease, Start, Stopping);
            Assert.Equal("2 1", Codes(await DueAsync(Start.AddMinutes(minutes))));
            Assert.Equal("2", Codes(await DueAsync(Start.AddMinutes(minutes).AddSeconds(-1))));
        }

        Assert.Equal("unreadable", (await store.FindAsync("demo", order, Stopping))?.FailureCode);
        var last = (await DueAsync(Start.AddDays(1))).Single(d => d.Order.Code == "1");
        await store.KeepAsync("demo", last, [1, 2, 3], Lease, Start, Stopping);
        Assert.Equal("2", Codes(await DueAsync(Start.AddDays(1))));
        Assert.Equal(3, (await store.FindAsync("demo", order, Stopping))?.Size);
        // Packed anew, it is another waybill.
        var moved = order with
        {
            WaybillAddress = new("https://kaspi.kz/w/3"),
        };
        Assert.Null(await store.FindAsync("demo", moved, Stopping));

        await store.PruneAsync("demo", Start + WaybillStore.KeptFor, Stopping);
        Assert.Equal([1, 2, 3], await PdfAsync());
        await store.PruneAsync("demo", Start + WaybillStore.KeptFor + every, Stopping);
        Assert.Null(await PdfAsync());
        Assert.Equal("2", Codes(await DueAsync(Start.AddDays(1))));

        Task<IReadOnlyList<DueWaybill>> DueAsync(DateTimeOffset now) =>
            store.DueAsync("demo", now, 10, Stopping);

        async Task<byte[]?> PdfAsync()
        {
            using var read = new MemoryStream();
            return await store.ReadAsync(
                "demo",
                "1",
                async (length, pdf) =>
                {
                    // Piece by piece, on both databases.
                    Assert.IsNotType<MemoryStream>(pdf);
                    Assert.Equal(3, length);
                    await pdf.CopyToAsync(read, Stopping);
                },
                Stopping
            )
                ? read.ToArray()
                : null;
        }

        static string Codes(IEnumerable<DueWaybill> due) =>
            string.Join(' ', due.Select(d => d.Order.Code));
    }

    [Fact]
    public async Task Of_two_decisions_that_contradict_each_other_only_the_later_is_carried_out()
    {
        var (decisions, queries) = (
            new DecisionStore(Test.Database),
            new CommandQueries(Test.Database)
        );
        await SaveAsync("demo", Order("1"));
        var cancel = new OrderCommand.Cancel(CancellationReason.OutOfStock);
        Assert.Equal(DecisionSaved.New, await DecideAsync(DecisionOutcome.Cancel, cancel));
        Assert.Equal(DecisionSaved.Known, await DecideAsync(DecisionOutcome.Cancel, cancel));
        // The stock is back before Kaspi is.
        var accept = new OrderCommand.Accept();
        Assert.Equal(DecisionSaved.New, await DecideAsync(DecisionOutcome.Accept, accept));
        Assert.Equal(
            [
                ("accept", CommandState.Queued, null),
                ("cancel", CommandState.Dismissed, "superseded"),
            ],
            await CommandsAsync()
        );
        Assert.Empty(await queries.WithPeopleAsync("demo", ["1"], Stopping));

        // The same by other rules is another decision: the lines and reasons need not differ.
        Assert.Equal(DecisionSaved.New, await DecideAsync(DecisionOutcome.Accept, accept, 2));
        Assert.Equal(2, (await CommandsAsync()).Count());

        // What was sent comes first, whatever is decided meanwhile.
        var sent = (await queries.ListAsync(new("demo"), Stopping))[0];
        var commands = new CommandStore(Test.Database, TimeProvider.System);
        Assert.NotNull(await commands.MarkSentAsync(sent.Id, Lease, Stopping));
        Assert.Equal(DecisionSaved.Postponed, await DecideAsync(DecisionOutcome.Cancel, cancel));
        Assert.Equal(
            [("accept", CommandState.Sent, null), ("cancel", CommandState.Dismissed, "superseded")],
            await CommandsAsync()
        );

        // A person's word counts as such.
        await commands.AddAsync(new("demo", "1", cancel, "key shop"), Stopping);
        Assert.Equal(["1"], await queries.WithPeopleAsync("demo", ["1"], Stopping));

        Task<DecisionSaved> DecideAsync(
            DecisionOutcome outcome,
            OrderCommand command,
            int rules = 1
        ) =>
            decisions.SaveAsync(
                "demo",
                new(
                    "1",
                    Start,
                    new(outcome, []),
                    new(1000, null, 60, 7200, 0, rules, false),
                    [],
                    null
                ),
                command,
                [Lease],
                Stopping
            );

        async Task<IEnumerable<(string, CommandState, string?)>> CommandsAsync() =>
            (await queries.ListAsync(new("demo"), Stopping)).Select(c =>
                (CommandName.Of(c.Command), c.State, c.FailureCode)
            );
    }

    private async Task<string> FoundAsync(OrderFilter filter) =>
        string.Join(
            ' ',
            (await new OrderQueries(Test.Database).FindAsync(filter, Stopping)).Orders.Select(o =>
                o.Order.Code
            )
        );

    private Task<IReadOnlyDictionary<int, int>> ReservedAsync() =>
        Reservations.ReservedAsync(["demo"], Start.AddSeconds(1), Stopping);

    private Task SaveAsync(string shop, params Order[] orders) =>
        Store.SaveAsync(shop, orders, Lease, Start, Stopping);

    private static Order Order(string code, params OrderLine[] lines) =>
        new($"id{code}", code, OrderState.New, OrderStatus.ApprovedByBank, Start, 1000)
        {
            Lines = lines,
        };

    private static OrderLine Line(int number, string? sku, int quantity) =>
        new($"line{number}", number, quantity, 100L * quantity) { Sku = sku };

    private async Task OfferAsync(string shop, int article, string sku, int state)
    {
        await using var connection = await Test.Database.OpenAsync(Stopping);
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
