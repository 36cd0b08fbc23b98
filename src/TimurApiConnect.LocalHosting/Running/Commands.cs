using System.Runtime.InteropServices;

namespace Aspire.Hosting.Running;

/// <summary>Looks for commands as a shell does.</summary>
internal static class Commands
{
    public static string? Find(string command)
    {
        if (command.Contains(Path.DirectorySeparatorChar, StringComparison.Ordinal))
        {
            return File.Exists(command) ? command : null;
        }

        var endings = OperatingSystem.IsWindows() ? new[] { ".exe", ".cmd", "" } : [""];
        return (System.Environment.GetEnvironmentVariable("PATH") ?? string.Empty)
            .Split(Path.PathSeparator, StringSplitOptions.RemoveEmptyEntries)
            .SelectMany(folder => endings.Select(ending => Path.Combine(folder, command + ending)))
            .FirstOrDefault(File.Exists);
    }

    /// <summary>Whether there is an SDK beside that dotnet command, and not a runtime alone.</summary>
    public static bool HasSdk(string dotnet)
    {
        var target = File.Exists(dotnet)
            ? new FileInfo(dotnet).ResolveLinkTarget(returnFinalTarget: true)?.FullName
            : null;
        return Path.GetDirectoryName(target ?? dotnet) is { } folder
            && Directory.Exists(Path.Combine(folder, "sdk"));
    }

    /// <summary>The dotnet command that runs the AppHost itself, so that the children run on the same one.</summary>
    public static string DotNet()
    {
        var name = OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet";
        var beside = Path.GetFullPath(
            Path.Combine(RuntimeEnvironment.GetRuntimeDirectory(), "..", "..", "..", name)
        );
        return File.Exists(beside) ? beside : Find("dotnet") ?? "dotnet";
    }
}
