using System.Globalization;
using System.Text;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>A waybill: a PDF of labels, a page of 105 x 74 mm for each place.</summary>
internal static class WaybillPdf
{
    // Points, 1/72 inch.
    private const int Width = 298;
    private const int Height = 210;

    public static byte[] Write(MarketOrder order)
    {
        var text = new StringBuilder("%PDF-1.4\n");
        var offsets = new List<int>();
        var pages = Enumerable.Range(0, order.Places).Select(p => $"{4 + (p * 2)} 0 R");
        Add("<< /Type /Catalog /Pages 2 0 R >>");
        Add($"<< /Type /Pages /Kids [{string.Join(' ', pages)}] /Count {order.Places} >>");
        Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        for (var place = 1; place <= order.Places; place++)
        {
            Add(
                $"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 {Width} {Height}] /Contents {offsets.Count + 2} 0 R /Resources << /Font << /F1 3 0 R >> >> >>"
            );
            var label =
                $"BT /F1 20 Tf 20 150 Td (KASPI {order.Code}) Tj 0 -40 Td (Place {place} of {order.Places}) Tj ET";
            Add($"<< /Length {label.Length} >>\nstream\n{label}\nendstream");
        }

        var start = text.Length;
        text.Append(CultureInfo.InvariantCulture, $"xref\n0 {offsets.Count + 1}\n");
        text.Append("0000000000 65535 f \n");
        foreach (var offset in offsets)
        {
            text.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n");
        }

        text.Append(
            CultureInfo.InvariantCulture,
            $"trailer\n<< /Size {offsets.Count + 1} /Root 1 0 R >>\nstartxref\n{start}\n%%EOF\n"
        );
        return Encoding.ASCII.GetBytes(text.ToString());

        void Add(string body)
        {
            offsets.Add(text.Length);
            text.Append(CultureInfo.InvariantCulture, $"{offsets.Count} 0 obj\n{body}\nendobj\n");
        }
    }
}
