namespace TimurApiConnect.SyncWorker.Owners;

/// <summary>This worker, as runs, leases and the cluster name it: machine, process, and a part that no other has.</summary>
internal sealed class WorkerName
{
    /// <summary>For example <c>shop-pc/4711/3f9a01</c>.</summary>
    public string Name { get; } =
        $"{Environment.MachineName}/{Environment.ProcessId}/{Guid.NewGuid().ToString("N")[..6]}";
}
