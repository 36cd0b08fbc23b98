using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TimurApiConnect.AppHostTests;

/// <summary>The AppHost as a process of its own, as somebody runs it.</summary>
public sealed class KilledAppHostTests
{
    [Fact]
    public async Task Killed_without_warning_it_leaves_no_process_behind_and_a_second_one_is_refused_the_folder()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var folder = Directory.CreateTempSubdirectory("timur-").FullName;
        using var first = new RunningAppHost(folder);
        await first.UntilStartedAsync();
        await Proc.WaitUntilAsync(
            () => first.Processes().Count >= 8,
            Graph.Limit,
            () => $"It did not come up:\n{first.Text}"
        );

        using var second = new RunningAppHost(folder);
        await Proc.WaitUntilAsync(
            () => second.Process.HasExited,
            Graph.Limit,
            () => $"A second one runs on the same folder:\n{second.Text}"
        );
        var children = first.Processes();
        first.Process.Kill(entireProcessTree: false);

        await Proc.WaitUntilAsync(
            () => !children.Any(Proc.IsAlive),
            Graph.Limit,
            () =>
                $"Still there: {string.Join(", ", children.Where(Proc.IsAlive).Select(p => p.ToString(CultureInfo.InvariantCulture)))}"
        );
        Assert.Equal(1, second.Process.ExitCode);
        Assert.Contains("is in use by another run", second.Text, StringComparison.Ordinal);
        Directory.Delete(folder, recursive: true);
    }

    private sealed class RunningAppHost : IDisposable
    {
        private readonly StringBuilder _text = new();
        private readonly string _mark = Guid.NewGuid().ToString("N");

        public RunningAppHost(string folder)
        {
            var start = new ProcessStartInfo(
                "dotnet",
                [
                    Built.Program("TimurApiConnect.AppHost"),
                    .. Ports.Free(),
                    $"--Data:Folder={folder}",
                    $"--LogFile:Folder={folder}/logs",
                    "--Sandbox:Goods=50",
                ]
            )
            {
                UseShellExecute = false,
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            };
            start.Environment["DOTNET_ENVIRONMENT"] = "Development";
            start.Environment["ASPNETCORE_URLS"] = Ports.FreeAddress();
            start.Environment["ASPIRE_DASHBOARD_OTLP_ENDPOINT_URL"] = Ports.FreeAddress();
            start.Environment["ASPIRE_ALLOW_UNSECURED_TRANSPORT"] = "true";
            // What it starts inherits it: the orchestrator leaves the family tree, and is found by this.
            start.Environment["TIMUR_TEST_MARK"] = _mark;
            Process = Process.Start(start)!;
            Process.OutputDataReceived += (_, line) => Add(line.Data);
            Process.ErrorDataReceived += (_, line) => Add(line.Data);
            Process.BeginOutputReadLine();
            Process.BeginErrorReadLine();
        }

        public Process Process { get; }

        public string Text
        {
            get
            {
                lock (_text)
                {
                    return _text.ToString();
                }
            }
        }

        public Task UntilStartedAsync() =>
            Proc.WaitUntilAsync(
                () => Process.HasExited || Text.Contains("started.", StringComparison.Ordinal),
                Graph.Limit,
                () => $"It did not start:\n{Text}"
            );

        public IReadOnlyList<int> Processes() =>
            [.. Proc.With("TIMUR_TEST_MARK", _mark).Where(pid => pid != Process.Id)];

        public void Dispose()
        {
            Process.Kill(entireProcessTree: true);
            Process.Dispose();
        }

        private void Add(string? line)
        {
            lock (_text)
            {
                _text.AppendLine(line);
            }
        }
    }
}
