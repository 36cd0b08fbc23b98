using TimurApiConnect.Core.Orders;
using TimurApiConnect.IntegrationTests.Sandbox;
using TimurApiConnect.Storage.Orders;
using Xunit;

namespace TimurApiConnect.IntegrationTests.Orders;

/// <summary>Long lists are read beside the looks: new orders do not wait for them, and what is newer stays.</summary>
[Collection(nameof(Looks))]
public sealed class LongListTests(LookFixture fixture)
{
    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private Market Market => fixture.Market;

    [Fact]
    public async Task Finished_orders_are_read_a_piece_a_look()
    {
        await using var looks = await fixture.StartAsync();
        foreach (var days in new[] { 1, 3, 5, 7, 9, 11 })
        {
            // Nobody accepted them: they are over.
            await Market.Sandbox.PostAsync(
                "/control/kaspi/orders",
                new { count = 200, ago = TimeSpan.FromDays(days) }
            );
        }

        OrderPoll? poll = null;
        var pieces = 0;
        do
        {
            await looks.Polls.NoteAsync(Market.Shop, looks.Look.At, null, null, Stopping);
            // A look that has no time left.
            Assert.Null(await looks.Finished.ContinueAsync(looks.Look, poll, 0, Stopping));
            poll = await looks.Polls.FindAsync(Market.Shop, Stopping);
            pieces++;
            looks.Next();
        } while (poll!.ArchiveAt is null);

        Assert.InRange(pieces, 2, 6);
        Assert.Null(poll.ArchiveNext);
        var (_, total) = await looks.Queries.FindAsync(
            new(Market.Shop) { IsOver = true },
            Stopping
        );
        Assert.InRange(total, 1200, 1300);
        // Read to the end, it is read again after Orders:ArchiveEvery.
        Assert.Null(await looks.Finished.ContinueAsync(looks.Look, poll, 0, Stopping));
        Assert.Equal(
            poll.ArchiveBegan,
            (await looks.Polls.FindAsync(Market.Shop, Stopping))!.ArchiveBegan
        );
    }

    [Fact]
    public async Task A_page_that_was_asked_for_before_a_command_does_not_undo_it()
    {
        await using var looks = await fixture.StartAsync();
        var order = await Market.PlaceAsync(new { });
        await looks.ReadAsync(OrderState.New);
        await Market.Sandbox.ArrangeAsync(
            "kaspi",
            new
            {
                kind = "latency",
                delay = "00:00:01",
                @for = "00:10:00",
            }
        );
        var now = TimeProvider.System.GetUtcNow();
        var reading = looks.Windows.ReadBackAsync(
            looks.Look,
            new([OrderState.New], now.AddDays(-1), now.AddMinutes(1)),
            0,
            _ => Task.FromResult(false),
            Stopping
        );
        await SandboxServer.UntilAsync(
            async () =>
                (await Market.Sandbox.FaultsAsync("kaspi"))
                    .GetProperty("arranged")
                    .EnumerateArray()
                    .Any(a => a.GetProperty("struck").GetInt32() > 0),
            "the page is asked for"
        );
        // A command's look sees the order accepted meanwhile.
        looks.Next();
        await looks.SaveAsync([
            order with
            {
                State = OrderState.KaspiDelivery,
                Status = OrderStatus.Accepted,
            },
        ]);
        Assert.Null(await reading);
        await Market.Sandbox.ClearFaultsAsync("kaspi");
        Assert.Equal(OrderStage.ToPack, (await looks.FindAsync(order.Code)).Order.Stage);
        Assert.DoesNotContain(
            await looks.Queries.ChangesAsync(Market.Shop, order.Code, Stopping),
            c => c.Change is { Field: "status", Before: "ACCEPTED_BY_MERCHANT" }
        );
    }
}
