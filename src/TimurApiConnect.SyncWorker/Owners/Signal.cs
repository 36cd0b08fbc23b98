namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>Wakes one waiter. Set while nobody waits, it is not lost; set twice, it wakes once.</summary>
internal sealed class Signal(TimeProvider clock)
{
    private TaskCompletionSource _set = New();

    /// <summary>Wakes the waiter, or the next one.</summary>
    public void Set() => Volatile.Read(ref _set).TrySetResult();

    /// <summary>Waits until it is set, at most so long.</summary>
    /// <returns>Whether it was set.</returns>
    public async Task<bool> WaitAsync(TimeSpan limit, CancellationToken stopping)
    {
        var set = Volatile.Read(ref _set);
        using var ended = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        await Task.WhenAny(set.Task, Task.Delay(limit, clock, ended.Token));
        await ended.CancelAsync();
        stopping.ThrowIfCancellationRequested();
        if (!set.Task.IsCompleted)
        {
            return false;
        }

        Volatile.Write(ref _set, New());
        return true;
    }

    private static TaskCompletionSource New() =>
        new(TaskCreationOptions.RunContinuationsAsynchronously);
}
