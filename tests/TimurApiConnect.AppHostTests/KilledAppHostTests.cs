#if !ASPIRE_PACKAGES
using System.Diagnostics;
using System.Globalization;
using System.Text;

namespace TimurApiConnect.AppHostTests;

/// <summary>The AppHost as a process of its own, as somebody runs it.</summary>
public sealed class KilledAppHostTests
{
    [Fact]
    public async Task Killed_without_warning_it_leaves_no_process_behind()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Reads /proc.");
        var folder = Directory.CreateTempSubdirectory("timur-").FullName;
        var text = new StringBuilder();
        using var host = Start(folder, text);
        await Proc.WaitUntilAsync(
            () => host.HasExited || Count(text, "healthy") >= Graph.Processes.Length,
            TimeSpan.FromSeconds(60),
            () => $"It did not come up:\n{Read(text)}"
        );
        var children = Proc.ChildrenOf(host.Id);
        Assert.True(children.Count >= Graph.Processes.Length, Read(text));
        Assert.Contains("gateway", Read(text), StringComparison.Ordinal);

        host.Kill(entireProcessTree: false);

        await Proc.WaitUntilAsync(
            () => !children.Any(Proc.IsAlive),
            TimeSpan.FromSeconds(10),
            () =>
                $"Still there: {string.Join(", ", children.Where(Proc.IsAlive).Select(p => p.ToString(CultureInfo.InvariantCulture)))}"
        );
        Directory.Delete(folder, recursive: true);
    }

    private static Process Start(string folder, StringBuilder text)
    {
        var start = new ProcessStartInfo("dotnet")
        {
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.ArgumentList.Add(typeof(Projects.TimurApiConnect_AppHost).Assembly.Location);
        start.ArgumentList.Add("--DcpPublisher:RandomizePorts=true");
        start.ArgumentList.Add($"--Data:Folder={folder}");
        start.ArgumentList.Add($"--LogFile:Folder={folder}/logs");
        start.ArgumentList.Add("--ASPIRE_CLI_PATH=/nowhere/aspire");
        start.Environment["DOTNET_ENVIRONMENT"] = "Development";
        var process = Process.Start(start)!;
        process.OutputDataReceived += (_, line) => Add(text, line.Data);
        process.ErrorDataReceived += (_, line) => Add(text, line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private static void Add(StringBuilder text, string? line)
    {
        lock (text)
        {
            text.AppendLine(line);
        }
    }

    private static string Read(StringBuilder text)
    {
        lock (text)
        {
            return text.ToString();
        }
    }

    private static int Count(StringBuilder text, string word) =>
        Read(text).Split('\n').Count(l => l.TrimEnd().EndsWith(word, StringComparison.Ordinal));
}
#endif
