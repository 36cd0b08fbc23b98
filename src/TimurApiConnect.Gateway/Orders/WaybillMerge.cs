using UglyToad.PdfPig;
using UglyToad.PdfPig.Writer;

namespace TimurApiConnect.Gateway.Orders;

/// <summary>Many waybills, made one document. What a vendor calls a PDF need not be one: what cannot be read is missing like the rest.</summary>
internal sealed class WaybillMerge
{
    private readonly List<byte[]> _pdfs = [];
    private readonly Dictionary<string, string> _missing = new(StringComparer.Ordinal);

    /// <summary>Bytes so far.</summary>
    public long Size { get; private set; }

    public bool IsEmpty => _pdfs.Count == 0;

    /// <summary>The orders without one, each with the reason.</summary>
    public IReadOnlyDictionary<string, string> Missing => _missing;

    public void Miss(string code, string why) => _missing.TryAdd(code, why);

    public void Add(string code, byte[] pdf)
    {
        if (Unreadable(pdf) is { } why)
        {
            Miss(
                code,
                $"The waybill of order {code} is kept, but cannot be joined with others ({why}). Take it alone: GET /api/orders/{code}/waybill."
            );
            return;
        }

        _pdfs.Add(pdf);
        Size += pdf.Length;
    }

    public byte[] Write() => PdfMerger.Merge(_pdfs);

    // Joined alone: what fails then would fail with the others too, and would not say whose fault it is.
    private static string? Unreadable(byte[] pdf)
    {
        try
        {
            using var document = PdfDocument.Open(PdfMerger.Merge([pdf]));
            return document.NumberOfPages > 0 ? null : "it has no pages";
        }
        catch (Exception e)
        {
            // A parser at a stranger's file fails in whatever way; it is said, and the others are printed.
            return e.GetType().Name;
        }
    }
}
