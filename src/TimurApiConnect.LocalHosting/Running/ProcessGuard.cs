using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Versioning;

namespace Aspire.Hosting.Running;

/// <summary>
/// Sees to it that no process outlives the AppHost, whichever way the AppHost ends. On Unix a small shell holds the
/// reading end of a pipe: when the AppHost is gone, even by kill -9, the system closes the writing end, and the shell
/// ends what is still on its list. A parent-death signal would do it on Linux alone, and there it is bound to the
/// thread that started the child, which in .NET comes and goes. On Windows a job object does it.
/// </summary>
internal sealed class ProcessGuard : IDisposable
{
    // Ends politely first: Redis writes its last second to the disk then.
    private const string Script = """
        trap '' INT TERM HUP QUIT
        exec >/dev/null 2>&1
        list=
        while read -r what who; do
          rest=
          for one in $list; do [ "$one" = "$who" ] || rest="$rest $one"; done
          list=$rest
          [ "$what" = add ] && list="$list $who"
        done
        for one in $list; do kill -s TERM -- "$one"; done
        tries=0
        while [ $tries -lt 30 ]; do
          left=
          for one in $list; do kill -s 0 -- "$one" && left=yes; done
          [ -z "$left" ] && exit 0
          sleep 0.1
          tries=$((tries + 1))
        done
        for one in $list; do kill -s KILL -- "$one"; done
        """;

    private static readonly Lazy<string[]> OwnSession = new(FindOwnSession);
    private readonly Lock _gate = new();
    private Process? _shell;
    private SafeHandle? _job;

    /// <summary>
    /// What to put before a command so that it runs in a session of its own: Ctrl+C in a terminal goes to the whole
    /// foreground group, and then everything would end at once instead of in order.
    /// </summary>
    public static IReadOnlyList<string> Prefix => OwnSession.Value;

    /// <summary>What stands for the process, or for its whole group, in a call of kill.</summary>
    public static int Target(int pid) => Prefix.Count > 0 ? -pid : pid;

    public void Add(Process process)
    {
        if (OperatingSystem.IsWindows())
        {
            AddToJob(process);
        }
        else
        {
            Tell("add", process.Id);
        }
    }

    public void Remove(int pid)
    {
        if (!OperatingSystem.IsWindows())
        {
            Tell("remove", pid);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            if (_shell is not null)
            {
                // The shell reads the end of the pipe, finds its list empty and ends.
                _shell.StandardInput.Dispose();
                _shell.Dispose();
                _shell = null;
            }

            _job?.Dispose();
            _job = null;
        }
    }

    private void Tell(string what, int pid)
    {
        lock (_gate)
        {
            _shell ??= StartShell();
            try
            {
                _shell.StandardInput.Write($"{what} {Target(pid)}\n");
                _shell.StandardInput.Flush();
            }
            catch (IOException)
            {
                // Somebody killed the guard. The ordered stop still works; what is lost is the second line of defence.
            }
        }
    }

    private static Process StartShell()
    {
        string[] command = [.. Prefix, "/bin/sh", "-c", Script];
        var start = new ProcessStartInfo(command[0])
        {
            RedirectStandardInput = true,
            UseShellExecute = false,
        };
        foreach (var argument in command.Skip(1))
        {
            start.ArgumentList.Add(argument);
        }

        return Process.Start(start)!;
    }

    private static string[] FindOwnSession()
    {
        if (OperatingSystem.IsWindows())
        {
            return [];
        }

        if (Commands.Find("setsid") is { } setsid)
        {
            return [setsid];
        }

        // macOS has no setsid, but Perl.
        return Commands.Find("perl") is { } perl
            ? [perl, "-e", "use POSIX; POSIX::setsid(); exec { $ARGV[0] } @ARGV or die", "--"]
            : [];
    }

    [SupportedOSPlatform("windows")]
    private void AddToJob(Process process)
    {
        lock (_gate)
        {
            _job ??= WindowsJob.Create();
            WindowsJob.Add(_job, process);
        }
    }
}
