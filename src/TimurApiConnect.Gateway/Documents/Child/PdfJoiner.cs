using UglyToad.PdfPig;
using UglyToad.PdfPig.Exceptions;
using UglyToad.PdfPig.Tokens;
using UglyToad.PdfPig.Writer;

namespace TimurApiConnect.Gateway.Documents.Child;

/// <summary>
/// Joins PDFs. What a stranger calls a PDF need not be one: each is joined alone first, and what fails then is left out with the reason.
/// </summary>
/// <param name="output">Gets the joined document, file by file.</param>
internal sealed class PdfJoiner(PdfOutput output)
{
    // What all readers know.
    private const double Version = 1.7;
    private PdfDocumentBuilder? _all;

    /// <summary>Whether a file failed in the middle of the joined document: then nothing can come of that.</summary>
    public bool IsSpoilt { get; private set; }

    /// <summary>Takes a file; the reason when it cannot be joined with others, said as "it …".</summary>
    public string? Take(byte[] file)
    {
        try
        {
            CheckShape(file);
            var alone = Begin(new PdfOutput(null, PdfLimits.LargestJoined));
            Add(alone, file);
            Complete(alone);
            IsSpoilt = true;
            Add(_all ??= Begin(output), file);
            output.Flush();
            IsSpoilt = false;
            return null;
        }
        catch (PdfRefusedException refused)
        {
            return refused.Message;
        }
        catch (OutOfMemoryException)
        {
            return "it needs more memory than any waybill does";
        }
        catch (PdfDocumentEncryptedException)
        {
            return "it is encrypted";
        }
        catch (Exception e)
        {
            // A parser at a stranger's file fails in whatever way. Its own words may quote the file, and so the buyer's address.
            return $"it is no PDF that can be read: {e.GetType().Name}";
        }
    }

    /// <summary>Writes the end of the document. Of no file at all there is none.</summary>
    public void Complete()
    {
        if (_all is not null)
        {
            Complete(_all);
            output.Flush();
        }
    }

    private static PdfDocumentBuilder Begin(PdfOutput output) =>
        new(output, disposeStream: false, type: PdfWriterType.Default, version: Version);

    // Not left to a using: it would complete what has just failed.
    private static void Complete(PdfDocumentBuilder builder) => builder.Dispose();

    private static void CheckShape(byte[] file)
    {
        if (!file.AsSpan().StartsWith("%PDF-"u8))
        {
            throw new PdfRefusedException("it is no PDF");
        }

        // 12 0 obj << … >> endobj
        var objects = file.AsSpan().Count(" obj"u8);
        if (objects > PdfLimits.MaxObjects)
        {
            throw new PdfRefusedException(
                $"it has {objects} objects, more than {PdfLimits.MaxObjects}"
            );
        }
    }

    private static void Add(PdfDocumentBuilder builder, byte[] file)
    {
        var filters = new BoundedFilters(PdfLimits.MaxUnpacked);
        // Fonts are copied, not used.
        var options = new ParsingOptions { FilterProvider = filters, SkipMissingFonts = true };
        using var document = PdfDocument.Open(file, options);
        if (document.IsEncrypted)
        {
            // Decrypted wrongly it would be joined as garbage: looked at, that is seen.
            filters.ShowsAll = true;
            options.SkipMissingFonts = false;
        }

        if (document.NumberOfPages is 0 or > PdfLimits.MaxPages)
        {
            throw new PdfRefusedException(
                document.NumberOfPages == 0
                    ? "it has no pages"
                    : $"it has {document.NumberOfPages} pages, more than {PdfLimits.MaxPages}"
            );
        }

        for (var page = 1; page <= document.NumberOfPages; page++)
        {
            builder.AddPage(document, page);
            // What the library could not read of a page it leaves out in silence: an empty label would be printed.
            if (!document.GetPage(page).Dictionary.ContainsKey(NameToken.Contents))
            {
                throw new PdfRefusedException($"page {page} of it is empty or cannot be read");
            }
        }

        filters.Check();
    }
}
