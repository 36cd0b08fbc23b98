using TimurApiConnect.Core.Orders;
using TimurApiConnect.Storage.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Storage;

public sealed class SqliteUnreadStorageTests() : UnreadStorageSuite(postgres: false);

public sealed class PostgresUnreadStorageTests() : UnreadStorageSuite(postgres: true);

/// <summary>Which orders are asked for by themselves, and what an order is, the same for both databases.</summary>
public abstract class UnreadStorageSuite(bool postgres) : LeasedSuite(postgres)
{
    private static readonly TimeSpan Minute = TimeSpan.FromMinutes(1);

    private UnreadStore Unread => new(Test.Database);

    [Fact]
    public async Task An_order_is_there_once_however_often_and_under_whatever_id_it_is_shown()
    {
        var order = Order("1", Line("a", 0), Line("b", 0), Line("c", OrderLines.Unnumbered));
        var saved = await SaveAsync(
            Start,
            order with
            {
                Id = "MQ==",
            },
            order with
            {
                Status = OrderStatus.Cancelled,
                State = OrderState.Archive,
            }
        );
        Assert.Equal((1, 0), (saved.New, saved.Changed));
        var (orders, total) = await new OrderQueries(Test.Database).FindAsync(
            new("demo"),
            Stopping
        );
        Assert.Equal(1, total);
        Assert.Equal(OrderStage.Cancelled, orders[0].Order.Stage);
        Assert.Equal([0, 1, 2], orders[0].Order.Lines!.Select(l => l.Number));

        // The first line is gone, and nothing else has changed.
        saved = await SaveAsync(
            Start + Minute,
            order with
            {
                Id = "MQ==",
                Status = OrderStatus.Cancelled,
                State = OrderState.Archive,
                Lines = [Line("b", 0), Line("c", OrderLines.Unnumbered)],
            }
        );
        Assert.Equal((0, 1), (saved.New, saved.Changed));
        var lines = (await new ReservationStore(Test.Database).LinesAsync("demo", ["1"], Stopping))[
            "1"
        ];
        Assert.Equal(["0: 0", "1: 1", "2: 1"], lines.Select(l => $"{l.Number}: {l.Quantity}"));
    }

    [Fact]
    public async Task What_is_asked_for_in_vain_comes_after_all_others_ever_more_slowly()
    {
        await SaveAsync(Start, Order("1"), Order("2"), Order("3"));
        await SaveAsync(Start, Order("4") with { Status = OrderStatus.Completed });
        Assert.Equal("1 2 3", await UnseenAsync(Minute));
        Assert.Equal("1 4 2 3", await UnseenAsync(TimeSpan.FromDays(2)));
        // Again after one minute, then two more, then four more.
        foreach (var (tried, due) in new[] { (1, 1), (2, 3), (4, 7), (8, 15) })
        {
            await NoteAsync("1", UnreadPart.Order, tried);
            Assert.Equal("2 3 1", await UnseenAsync(due * Minute));
            Assert.Equal("2 3", await UnseenAsync((due * Minute) - TimeSpan.FromSeconds(1)));
        }

        await NoteAsync("2", UnreadPart.Order, 16);
        Assert.Equal("3 1 2", await UnseenAsync(20 * Minute));
        Assert.Equal(["order 1", "order 2"], await Unread.NotesAsync("demo", Stopping));
        // Shown again, it is unread no more.
        await SaveAsync(Start + (21 * Minute), Order("1"), Order("2"));
        Assert.Empty(await Unread.NotesAsync("demo", Stopping));
        Assert.Equal("3 1 2", await UnseenAsync(22 * Minute));
    }

    [Fact]
    public async Task Open_orders_that_the_lists_do_not_reach_leave_the_completed_ones_their_part()
    {
        var day = TimeSpan.FromDays(1);
        Order[] old =
        [
            .. Enumerable
                .Range(0, 9)
                .Select(n => Order($"old{n}") with { CreatedAt = Start - (20 * day) }),
        ];
        Order[] done =
        [
            .. Enumerable
                .Range(0, 9)
                .Select(n =>
                    Order($"done{n}") with
                    {
                        CreatedAt = Start - (20 * day),
                        Status = OrderStatus.Completed,
                        State = OrderState.Archive,
                    }
                ),
        ];
        await SaveAsync(Start - (2 * day), [.. old, .. done]);
        Assert.Equal(
            "old0 done0 old1 done1 old2 done2 old3 done3 old4",
            await UnseenAsync(TimeSpan.Zero)
        );

        // What one does not use is the other's.
        await SaveAsync(Start, old[2..]);
        Assert.Equal(
            "old0 done0 old1 done1 done2 done3 done4 done5 done6",
            await UnseenAsync(Minute)
        );
        await SaveAsync(Start, [.. old, .. done]);
        Assert.Equal("", await UnseenAsync(10 * Minute));
        Assert.Equal(
            "old0 old1 old2 old3 old4 old5 old6 old7 old8",
            await UnseenAsync((10 * Minute) + TimeSpan.FromSeconds(1))
        );
    }

    [Fact]
    public async Task What_the_lists_should_have_shown_is_asked_for_at_once_and_a_return_now_and_then()
    {
        await SaveAsync(
            Start,
            Order("1"),
            Order("2") with
            {
                State = OrderState.Archive,
                Status = OrderStatus.ReturnRequested,
            }
        );
        Assert.Equal("1", await UnseenAsync(Minute));
        Assert.Equal("1 2", await UnseenAsync(11 * Minute));
        Assert.Empty(await Unread.UnseenAsync("demo", null, Start + (11 * Minute), 9, Stopping));
    }

    [Fact]
    public async Task Lines_are_missing_until_they_are_known_and_when_the_total_has_changed()
    {
        var bare = Order("1") with { Lines = null };
        await SaveAsync(
            Start,
            Order("3", Line("x", 0) with { Sku = null }),
            bare,
            Order("2", Line("y", 0))
        );
        Assert.Equal("1 3", await MissingAsync(0));
        await NoteAsync("1", UnreadPart.Lines, 1);
        Assert.Equal("3 1", await MissingAsync(1));

        await SaveLinesAsync("1", 2, Line("a", 0));
        await SaveLinesAsync("3", 2, Line("x", 0));
        Assert.Equal("", await MissingAsync(60));
        Assert.Empty(await Unread.NotesAsync("demo", Stopping));
        await SaveAsync(Start + (3 * Minute), bare);
        Assert.Equal("", await MissingAsync(60));
        await SaveAsync(Start + (4 * Minute), bare with { Total = 500 });
        await SaveAsync(Start + (5 * Minute), bare with { Total = 500 });
        Assert.Equal("1", await MissingAsync(60));
        // A look that was later knows better.
        await SaveLinesAsync("1", 4, Line("b", 1));
        Assert.Equal("1", await MissingAsync(60));
        await SaveLinesAsync("1", 6, Line("a", 0) with { Quantity = 0 });
        Assert.Equal("", await MissingAsync(60));
    }

    [Fact]
    public async Task The_reading_of_the_finished_orders_is_noted()
    {
        var polls = new OrderPollStore(Test.Database);
        await polls.NoteAsync("demo", Start, null, null, Stopping);
        await polls.NoteArchiveAsync("demo", Start, Start.AddDays(-3), Stopping);
        var poll = await polls.FindAsync("demo", Stopping);
        Assert.Equal((null, Start.AddDays(-3)), (poll!.ArchiveAt, poll.ArchiveNext));
        await polls.NoteArchiveAsync("demo", Start, null, Stopping);
        await polls.NoteAsync("demo", Start + Minute, null, "row 1", Stopping);
        poll = await polls.FindAsync("demo", Stopping);
        Assert.Equal((Start, null, Start), (poll!.ArchiveAt, poll.ArchiveNext, poll.ArchiveBegan));
    }

    private async Task<string> UnseenAsync(TimeSpan after) =>
        string.Join(
            ' ',
            await Unread.UnseenAsync(
                "demo",
                new(Start + after - TimeSpan.FromDays(14), Start + after),
                Start + after,
                9,
                Stopping
            )
        );

    private async Task<string> MissingAsync(int minutes) =>
        string.Join(
            ' ',
            (
                await Unread.LinesMissingAsync("demo", Start + (minutes * Minute), 9, Stopping)
            ).Select(o => o.Order.Code)
        );

    private Task NoteAsync(string code, UnreadPart part, int minutes) =>
        Unread.NoteAsync(
            "demo",
            code,
            part,
            $"order {code}",
            Minute,
            Start + (minutes * Minute),
            Stopping
        );

    private Task<SavedOrders> SaveAsync(DateTimeOffset at, params Order[] orders) =>
        new OrderStore(Test.Database).SaveAsync("demo", orders, Lease, at, Stopping);

    private Task SaveLinesAsync(string code, int minutes, params OrderLine[] lines) =>
        new OrderStore(Test.Database).SaveLinesAsync(
            "demo",
            code,
            lines,
            Lease,
            Start + (minutes * Minute),
            Stopping
        );

    private static Order Order(string code, params OrderLine[] lines) =>
        new($"id{code}", code, OrderState.New, OrderStatus.ApprovedByBank, Start, 1000)
        {
            Lines = lines,
        };

    private static OrderLine Line(string id, int number) => new(id, number, 1, 100) { Sku = "A" };
}
