using System.Diagnostics;
using TimurApiConnect.Storage.Databases;

namespace TimurApiConnect.Storage.Processes;

/// <summary>What this process takes of the machine.</summary>
/// <param name="CpuPermille">Thousandths of one core since the last look; above 1000 with more than one core.</param>
/// <param name="Memory">Resident bytes.</param>
/// <param name="DiskFree">Free bytes where the database file lies, else where the program was started.</param>
public sealed record Usage(long CpuPermille, long Memory, long DiskFree);

/// <summary>Measures this process; each look covers the time since the one before.</summary>
internal sealed class ProcessUsage : IDisposable
{
    private readonly TimeProvider _clock;
    private readonly string _folder;
    private readonly Process _process = Process.GetCurrentProcess();
    private long _lookedAt;
    private TimeSpan _cpu;

    public ProcessUsage(Database database, TimeProvider clock)
    {
        _clock = clock;
        _folder = Path.GetDirectoryName(database.SqliteFile) ?? Directory.GetCurrentDirectory();
        (_lookedAt, _cpu) = (clock.GetTimestamp(), _process.TotalProcessorTime);
    }

    public Usage Look()
    {
        _process.Refresh();
        var (now, cpu) = (_clock.GetTimestamp(), _process.TotalProcessorTime);
        var elapsed = _clock.GetElapsedTime(_lookedAt, now).TotalMilliseconds;
        var permille = elapsed > 0 ? (cpu - _cpu).TotalMilliseconds * 1000 / elapsed : 0;
        (_lookedAt, _cpu) = (now, cpu);
        var usage = new Usage((long)permille, _process.WorkingSet64, DiskFree());
        StorageTelemetry.DiskFree(usage.DiskFree);
        return usage;
    }

    public void Dispose() => _process.Dispose();

    private long DiskFree()
    {
        try
        {
            return new DriveInfo(_folder).AvailableFreeSpace;
        }
        catch (IOException)
        {
            // A volume that is gone shows elsewhere, and louder.
            return 0;
        }
    }
}
