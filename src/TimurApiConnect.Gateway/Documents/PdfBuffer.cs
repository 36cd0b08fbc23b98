using Microsoft.AspNetCore.WebUtilities;

namespace TimurApiConnect.Gateway.Documents;

/// <summary>Where a PDF waits to be fetched, however slowly that is done.</summary>
internal static class PdfBuffer
{
    private const int MaxInMemory = 1024 * 1024;

    /// <summary>A megabyte in memory, more in a file that only this user may read and that is gone when it is closed.</summary>
    public static FileBufferingWriteStream New() => new(MaxInMemory, PdfLimits.LargestDocument);
}
