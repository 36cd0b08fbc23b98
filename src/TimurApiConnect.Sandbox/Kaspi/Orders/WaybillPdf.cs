using System.Text;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>A waybill: a PDF of labels, a page of 105 x 74 mm for each place.</summary>
internal static class WaybillPdf
{
    // Points, 1/72 inch.
    private const int Width = 298;
    private const int Height = 210;

    public static byte[] Write(string code, int places)
    {
        var pdf = new PdfFile();
        var pages = Enumerable.Range(0, places).Select(p => $"{4 + (p * 2)} 0 R");
        pdf.Add("<< /Type /Catalog /Pages 2 0 R >>");
        pdf.Add($"<< /Type /Pages /Kids [{string.Join(' ', pages)}] /Count {places} >>");
        pdf.Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        for (var place = 1; place <= places; place++)
        {
            pdf.Add(Page(pdf.Next + 1));
            pdf.AddStream(
                "",
                Encoding.ASCII.GetBytes(
                    $"BT /F1 20 Tf 20 150 Td (KASPI {code}) Tj 0 -40 Td (Place {place} of {places}) Tj ET"
                )
            );
        }

        return pdf.Finish();
    }

    /// <summary>A page; the object 2 lists the pages, 3 is the font.</summary>
    /// <param name="contents">The number of what it draws.</param>
    /// <param name="resource">One more of its resources.</param>
    public static string Page(int contents, string resource = "") =>
        $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Contents {contents} 0 R /Resources << /Font << /F1 3 0 R >> {resource}>> >>";
}
