using TimurApiConnect.SyncWorker.Owners;

namespace TimurApiConnect.Tests.Owners;

public class SignalTests
{
    private static readonly TimeSpan Long = TimeSpan.FromMinutes(1);

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    [Fact]
    public async Task What_is_set_while_nobody_waits_is_not_lost_and_wakes_once()
    {
        var signal = new Signal(TimeProvider.System);
        signal.Set();
        signal.Set();

        Assert.True(await signal.WaitAsync(Long, Stopping));
        Assert.False(await signal.WaitAsync(TimeSpan.Zero, Stopping));
    }

    [Fact]
    public async Task It_wakes_whoever_waits()
    {
        var signal = new Signal(TimeProvider.System);
        var waiting = signal.WaitAsync(Long, Stopping);
        Assert.False(waiting.IsCompleted);

        signal.Set();

        Assert.True(await waiting);
    }

    [Fact]
    public async Task Waiting_ends_when_the_owner_stops()
    {
        using var stop = new CancellationTokenSource();
        var waiting = new Signal(TimeProvider.System).WaitAsync(Long, stop.Token);

        await stop.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }
}
