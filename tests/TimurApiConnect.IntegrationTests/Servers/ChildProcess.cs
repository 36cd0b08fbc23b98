using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace TimurApiConnect.IntegrationTests.Servers;

/// <summary>A server program that a test starts, with what it last said; it ends with the tests.</summary>
internal sealed class ChildProcess : IDisposable
{
    private const int MaxLines = 200;
    private readonly Process _process;
    private readonly Queue<string> _lines = new();

    private ChildProcess(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Note(line.Data);
        process.ErrorDataReceived += (_, line) => Note(line.Data);
        process.Start();
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += OnExit;
    }

    public int Id => _process.Id;

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    /// <summary>The last lines of its output: why it did not start.</summary>
    public string Output
    {
        get
        {
            lock (_lines)
            {
                return string.Join('\n', _lines);
            }
        }
    }

    public static ChildProcess Start(string program, params IEnumerable<string> arguments) =>
        new(
            new Process
            {
                StartInfo = new ProcessStartInfo(program, arguments)
                {
                    RedirectStandardOutput = true,
                    RedirectStandardError = true,
                    UseShellExecute = false,
                },
            }
        );

    /// <summary>Starts a program in a folder, with these variables besides the tests' own.</summary>
    public static ChildProcess StartIn(
        string folder,
        IReadOnlyDictionary<string, string> environment,
        string program,
        params IEnumerable<string> arguments
    )
    {
        var start = new ProcessStartInfo(program, arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new(new Process { StartInfo = start });
    }

    /// <summary>Runs a program to its end, and tells what it said. It must succeed.</summary>
    public static async Task<string> ReadAsync(string program, params IEnumerable<string> arguments)
    {
        using var process = Start(program, arguments);
        await process._process.WaitForExitAsync().WaitAsync(TimeSpan.FromSeconds(120));
        return process._process.ExitCode == 0
            ? process.Output
            : throw new InvalidOperationException(
                $"{program} ended with {process._process.ExitCode}: {process.Output}"
            );
    }

    /// <summary>Runs a program to its end; it must succeed.</summary>
    public static Task RunAsync(string program, params IEnumerable<string> arguments) =>
        ReadAsync(program, arguments);

    /// <summary>A port that nobody listens on now.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Where a program lies, by PATH.</summary>
    public static string? Find(string program) =>
        (Environment.GetEnvironmentVariable("PATH") ?? "")
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .Select(folder => Path.Combine(folder, program))
            .FirstOrDefault(File.Exists);

    /// <summary>Asks until it answers, for half a minute at most.</summary>
    public async Task WaitUntilAsync(Func<Task<bool>> answers)
    {
        var clock = Stopwatch.StartNew();
        while (true)
        {
            try
            {
                if (await answers())
                {
                    return;
                }
            }
            catch (Exception e)
                when (e is SocketException or IOException or System.Data.Common.DbException)
            {
                // Not yet.
            }

            if (HasExited || clock.Elapsed > TimeSpan.FromSeconds(30))
            {
                throw new InvalidOperationException($"It did not start: {Output}");
            }

            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        }
    }

    /// <summary>Sends it a signal by name, such as <c>STOP</c> and <c>CONT</c>.</summary>
    public Task SignalAsync(string name) => RunAsync("kill", [$"-{name}", $"{_process.Id}"]);

    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
            _process.WaitForExit(10_000);
        }
    }

    public void Dispose()
    {
        AppDomain.CurrentDomain.ProcessExit -= OnExit;
        Kill();
        _process.Dispose();
    }

    private void OnExit(object? sender, EventArgs e) => Kill();

    private void Note(string? line)
    {
        lock (_lines)
        {
            if (line is not null)
            {
                _lines.Enqueue(line);
            }

            if (_lines.Count > MaxLines)
            {
                _lines.Dequeue();
            }
        }
    }
}
