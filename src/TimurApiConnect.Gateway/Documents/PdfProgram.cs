using System.Collections;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;
using TimurApiConnect.Gateway.Documents.Child;

namespace TimurApiConnect.Gateway.Documents;

/// <summary>How the process is started that reads strangers' PDFs: the gateway's own program with a verb, and nothing of the gateway's secrets.</summary>
internal static class PdfProgram
{
    // What the runtime needs to start. All else stays here: settings come as variables, and many of them are secrets.
    private static readonly string[] Passed =
    [
        "PATH",
        "HOME",
        "TMPDIR",
        "TEMP",
        "TMP",
        "SystemRoot",
        "LD_LIBRARY_PATH",
        "DOTNET_BUNDLE_EXTRACT_BASE_DIR",
        "DOTNET_RUNNING_IN_CONTAINER",
    ];

    // DOTNET_ROOT, DOTNET_ROOT_ARM64, DOTNET_ROLL_FORWARD, DOTNET_ROLL_FORWARD_TO_PRERELEASE
    private static readonly string[] PassedBeginnings = ["DOTNET_ROOT", "DOTNET_ROLL_FORWARD"];

    public static ProcessStartInfo Start(PdfLimits limits)
    {
        var (program, first) = Command();
        // It ends itself a little later than the gateway would, in case that is gone.
        var seconds = (limits.Whole * 1.25).TotalSeconds.ToString(CultureInfo.InvariantCulture);
        var start = new ProcessStartInfo(program, [.. first, PdfVerb.Name, seconds])
        {
            UseShellExecute = false,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            StandardErrorEncoding = Encoding.UTF8,
        };
        start.Environment.Clear();
        foreach (DictionaryEntry variable in Environment.GetEnvironmentVariables())
        {
            var name = (string)variable.Key;
            if (IsPassed(name))
            {
                start.Environment[name] = (string?)variable.Value;
            }
        }

        start.Environment["DOTNET_GCHeapHardLimit"] = limits.Heap.ToString(
            "X",
            CultureInfo.InvariantCulture
        );
        // One short life on one processor.
        start.Environment["DOTNET_gcServer"] = "0";
        start.Environment["DOTNET_gcConcurrent"] = "0";
        start.Environment["DOTNET_TieredPGO"] = "0";
        // Nobody attaches to it, and it leaves no files of its own.
        start.Environment["DOTNET_EnableDiagnostics"] = "0";
        return start;
    }

    private static bool IsPassed(string name) =>
        Passed.Contains(name, StringComparer.OrdinalIgnoreCase)
        || PassedBeginnings.Any(b => name.StartsWith(b, StringComparison.OrdinalIgnoreCase));

    /// <summary>
    /// <c>gateway</c> where the gateway is a program of its own, <c>dotnet gateway.dll</c> where dotnet runs it; where another program has loaded
    /// it (a test), the dotnet whose runtime that uses.
    /// </summary>
    private static (string Program, string[] First) Command()
    {
        var assembly = typeof(PdfProgram).Assembly;
        var own = Environment.ProcessPath!;
        if (Path.GetFileNameWithoutExtension(own) == assembly.GetName().Name)
        {
            return (own, []);
        }

        // …/dotnet/shared/Microsoft.NETCore.App/10.0.0/
        var dotnet =
            Path.GetFileNameWithoutExtension(own) == "dotnet"
                ? own
                : Path.GetFullPath(
                    Path.Combine(
                        RuntimeEnvironment.GetRuntimeDirectory(),
                        "../../..",
                        OperatingSystem.IsWindows() ? "dotnet.exe" : "dotnet"
                    )
                );
        return (dotnet, [assembly.Location]);
    }
}
