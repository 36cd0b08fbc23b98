using TimurApiConnect.SyncWorker.Suppliers;

namespace TimurApiConnect.Tests.Suppliers;

public class SharedCallTests
{
    private readonly SharedCall<int> _call = new();
    private readonly TaskCompletionSource<int> _answer = new(
        TaskCreationOptions.RunContinuationsAsynchronously
    );
    private int _begun;
    private CancellationToken _token;

    private static CancellationToken Stopping => TestContext.Current.CancellationToken;

    private Task<int> JoinAsync(List<string> stages, CancellationToken stopping) =>
        _call.JoinAsync(
            (stage, stop) =>
            {
                Interlocked.Increment(ref _begun);
                _token = stop;
                stage("reading", 1, 2);
                return _answer.Task;
            },
            (stage, done, total) => stages.Add($"{stage} {done}/{total}"),
            stopping
        );

    private async Task BegunAsync()
    {
        while (Volatile.Read(ref _begun) == 0 || _token == default)
        {
            await Task.Yield();
        }
    }

    [Fact]
    public async Task Many_share_one_call_and_each_hears_its_last_stage()
    {
        List<string> first = [];
        List<string> second = [];
        var one = JoinAsync(first, Stopping);
        await BegunAsync();
        while (first.Count == 0)
        {
            await Task.Yield();
        }

        var other = JoinAsync(second, Stopping);
        _answer.SetResult(7);

        var both = await Task.WhenAll(one, other);
        Assert.Equal([7, 7], both);
        Assert.Equal(1, _begun);
        Assert.Equal(["reading 1/2"], second);
        Assert.Equal(["reading 1/2"], first);
    }

    [Fact]
    public async Task It_goes_on_while_one_still_waits_and_ends_with_the_last()
    {
        using var first = new CancellationTokenSource();
        using var second = new CancellationTokenSource();
        var one = JoinAsync([], first.Token);
        var other = JoinAsync([], second.Token);
        await BegunAsync();

        await first.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => one);
        Assert.False(_token.IsCancellationRequested);

        await second.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => other);
        Assert.True(_token.IsCancellationRequested);
    }

    [Fact]
    public async Task After_one_was_broken_off_or_has_ended_the_next_begins_anew()
    {
        using var stop = new CancellationTokenSource();
        var broken = JoinAsync([], stop.Token);
        await BegunAsync();
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => broken);

        _answer.SetResult(1);
        Assert.Equal(1, await JoinAsync([], Stopping));
        Assert.Equal(1, await JoinAsync([], Stopping));
        Assert.Equal(3, _begun);
    }
}
