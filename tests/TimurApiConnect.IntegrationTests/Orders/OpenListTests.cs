using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>The lists of open orders: what may be new first, long ones a piece a look, and none waits for another that fails.</summary>
public sealed class OpenListTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();
    private readonly ScriptedKaspi _kaspi = ScriptedKaspi.Start();
    private LooksUnderTest _looks = null!;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync() =>
        _looks = await LooksUnderTest.StartAsync(_kaspi.Orders);

    public async ValueTask DisposeAsync()
    {
        await _looks.DisposeAsync();
        await _kaspi.DisposeAsync();
    }

    [Fact]
    public async Task A_small_shop_is_read_whole_with_each_look_and_what_may_be_new_first()
    {
        _kaspi.Change(_ =>
            [
                Listed("1", OrderState.New, 200) with
                {
                    Status = OrderStatus.ApprovedByBank,
                },
                Listed("2", OrderState.KaspiDelivery, 1),
                Listed("3", OrderState.KaspiDelivery, 200),
                Listed("4", OrderState.Pickup, 320),
            ]
        );
        await _looks.Latest.ReadNewAsync(_looks.Look, Stopping);
        Assert.Equal(
            ["NEW 0", "SIGN_REQUIRED 0", "PICKUP 0", "DELIVERY 0", "KASPI_DELIVERY 0"],
            _kaspi.Asked
        );
        Assert.Equal((2, 0), (_looks.Look.Saved.New, _looks.Look.Saved.Changed));
        await OpenAsync();
        Assert.Equal(4, _looks.Look.Saved.New);
        Assert.Equal(_looks.Look.At, _looks.Look.Listed?.Began);
        var poll = await _looks.Polls.FindAsync(Market.Shop, Stopping);
        Assert.Equal(
            (_looks.Look.At.ToUnixTimeMilliseconds(), null),
            (poll!.OpenAt?.ToUnixTimeMilliseconds(), poll.OpenNext)
        );
    }

    [Fact]
    public async Task A_long_list_is_read_a_piece_a_look_and_what_was_not_reached_yet_is_not_asked_for()
    {
        _kaspi.Change(_ =>
            Enumerable.Range(0, 2500).Select(n => Listed($"{n}", OrderState.Delivery, 4 + (n / 10)))
        );
        var pieces = await RoundAsync();
        Assert.InRange(pieces, 3, 9);
        Assert.Equal(2500, await CountAsync());

        // It is over, and in no list of open orders any more.
        _kaspi.Change(orders =>
            orders.Select(o =>
                o.Code == "1700"
                    ? o with
                    {
                        State = OrderState.Archive,
                        Status = OrderStatus.Completed,
                    }
                    : o
            )
        );
        await RoundAsync();
        Assert.Equal(["1700"], await UnseenAsync());
        Assert.Null(await _looks.Unseen.ReadAsync(_looks.Look, Stopping));
        Assert.Equal(OrderStage.Completed, (await _looks.FindAsync("1700")).Order.Stage);
        Assert.Empty(await UnseenAsync());
    }

    [Fact]
    public async Task A_list_that_cannot_be_read_keeps_no_other_unread_and_the_look_says_so()
    {
        _kaspi.Change(_ =>
            OrderState.Open.SelectMany(s =>
                new[] { Listed($"new {s}", s, 1), Listed($"old {s}", s, 100) }
            )
        );
        _kaspi.Fails = state => state == "PICKUP" ? "400 Bad Request" : null;
        await LookAsync();
        Assert.Equal(
            (FailureKind.RequestRefused, false),
            (_looks.Look.Failure?.Kind, _looks.Look.HasEnded)
        );
        Assert.Equal(8, await CountAsync());

        // Those of the list are followed one by one meanwhile.
        _kaspi.Fails = _ => null;
        await LookAsync();
        Assert.Equal((10, null), (await CountAsync(), _looks.Look.Failure));
        _kaspi.Fails = state => state == "PICKUP" ? "400 Bad Request" : null;
        await LookAsync();
        Assert.Equal(["new PICKUP", "old PICKUP"], await UnseenAsync());
    }

    [Fact]
    public async Task A_failure_that_speaks_of_kaspi_ends_the_look()
    {
        _kaspi.Fails = state => state == "PICKUP" ? "503 Service Unavailable" : null;
        await _looks.Latest.ReadNewAsync(_looks.Look, Stopping);
        Assert.True(_looks.Look.HasEnded);
        Assert.Equal(["NEW 0", "SIGN_REQUIRED 0", "PICKUP 0"], _kaspi.Asked);
    }

    [Theory]
    [InlineData(true, true)]
    [InlineData(false, false)]
    public async Task An_order_that_slips_between_pages_is_found_where_nobody_reads_again(
        bool isFinal,
        bool found
    )
    {
        _kaspi.Change(_ =>
            Enumerable.Range(0, 150).Select(n => Listed($"{n}", OrderState.Archive, 800 + n))
        );
        // A return is asked for: it leaves the list, and the first order of the second page moves up to the first.
        _kaspi.Then = asked =>
            _kaspi.Change(orders =>
                asked == "ARCHIVE 0" ? orders.Where(o => o.Code != "7") : orders
            );
        Assert.Null(await BackAsync(isFinal));
        Assert.Equal(
            found,
            await _looks.Queries.FindAsync(Market.Shop, "100", Stopping) is not null
        );
        Assert.Equal(isFinal ? 4 : 2, _kaspi.Asked.Count);
    }

    [Fact]
    public async Task A_list_that_never_stands_still_is_read_three_times()
    {
        _kaspi.Change(_ =>
            Enumerable.Range(0, 150).Select(n => Listed($"{n}", OrderState.Archive, 800 + n))
        );
        _kaspi.Then = _ => _kaspi.Change(orders => orders.Skip(1));
        Assert.Null(await BackAsync(isFinal: true));
        Assert.Equal(6, _kaspi.Asked.Count);
    }

    [Fact]
    public async Task A_list_that_does_not_end_is_a_failure()
    {
        _kaspi.Pages = 2000;
        var failure = await BackAsync(isFinal: true, hours: 1);
        Assert.Equal(FailureKind.Unreadable, failure?.Kind);
        Assert.Equal(1000, _kaspi.Asked.Count);
    }

    private Task<Failure?> BackAsync(bool isFinal, int hours = 300) =>
        _looks.Windows.ReadBackAsync(
            _looks.Look,
            new([OrderState.Archive], Now.AddHours(-700 - hours), Now.AddHours(-700))
            {
                IsFinal = isFinal,
            },
            0,
            _ => Task.FromResult(true),
            Stopping
        );

    private static ListedOrder Listed(string code, OrderState state, int hours) =>
        new(code, state, Now.AddHours(-hours));

    /// <summary>Looks without time left, until all lists were read; how many.</summary>
    private async Task<int> RoundAsync()
    {
        for (var pieces = 1; ; pieces++)
        {
            await LookAsync();
            if (_looks.Look.Listed?.Began > _looks.Look.At.AddDays(-1) && await IsWholeAsync())
            {
                return pieces;
            }

            Assert.InRange(pieces, 1, 20);
            Assert.Empty(await UnseenAsync());
        }
    }

    private async Task LookAsync()
    {
        _looks.Next();
        await _looks.Latest.ReadNewAsync(_looks.Look, Stopping);
        await OpenAsync();
    }

    private async Task OpenAsync()
    {
        await _looks.Polls.NoteAsync(Market.Shop, _looks.Look.At, null, null, Stopping);
        var poll = await _looks.Polls.FindAsync(Market.Shop, Stopping);
        Assert.Null(await _looks.Open.ContinueAsync(_looks.Look, poll, 0, Stopping));
    }

    private async Task<bool> IsWholeAsync() =>
        (await _looks.Polls.FindAsync(Market.Shop, Stopping))!.OpenNext is null;

    private async Task<int> CountAsync() =>
        (await _looks.Queries.FindAsync(new(Market.Shop), Stopping)).Total;

    private async Task<IReadOnlyList<string>> UnseenAsync() =>
        [
            .. (
                await _looks.Unread.UnseenAsync(
                    Market.Shop,
                    _looks.Look.Listed,
                    _looks.Look.At,
                    50,
                    Stopping
                )
            ).Order(),
        ];
}
