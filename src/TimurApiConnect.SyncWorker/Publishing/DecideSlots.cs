namespace TimurApiConnect.SyncWorker.Publishing;

/// <summary>As many shops compute at the same time as there are cores; a slot is held while computing only, never while waiting for anybody.</summary>
internal sealed class DecideSlots : IDisposable
{
    private readonly SemaphoreSlim _free = new(Environment.ProcessorCount);

    /// <summary>Waits for a slot; dispose it to give it back.</summary>
    public async Task<IDisposable> TakeAsync(CancellationToken stopping)
    {
        await _free.WaitAsync(stopping);
        return new Slot(_free);
    }

    public void Dispose() => _free.Dispose();

    private sealed class Slot(SemaphoreSlim free) : IDisposable
    {
        public void Dispose() => free.Release();
    }
}
