using Microsoft.AspNetCore.WebUtilities;
using TimurApiConnect.Gateway.Documents;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>What became of a print.</summary>
internal abstract record WaybillPrint
{
    private WaybillPrint() { }

    /// <summary>It is made, without the missing ones.</summary>
    /// <param name="Document">The caller's to dispose of.</param>
    /// <param name="Missing">Why, by the order's number.</param>
    public sealed record Done(
        FileBufferingWriteStream Document,
        IReadOnlyDictionary<string, MissingWaybill> Missing
    ) : WaybillPrint;

    /// <summary>None is made, because of these.</summary>
    /// <param name="Missing">Why, by the order's number.</param>
    /// <param name="GaveUp">Whether so many ended their reader that not all were looked at.</param>
    public sealed record Missed(IReadOnlyDictionary<string, MissingWaybill> Missing, bool GaveUp)
        : WaybillPrint;

    /// <summary>They are too large together.</summary>
    /// <param name="Code">The order with the largest.</param>
    /// <param name="Size">Its bytes.</param>
    public sealed record TooLarge(string Code, long Size) : WaybillPrint;

    /// <summary>It could not be done, and no order is the reason.</summary>
    public sealed record Failed(string Why) : WaybillPrint;

    /// <summary>Too many others print.</summary>
    public sealed record Busy : WaybillPrint;
}

/// <summary>Makes one document of many waybills. None of them is read in this process.</summary>
internal sealed partial class WaybillPrinter(
    WaybillFinder finder,
    PdfJoin join,
    ILogger<WaybillPrinter> logger
)
{
    /// <summary>Prints the waybills of these orders, in their order.</summary>
    public async Task<WaybillPrint> PrintAsync(
        string shop,
        WaybillRequest wanted,
        CancellationToken stopping
    )
    {
        var (there, missing) = (
            new List<FoundWaybill>(),
            new Dictionary<string, MissingWaybill>(StringComparer.Ordinal)
        );
        foreach (var code in wanted.Codes)
        {
            var found = await finder.FindAsync(shop, code, stopping);
            if (found.Missing is { } reason)
            {
                missing.Add(code, reason);
            }
            else
            {
                there.Add(found);
            }
        }

        if (there.Sum(w => w.Size) > PdfLimits.LargestJoined)
        {
            var largest = there.MaxBy(w => w.Size)!;
            return new WaybillPrint.TooLarge(largest.Code, largest.Size);
        }

        if (there.Count == 0)
        {
            return new WaybillPrint.Missed(missing, GaveUp: false);
        }

        return await JoinAsync(shop, there, missing, wanted.SkipMissing, stopping);
    }

    private async Task<WaybillPrint> JoinAsync(
        string shop,
        List<FoundWaybill> there,
        Dictionary<string, MissingWaybill> missing,
        bool skipMissing,
        CancellationToken stopping
    )
    {
        PdfJoined? joined;
        try
        {
            joined = await join.JoinAsync(
                [
                    .. there.Select(waybill => new PdfSource(
                        waybill.Size,
                        (take, within) => finder.ReadAsync(shop, waybill, take, within)
                    )),
                ],
                skipMissing ? there.Count : -missing.Count,
                stopping
            );
        }
        catch (PdfProcessException e)
        {
            Log.Failed(logger, there.Count, e.Message);
            return new WaybillPrint.Failed(Sentence(e.Message));
        }

        if (joined is null)
        {
            return new WaybillPrint.Busy();
        }

        foreach (var (i, why) in joined.Left)
        {
            var code = there[i].Code;
            if (why is not null)
            {
                Log.Unreadable(logger, code, why);
            }

            missing.Add(
                code,
                why is null ? MissingWaybill.ErasedNow : MissingWaybill.Unreadable(code, why)
            );
        }

        return joined.Document is { } document
            ? new WaybillPrint.Done(document, missing)
            : new WaybillPrint.Missed(missing, joined.GaveUp);
    }

    private static string Sentence(string text) => $"{char.ToUpperInvariant(text[0])}{text[1..]}";

    private static partial class Log
    {
        [LoggerMessage(
            EventId = 1,
            Level = LogLevel.Warning,
            Message = "The waybill of order {Code} is not joined with others: {Why}."
        )]
        public static partial void Unreadable(ILogger logger, string code, string why);

        [LoggerMessage(
            EventId = 2,
            Level = LogLevel.Error,
            Message = "{Count} waybills could not be joined: {Why}."
        )]
        public static partial void Failed(ILogger logger, int count, string why);
    }
}
