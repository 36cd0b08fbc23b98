using Microsoft.Extensions.Time.Testing;
using TimurApiConnect.Kaspi.Limits;
using TimurApiConnect.Vendors;

namespace TimurApiConnect.Tests.Vendors;

public class PaceTests
{
    private readonly FakeTimeProvider _clock = new();

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task No_second_sees_more_requests_than_allowed()
    {
        using var pace = new Pace(_clock);
        for (var i = 0; i < 5; i++)
        {
            await (await pace.TakeAsync(5, 4, Stopping)).EndAsync(null);
        }

        var sixth = pace.TakeAsync(5, 4, Stopping);
        _clock.Advance(TimeSpan.FromMilliseconds(999));
        Assert.False(sixth.IsCompleted);
        _clock.Advance(TimeSpan.FromMilliseconds(1));
        await sixth.WaitAsync(TimeSpan.FromSeconds(5), Stopping);
    }

    [Fact]
    public async Task No_more_than_so_many_are_under_way_and_who_came_first_goes_first()
    {
        using var pace = new Pace(_clock);
        var turns = new List<ITurn>();
        for (var i = 0; i < 4; i++)
        {
            turns.Add(await pace.TakeAsync(50, 4, Stopping));
        }

        var (fifth, sixth) = (pace.TakeAsync(50, 4, Stopping), pace.TakeAsync(50, 4, Stopping));
        Assert.False(fifth.IsCompleted);
        await turns[2].EndAsync(null);

        await fifth.WaitAsync(TimeSpan.FromSeconds(5), Stopping);
        Assert.False(sixth.IsCompleted);
    }

    [Fact]
    public async Task A_pause_that_Kaspi_asks_for_is_kept_by_all()
    {
        using var pace = new Pace(_clock);
        await (await pace.TakeAsync(5, 4, Stopping)).EndAsync(TimeSpan.FromSeconds(30));

        var next = pace.TakeAsync(5, 4, Stopping);
        _clock.Advance(TimeSpan.FromSeconds(29));
        Assert.False(next.IsCompleted);
        _clock.Advance(TimeSpan.FromSeconds(1));
        await next.WaitAsync(TimeSpan.FromSeconds(5), Stopping);
    }

    [Fact]
    public async Task Who_gives_up_waiting_blocks_nobody()
    {
        using var pace = new Pace(_clock);
        using var stop = new CancellationTokenSource();
        var only = await pace.TakeAsync(5, 1, Stopping);
        var waiting = pace.TakeAsync(5, 1, stop.Token);

        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        await only.EndAsync(null);

        await pace.TakeAsync(5, 1, Stopping).WaitAsync(TimeSpan.FromSeconds(5), Stopping);
    }
}
