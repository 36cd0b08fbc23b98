using System.Buffers.Binary;
using System.ComponentModel;
using System.Diagnostics;
using System.Text;

namespace TimurApiConnect.Gateway.Documents;

/// <summary>
/// A process that reads strangers' PDFs for the gateway, see <see cref="Child.PdfVerb"/>. It is watched, and it ends with this object at the latest.
/// </summary>
internal sealed class PdfProcess : IAsyncDisposable
{
    private const int Step = 64 * 1024;
    private const int MaxSaid = 1024;
    private static readonly TimeSpan LookEvery = TimeSpan.FromMilliseconds(50);

    // 128 and the number of SIGHUP, SIGINT, SIGKILL and SIGTERM: people send these, and the kernel. No file can.
    private static readonly int[] FromOutside = [129, 130, 137, 143];

    private readonly PdfLimits _limits;
    private readonly Process _process;
    private readonly CancellationTokenSource _over = new();
    private readonly Task<string> _said;
    private readonly Task _watch;
    private volatile string? _killedBecause;
    private int _files;

    private PdfProcess(PdfLimits limits, Process process)
    {
        (_limits, _process) = (limits, process);
        _said = FirstLineAsync(process.StandardError.BaseStream);
        _watch = WatchAsync();
    }

    private Stream Input => _process.StandardInput.BaseStream;

    private Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>Starts one.</summary>
    /// <exception cref="PdfProcessException">The machine does not let it, or has ended it at once.</exception>
    public static async Task<PdfProcess> StartAsync(PdfLimits limits, CancellationToken stopping)
    {
        PdfProcess process;
        try
        {
            process = new(limits, Process.Start(PdfProgram.Start(limits))!);
        }
        catch (Win32Exception e)
        {
            throw new PdfProcessException(
                $"the process that joins them cannot be started ({e.Message})",
                isOfTheFile: false
            );
        }

        try
        {
            // How long that takes is no file's doing.
            return await process.AnswerAsync(Stream.Null, stopping) is (PdfFrame.Ready, _)
                ? process
                : throw await process.EndedAsync(
                    "the process that joins them does not start",
                    stopping
                );
        }
        catch
        {
            await process.DisposeAsync();
            throw;
        }
    }

    /// <summary>Gives it a file; why it cannot be joined with others, or null when it can.</summary>
    /// <param name="length">The file's bytes.</param>
    /// <param name="file">Where they are read from, as they are sent.</param>
    /// <param name="document">Gets what the joined document grows by.</param>
    /// <param name="stopping">Stops waiting.</param>
    /// <exception cref="PdfProcessException">The process ended, or is of no more use.</exception>
    public async Task<string?> TakeAsync(
        long length,
        Stream file,
        Stream document,
        CancellationToken stopping
    )
    {
        Interlocked.Increment(ref _files);
        await SendAsync(length, file, stopping);
        var (kind, said) = await AnswerAsync(document, stopping);
        return kind switch
        {
            PdfFrame.Taken => null,
            PdfFrame.Refused => said,
            PdfFrame.Spoilt => throw new PdfProcessException(said, isOfTheFile: true),
            _ => throw await EndedAsync("it ends whoever reads it", stopping),
        };
    }

    /// <summary>Has the end of the joined document written.</summary>
    /// <exception cref="PdfProcessException">The process ended, and the document is not whole.</exception>
    public async Task CompleteAsync(Stream document, CancellationToken stopping)
    {
        Interlocked.Increment(ref _files);
        _process.StandardInput.Close();
        await AnswerAsync(document, stopping);
        await _process.WaitForExitAsync(stopping);
        if (_process.ExitCode != 0)
        {
            throw await EndedAsync("together they end whoever joins them", stopping);
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        _process.Kill();
        await _over.CancelAsync();
        await _process.WaitForExitAsync(CancellationToken.None);
        await Task.WhenAll(_said, _watch);
        _process.Dispose();
        _over.Dispose();
    }

    private async Task SendAsync(long length, Stream file, CancellationToken stopping)
    {
        var buffer = new byte[Step];
        BinaryPrimitives.WriteInt32BigEndian(buffer, checked((int)length));
        var count = sizeof(int);
        do
        {
            try
            {
                await Input.WriteAsync(buffer.AsMemory(0, count), stopping);
            }
            catch (IOException)
            {
                // Nobody reads the pipe any more.
                throw await EndedAsync("it ends whoever reads it", stopping);
            }
        } while ((count = await file.ReadAsync(buffer, stopping)) > 0);
    }

    /// <summary>What it says after the pieces of the document; nothing when it says no more.</summary>
    private async Task<(byte? Kind, string Said)> AnswerAsync(
        Stream document,
        CancellationToken stopping
    )
    {
        var content = new byte[PdfFrame.Longest];
        while (
            await Output.ReadAtLeastAsync(
                content.AsMemory(0, PdfFrame.Head),
                PdfFrame.Head,
                throwOnEndOfStream: false,
                stopping
            ) == PdfFrame.Head
        )
        {
            var (kind, length) = PdfFrame.Read(content.AsSpan(0, PdfFrame.Head));
            if (
                length is < 0 or > PdfFrame.Longest
                || document.Length + length > PdfLimits.LargestDocument
            )
            {
                throw new PdfProcessException(
                    "it makes whoever reads it say what makes no sense",
                    isOfTheFile: true
                );
            }

            var rest = content.AsMemory(0, length);
            if (
                await Output.ReadAtLeastAsync(rest, length, throwOnEndOfStream: false, stopping)
                < length
            )
            {
                break;
            }

            if (kind != PdfFrame.Piece)
            {
                return (kind, Encoding.UTF8.GetString(rest.Span));
            }

            await document.WriteAsync(rest, stopping);
        }

        return (null, "");
    }

    private async Task<PdfProcessException> EndedAsync(string why, CancellationToken stopping)
    {
        await _process.WaitForExitAsync(stopping);
        var code = _process.ExitCode;
        var said = await _said;
        return _killedBecause is { } limit ? new(limit, isOfTheFile: true)
            : FromOutside.Contains(code)
                ? new(
                    $"the process that joins them was ended from outside (exit code {code})",
                    isOfTheFile: false
                )
            : new(
                $"{why} (exit code {code}{(said.Length == 0 ? "" : $", {said}")})",
                isOfTheFile: true
            );
    }

    // "Stack overflow." and thousands of lines where: the first tells enough, but all must be taken, else the process waits.
    private static async Task<string> FirstLineAsync(Stream errors)
    {
        var said = new StringBuilder();
        var buffer = new byte[Step];
        int read;
        while ((read = await errors.ReadAsync(buffer, CancellationToken.None)) > 0)
        {
            said.Append(Encoding.UTF8.GetString(buffer, 0, Math.Min(read, MaxSaid - said.Length)));
        }

        return said.ToString().Split('\n')[0].Trim().TrimEnd('.');
    }

    // The limit of the heap does not count what native code takes, and none of the processor's time.
    private async Task WatchAsync()
    {
        try
        {
            using var seen = Process.GetProcessById(_process.Id);
            using var timer = new PeriodicTimer(LookEvery);
            var (file, before) = (0, TimeSpan.Zero);
            while (await timer.WaitForNextTickAsync(_over.Token))
            {
                seen.Refresh();
                if (Volatile.Read(ref _files) is var now && now != file)
                {
                    (file, before) = (now, seen.TotalProcessorTime);
                }

                _killedBecause =
                    seen.WorkingSet64 > _limits.Resident
                        ? "it needs more memory than any waybill does"
                    : seen.TotalProcessorTime - before > _limits.OneFile
                        ? $"it takes more than {_limits.OneFile.TotalSeconds:0.#} s to read, which no waybill does"
                    : null;
                if (_killedBecause is not null)
                {
                    _process.Kill();
                    return;
                }
            }
        }
        catch (Exception e)
            when (e
                    is OperationCanceledException
                        or ArgumentException
                        or InvalidOperationException
                        or Win32Exception
            )
        {
            // It is over, or was before it could be looked at.
        }
    }
}
