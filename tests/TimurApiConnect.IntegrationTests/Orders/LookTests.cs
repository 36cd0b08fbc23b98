using TimurApiConnect.Core.Failures;
using TimurApiConnect.Core.Orders;
using TimurApiConnect.IntegrationTests.Sandbox;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>The parts of a look at a shop's orders: what cannot be read or stored of one costs no other anything.</summary>
[Collection(nameof(Looks))]
public sealed class LookTests(LookFixture fixture)
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private Market Market => fixture.Market;

    [Fact]
    public async Task Lines_that_the_lists_leave_out_are_asked_for_and_again_when_the_total_has_changed()
    {
        await using var looks = await fixture.StartAsync(withoutLines: true, withoutOffer: true);
        var code = (await Market.PlaceAsync(new { sku = "3", quantity = 2 })).Code;
        await looks.ReadAsync(OrderState.New);
        Assert.Null((await looks.FindAsync(code)).Order.Lines);
        Assert.Null(await looks.Missing.FindAsync(looks.Look, Stopping));
        Assert.Equal(("3", 2), await LineAsync());

        // Known now: they are not asked for with each look.
        await looks.ReadAsync(OrderState.New);
        Assert.Empty(await looks.Unread.LinesMissingAsync(Market.Shop, looks.Look.At, 9, Stopping));
        Assert.Equal(("3", 2), await LineAsync());

        var order = await Market.ReadAsync(code);
        await Market.DoAsync(
            order,
            new OrderCommand.ReduceLine(order.Lines![0].Id, 1, CancellationReason.OutOfStock)
        );
        await SandboxServer.UntilAsync(
            async () => (await Market.ReadAsync(code)).Total == order.Total / 2,
            "the order is reduced"
        );
        await looks.ReadAsync(OrderState.New);
        Assert.Equal(("3", 2), await LineAsync());
        Assert.Null(await looks.Missing.FindAsync(looks.Look, Stopping));
        Assert.Equal(("3", 1), await LineAsync());

        async Task<(string?, int)> LineAsync()
        {
            var line = Assert.Single((await looks.FindAsync(code)).Order.Lines!);
            var held = Assert.Single(await looks.LinesAsync(code));
            Assert.Equal((line.Sku, line.Quantity), (held.Sku, held.Quantity));
            return (line.Sku, line.Quantity);
        }
    }

    [Fact]
    public async Task Lines_that_cannot_be_read_are_named_and_keep_no_other_order_waiting()
    {
        await using var looks = await fixture.StartAsync(withoutLines: true);
        // Kaspi does not know these; they came first.
        await looks.SaveAsync(Unknown(60, lines: null));
        var code = (await Market.PlaceAsync(new { sku = "4" })).Code;
        await looks.ReadAsync(OrderState.New);
        Assert.Null(await looks.Missing.FindAsync(looks.Look, Stopping));
        looks.Next();
        Assert.Null(await looks.Missing.FindAsync(looks.Look, Stopping));
        Assert.Equal("4", Assert.Single(await looks.LinesAsync(code)).Sku);
        var notes = await looks.Unread.NotesAsync(Market.Shop, Stopping);
        Assert.Equal(60, notes.Count);
        Assert.Contains(
            notes,
            n => n.StartsWith("order 100: entries: Status 404", StringComparison.Ordinal)
        );
    }

    [Theory]
    // An answer in which nothing is, and one that is no order's fault.
    [InlineData("wrongShape", true)]
    [InlineData("status", false)]
    public async Task A_product_that_cannot_be_read_fails_the_look_only_when_nothing_can(
        string kind,
        bool ofOneOrder
    )
    {
        await using var looks = await fixture.StartAsync(withoutOffer: true);
        var codes = new[]
        {
            (await Market.PlaceAsync(new { sku = "5" })).Code,
            (await Market.PlaceAsync(new { sku = "6" })).Code,
        };
        await looks.ReadAsync(OrderState.New);
        await Market.Sandbox.ArrangeAsync(
            "kaspi",
            kind == "status"
                ? new
                {
                    kind,
                    method = "masterproducts",
                    @for = "00:10:00",
                    status = 503,
                }
                : (object)
                    new
                    {
                        kind,
                        method = "masterproducts",
                        @for = "00:10:00",
                        shape = "null",
                    }
        );
        var failure = await looks.Missing.FindAsync(looks.Look, Stopping);
        await Market.Sandbox.ClearFaultsAsync("kaspi");
        Assert.Equal(ofOneOrder ? null : FailureKind.ServerError, failure?.Kind);
        Assert.Equal(
            ofOneOrder ? codes.Length : 0,
            (await looks.Unread.NotesAsync(Market.Shop, Stopping)).Count
        );

        looks.Next();
        Assert.Null(await looks.Missing.FindAsync(looks.Look, Stopping));
        Assert.Empty(await looks.Unread.NotesAsync(Market.Shop, Stopping));
        Assert.Equal("5", Assert.Single(await looks.LinesAsync(codes[0])).Sku);
    }

    [Fact]
    public async Task Orders_that_kaspi_does_not_know_are_named_and_keep_no_other_waiting()
    {
        await using var looks = await fixture.StartAsync();
        await looks.SaveAsync(Unknown(60, [new("x", 0, 1, 100) { Sku = "1" }]));
        var code = (await Market.PlaceAsync(new { })).Code;
        await looks.ReadAsync(OrderState.New);
        await Market.Sandbox.PostAsync($"/control/kaspi/orders/{code}/buyer-cancels", new { });
        looks.Next();
        Assert.Null(await looks.Unseen.ReadAsync(looks.Look, Stopping));
        looks.Next();
        Assert.Null(await looks.Unseen.ReadAsync(looks.Look, Stopping));
        Assert.Equal(OrderStage.Cancelled, (await looks.FindAsync(code)).Order.Stage);
        var notes = await looks.Unread.NotesAsync(Market.Shop, Stopping);
        Assert.Equal(60, notes.Count);
        Assert.Contains("order 100: Kaspi does not know it any more", notes);

        // What was asked for in vain is asked for ever more slowly.
        var asked = new List<int>();
        for (var look = 0; look < 6; look++)
        {
            looks.Next();
            asked.Add(
                (
                    await looks.Unread.UnseenAsync(
                        Market.Shop,
                        looks.Look.Listed,
                        looks.Look.At,
                        99,
                        Stopping
                    )
                ).Count
            );
            Assert.Null(await looks.Unseen.ReadAsync(looks.Look, Stopping));
        }

        Assert.Contains(0, asked);
    }

    [Fact]
    public async Task An_order_that_cannot_be_read_is_named_and_the_look_goes_on()
    {
        await using var looks = await fixture.StartAsync();
        var code = (await Market.PlaceAsync(new { })).Code;
        await looks.ReadAsync(OrderState.New);
        looks.Next();
        await Market.Sandbox.ArrangeAsync(
            "kaspi",
            new
            {
                kind = "wrongShape",
                shape = "null",
                @for = "00:10:00",
            }
        );
        Assert.Null(await looks.Unseen.ReadAsync(looks.Look, Stopping));
        await Market.Sandbox.ClearFaultsAsync("kaspi");
        Assert.Contains($"order {code}: ", looks.Look.Unread, StringComparison.Ordinal);
        looks.Next();
        Assert.Null(await looks.Unseen.ReadAsync(looks.Look, Stopping));
        Assert.Null(looks.Look.Unread);
        Assert.Empty(await looks.Unread.NotesAsync(Market.Shop, Stopping));
    }

    [Fact]
    public async Task An_order_that_the_database_refuses_costs_no_other_anything()
    {
        await using var looks = await fixture.StartAsync();
        var orders = Unknown(3, lines: null);
        // Two orders under one id of Kaspi's.
        await looks.SaveAsync([orders[0], orders[1] with { Id = orders[0].Id }, orders[2]]);
        Assert.Contains("order 101: the database", looks.Look.Unread, StringComparison.Ordinal);
        Assert.Equal((2, 0), (looks.Look.Saved.New, looks.Look.Saved.Changed));
        Assert.Equal("102", (await looks.FindAsync("102")).Order.Code);
    }

    /// <summary>Open orders that Kaspi has forgotten.</summary>
    private static Order[] Unknown(int count, IReadOnlyList<OrderLine>? lines) =>
        [
            .. Enumerable
                .Range(100, count)
                .Select(n => new Order(
                    $"unknown{n}",
                    $"{n}",
                    OrderState.New,
                    OrderStatus.ApprovedByBank,
                    TimeProvider.System.GetUtcNow().AddDays(-10),
                    100
                )
                {
                    Lines = lines,
                }),
        ];
}
