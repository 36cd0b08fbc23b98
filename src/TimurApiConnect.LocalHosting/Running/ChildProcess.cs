using System.Diagnostics;
using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

/// <summary>A running process of a resource.</summary>
internal sealed class ChildProcess
{
    private const int Term = 15;
    private const int Kill = 9;
    private readonly Process _process;
    private readonly ProcessGuard _guard;
    private readonly TimeProvider _clock;

    private ChildProcess(
        Process process,
        ProcessGuard guard,
        TimeProvider clock,
        Action<string, bool> onLine
    )
    {
        _process = process;
        _guard = guard;
        _clock = clock;
        Id = process.Id;
        Exited = WatchAsync(onLine);
    }

    public int Id { get; }

    /// <summary>Ends with the exit code when the process has ended and its last lines are read.</summary>
    public Task<int> Exited { get; }

    public static ChildProcess Start(
        string command,
        IEnumerable<string> arguments,
        string workingDirectory,
        IReadOnlyDictionary<string, string> environment,
        ProcessGuard guard,
        TimeProvider clock,
        Action<string, bool> onLine
    )
    {
        string[] line = [.. ProcessGuard.Prefix, command, .. arguments];
        var start = new ProcessStartInfo(line[0])
        {
            WorkingDirectory = workingDirectory,
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in line.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        foreach (var name in start.Environment.Keys.Where(IsOurs).ToArray())
        {
            start.Environment.Remove(name);
        }

        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        var process = Process.Start(start)!;
        guard.Add(process);
        process.StandardInput.Dispose();
        return new ChildProcess(process, guard, clock, onLine);
    }

    /// <summary>Asks the process to end, and ends it after the limit. True if it ended by itself.</summary>
    public async Task<bool> StopAsync(TimeSpan limit)
    {
        if (Exited.IsCompleted)
        {
            return true;
        }

        if (OperatingSystem.IsWindows())
        {
            // Nothing there can be asked to end from outside that has no window and no console of its own.
            _process.Kill(entireProcessTree: true);
        }
        else
        {
            Signal(Term);
        }

        try
        {
            await Exited.WaitAsync(limit, _clock).ConfigureAwait(false);
            return true;
        }
        catch (TimeoutException)
        {
            if (OperatingSystem.IsWindows())
            {
                _process.Kill(entireProcessTree: true);
            }
            else
            {
                Signal(Kill);
            }

            await Exited.ConfigureAwait(false);
            return false;
        }
    }

    // A process that has just begun has no group of its own yet.
    private void Signal(int signal)
    {
        if (SendSignal(ProcessGuard.Target(Id), signal) != 0)
        {
            _ = SendSignal(Id, signal);
        }
    }

    private async Task<int> WatchAsync(Action<string, bool> onLine)
    {
        var lines = Task.WhenAll(
            OutputReader.ReadAsync(_process.StandardOutput, isError: false, onLine),
            OutputReader.ReadAsync(_process.StandardError, isError: true, onLine)
        );
        await _process.WaitForExitAsync().ConfigureAwait(false);

        // A grandchild may hold the pipe open; its lines are not worth waiting for.
        try
        {
            await lines.WaitAsync(TimeSpan.FromSeconds(1), _clock).ConfigureAwait(false);
        }
        catch (TimeoutException) { }

        if (!OperatingSystem.IsWindows() && ProcessGuard.Prefix.Count > 0)
        {
            // What the process has left behind in its group.
            _ = SendSignal(-Id, Kill);
        }

        _guard.Remove(Id);
        var code = _process.ExitCode;
        _process.Dispose();
        return code;
    }

    // What is meant for the AppHost alone. Aspire's orchestrator keeps these from its children too, except for the
    // parameters: those are secrets, and a process gets the ones that the model gives it.
    private static bool IsOurs(string name) =>
        name
            is "ASPNETCORE_URLS"
                or "ASPNETCORE_ENVIRONMENT"
                or "DOTNET_ENVIRONMENT"
                or "DOTNET_LAUNCH_PROFILE"
                or "ASPIRE_LOGLEVEL"
                // The dashboard would look for a resource service there.
                or "ASPIRE_RESOURCE_SERVICE_ENDPOINT_URL"
                or "ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"
        || name.StartsWith("Parameters__", StringComparison.OrdinalIgnoreCase);

    [DllImport("libc", EntryPoint = "kill")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int SendSignal(int process, int signal);
}
