using System.Threading.RateLimiting;
using Microsoft.AspNetCore.WebUtilities;

namespace TimurApiConnect.Gateway.Documents;

/// <summary>A PDF to be joined with others.</summary>
/// <param name="Length">Its bytes.</param>
/// <param name="ReadAsync">Hands its length and bytes over as they are read; false when it is not there any more.</param>
internal sealed record PdfSource(
    long Length,
    Func<Func<long, Stream, Task>, CancellationToken, Task<bool>> ReadAsync
);

/// <summary>What became of joining.</summary>
/// <param name="Document">The joined document, the caller's to dispose of; null when none is made.</param>
/// <param name="Left">Those that were left out, by their place, and why (said as "it …"); no reason when one was not there any more.</param>
/// <param name="GaveUp">Whether too many ended their reader: what comes after the last of them was not looked at.</param>
internal sealed record PdfJoined(
    FileBufferingWriteStream? Document,
    IReadOnlyDictionary<int, string?> Left,
    bool GaveUp
);

/// <summary>
/// Joins strangers' PDFs without reading them: other processes do, a few at once. A file that ends its reader is left out, and the others are read
/// by the next.
/// </summary>
internal sealed class PdfJoin(PdfLimits limits) : IDisposable
{
    private readonly ConcurrencyLimiter _turns = new(
        new()
        {
            PermitLimit = limits.AtOnce,
            QueueLimit = limits.Waiting,
            QueueProcessingOrder = QueueProcessingOrder.OldestFirst,
        }
    );

    /// <summary>Joins what can be joined.</summary>
    /// <param name="sources">The documents, in the order of their pages.</param>
    /// <param name="mostLeft">How many may be left out: with more, no document is made. All are looked at all the same.</param>
    /// <param name="stopping">Ends the process that reads.</param>
    /// <returns>What became of it; null when too many others are being joined.</returns>
    /// <exception cref="PdfProcessException">It cannot be done, and no single one is the reason.</exception>
    public async Task<PdfJoined?> JoinAsync(
        IReadOnlyList<PdfSource> sources,
        int mostLeft,
        CancellationToken stopping
    )
    {
        using var turn = await TurnAsync(stopping);
        if (turn is not { IsAcquired: true })
        {
            return null;
        }

        using var within = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        within.CancelAfter(limits.Whole);
        var left = new Dictionary<int, string?>();
        try
        {
            for (var ended = 0; ended < limits.MaxEnded; ended++)
            {
                var document = PdfBuffer.New();
                var isDone = false;
                try
                {
                    isDone = await TryAsync(sources, left, document, within.Token);
                    if (isDone && left.Count < sources.Count && left.Count <= mostLeft)
                    {
                        return new(document, left, GaveUp: false);
                    }
                }
                catch
                {
                    await document.DisposeAsync();
                    throw;
                }

                await document.DisposeAsync();
                if (isDone)
                {
                    return new(null, left, GaveUp: false);
                }
            }

            return new(null, left, GaveUp: true);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            throw new PdfProcessException(
                $"joining them takes longer than {limits.Whole.TotalSeconds:0.#} s",
                isOfTheFile: false
            );
        }
    }

    public void Dispose() => _turns.Dispose();

    /// <summary>Joins them with one process; false when a file has ended it, which is then left out.</summary>
    private async Task<bool> TryAsync(
        IReadOnlyList<PdfSource> sources,
        Dictionary<int, string?> left,
        Stream document,
        CancellationToken stopping
    )
    {
        await using var process = await PdfProcess.StartAsync(limits, stopping);
        for (var i = 0; i < sources.Count; i++)
        {
            if (left.ContainsKey(i))
            {
                continue;
            }

            try
            {
                string? why = null;
                var isThere = await sources[i]
                    .ReadAsync(
                        async (length, file) =>
                            why =
                                length > PdfLimits.LargestFile
                                    ? $"it has more than {PdfLimits.LargestFile / 1024 / 1024} MB"
                                    : await process.TakeAsync(length, file, document, stopping),
                        stopping
                    );
                if (!isThere || why is not null)
                {
                    left[i] = why;
                }
            }
            catch (PdfProcessException e) when (e.IsOfTheFile)
            {
                left[i] = e.Message;
                return false;
            }
        }

        if (left.Count < sources.Count)
        {
            await process.CompleteAsync(document, stopping);
        }

        return true;
    }

    private async Task<RateLimitLease?> TurnAsync(CancellationToken stopping)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(stopping);
        patience.CancelAfter(limits.Turn);
        try
        {
            return await _turns.AcquireAsync(1, patience.Token);
        }
        catch (OperationCanceledException) when (!stopping.IsCancellationRequested)
        {
            return null;
        }
    }
}
