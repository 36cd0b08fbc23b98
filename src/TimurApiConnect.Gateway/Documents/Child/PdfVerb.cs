using System.Buffers.Binary;
using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;
using System.Text;

namespace TimurApiConnect.Gateway.Documents.Child;

/// <summary>
/// The program that reads strangers' PDFs, in a process of its own: whatever a file does to its reader, it does there. Its input is, for each file,
/// the length (4 bytes, the highest first) and the bytes; the end of the input ends the list. It answers each file in a <see cref="PdfFrame"/>, and
/// sends the joined document piece by piece meanwhile. That is whole when the process ends with 0.
/// </summary>
internal static class PdfVerb
{
    /// <summary>The first argument that makes the gateway's program this one; the second is how many seconds it may live.</summary>
    public const string Name = "merge-pdf";

    private const int Failed = 1;

    // Enough for objects that lie some hundred deep in others. With the usual 8 MB it would depend on how far the compiler is whether 10,000 are read
    // or end the process.
    private const int Stack = 1024 * 1024;
    private const int SetDumpable = 4; // PR_SET_DUMPABLE

    public static int Run(string seconds)
    {
        using var end = BoundItself(double.Parse(seconds, CultureInfo.InvariantCulture));
        var code = Failed;
        var reader = new Thread(() => code = Serve(), Stack);
        reader.Start();
        reader.Join();
        return code;
    }

    private static int Serve()
    {
        using var input = Console.OpenStandardInput();
        using var output = Console.OpenStandardOutput();
        try
        {
            PdfFrame.Write(output, PdfFrame.Ready, []);
            using var document = new PdfOutput(output, PdfLimits.LargestDocument);
            var joiner = new PdfJoiner(document);
            while (Next(input) is { } file)
            {
                var why = joiner.Take(file);
                PdfFrame.Write(
                    output,
                    why is null ? PdfFrame.Taken
                        : joiner.IsSpoilt ? PdfFrame.Spoilt
                        : PdfFrame.Refused,
                    Encoding.UTF8.GetBytes(why ?? "")
                );
            }

            joiner.Complete();
            return 0;
        }
        catch (Exception e)
        {
            // One line for the gateway. The words of a parser may quote the file, and so the buyer's address.
            Console.Error.WriteLine(e is PdfRefusedException ? e.Message : e.GetType().Name);
            return Failed;
        }
    }

    private static byte[]? Next(Stream input)
    {
        Span<byte> head = stackalloc byte[sizeof(int)];
        var read = input.ReadAtLeast(head, head.Length, throwOnEndOfStream: false);
        if (read == 0)
        {
            return null;
        }

        var length = read == head.Length ? BinaryPrimitives.ReadInt32BigEndian(head) : -1;
        if (length is < 0 or > PdfLimits.LargestFile)
        {
            throw new InvalidDataException($"A file of {length} bytes.");
        }

        var file = new byte[length];
        input.ReadExactly(file);
        return file;
    }

    /// <summary>What holds also when the gateway is not there any more.</summary>
    private static ITimer BoundItself(double seconds)
    {
        if (OperatingSystem.IsLinux())
        {
            try
            {
                // Where memory runs out, this one goes and not the gateway.
                File.WriteAllText("/proc/self/oom_score_adj", "1000");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // A hardened machine may not allow it; the limits hold there too.
            }

            // No dump of a buyer's address when a file ends it, and nobody looks into it while it runs. Where that is refused it is as anywhere.
            _ = Prctl(SetDumpable, 0, 0, 0, 0);
        }

        return TimeProvider.System.CreateTimer(
            _ =>
            {
                using var me = Process.GetCurrentProcess();
                me.Kill();
            },
            null,
            TimeSpan.FromSeconds(seconds),
            Timeout.InfiniteTimeSpan
        );
    }

    [DllImport("libc", EntryPoint = "prctl")]
    [DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern int Prctl(int option, nuint a, nuint b, nuint c, nuint d);
}
