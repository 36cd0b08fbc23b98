using TimurApiConnect.Storage.Processes;

namespace TimurApiConnect.Gateway.Status;

/// <summary>A process of the product.</summary>
/// <param name="Service">The service.</param>
/// <param name="State"><c>running</c>, <c>stopped</c> as it should, or <c>lost</c>: it was killed or its machine is gone.</param>
/// <param name="Version">The product's version.</param>
/// <param name="Machine">The machine's or container's name.</param>
/// <param name="Pid">Its number on the machine.</param>
/// <param name="StartedAt">When it started.</param>
/// <param name="SeenAt">Its last sign of life.</param>
/// <param name="CpuPercent">Of one core, in the ten seconds before that.</param>
/// <param name="MemoryMegabytes">Resident memory.</param>
/// <param name="DiskFreeMegabytes">Free disk where the database file lies, else where it was started.</param>
internal sealed record ProcessStatus(
    string Service,
    string State,
    string Version,
    string Machine,
    int Pid,
    DateTimeOffset StartedAt,
    DateTimeOffset SeenAt,
    double CpuPercent,
    long MemoryMegabytes,
    long DiskFreeMegabytes
)
{
    /// <summary>The service that runs the jobs.</summary>
    public const string Worker = "worker";
    private const string Running = "running";
    private const long Megabyte = 1024 * 1024;
    private static readonly TimeSpan AliveFor = TimeSpan.FromSeconds(30);

    public bool IsRunning => State == Running;

    /// <summary>Under Aspire it is called <c>sync-worker</c>, alone <c>syncworker</c>.</summary>
    public bool IsWorker => Service.EndsWith(Worker, StringComparison.OrdinalIgnoreCase);

    public static ProcessStatus Of(ProductProcess process, DateTimeOffset now) =>
        new(
            process.Service,
            process.EndedAt is not null ? "stopped"
                : now - process.SeenAt > AliveFor ? "lost"
                : Running,
            process.Version,
            process.Machine,
            process.Pid,
            process.StartedAt,
            process.SeenAt,
            process.Usage.CpuPermille / 10.0,
            process.Usage.Memory / Megabyte,
            process.Usage.DiskFree / Megabyte
        );
}
