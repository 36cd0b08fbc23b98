using System.IO.Compression;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>What a waybill is like. All but the first harm whoever reads them without limits.</summary>
internal enum WaybillShape
{
    /// <summary>Labels.</summary>
    Good,

    /// <summary>10,000 objects, each the only thing that the one before it names: who follows them runs out of stack.</summary>
    References,

    /// <summary>522 KB that unpack to 512 MB.</summary>
    Bomb,

    /// <summary>4.2 MB that unpack to 4 GB.</summary>
    HugeBomb,

    /// <summary>200,000 pages.</summary>
    Kids,

    /// <summary>A list in a list, 100,000 deep.</summary>
    Nested,

    /// <summary>The list of pages is a page of itself.</summary>
    Cycle,

    /// <summary>The table of objects names itself as the one before it, and there is none.</summary>
    Previous,

    /// <summary>Four letters, repeated 127-fold eight times over: 10 to the 17th bytes.</summary>
    Repeated,

    /// <summary>Ten drawings that are each drawn ten times by the one before: 10 to the 10th, of nothing.</summary>
    Laughs,

    /// <summary>It can be opened with a password only.</summary>
    Encrypted,
}

/// <summary>Waybills that nobody should read without limits.</summary>
internal static class HostileWaybill
{
    private const int Chained = 10_000;
    private const int Deep = 100_000;
    private const int Pages = 200_000;
    private const int Drawings = 10;
    private const int Megabyte = 1024 * 1024;

    public static byte[] Write(WaybillShape shape)
    {
        var pdf = new PdfFile();
        pdf.Add("<< /Type /Catalog /Pages 2 0 R >>");
        pdf.Add(
            shape switch
            {
                WaybillShape.Kids =>
                    $"<< /Type /Pages /Kids [{string.Join(' ', Enumerable.Repeat("4 0 R", Pages))}] /Count {Pages} >>",
                WaybillShape.Cycle => "<< /Type /Pages /Kids [2 0 R] /Count 1 >>",
                _ => "<< /Type /Pages /Kids [4 0 R] /Count 1 >>",
            }
        );
        pdf.Add("<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>");
        pdf.Add(
            WaybillPdf.Page(
                5,
                shape switch
                {
                    WaybillShape.References => "/X 6 0 R ",
                    WaybillShape.Laughs => "/XObject << /D 6 0 R >> ",
                    WaybillShape.Nested => $"/X {new string('[', Deep)}{new string(']', Deep)} ",
                    _ => "",
                }
            )
        );
        AddContents(pdf, shape);
        if (shape == WaybillShape.References)
        {
            for (var i = 0; i < Chained; i++)
            {
                pdf.Add($"<< /N {pdf.Next + 1} 0 R >>");
            }

            pdf.Add("<< /N null >>");
        }

        return pdf.Finish(
            shape switch
            {
                // Nothing reads the broken table.
                WaybillShape.Previous => "/Prev @ /Root 9 0 R ",
                WaybillShape.Encrypted =>
                    $"/ID [<00> <00>] /Encrypt << /Filter /Standard /V 2 /R 3 /Length 128 /P -1 /O <{new string('1', 64)}> /U <{new string('2', 64)}> >> ",
                _ => "",
            }
        );
    }

    private static void AddContents(PdfFile pdf, WaybillShape shape)
    {
        switch (shape)
        {
            case WaybillShape.Bomb:
                pdf.AddStream("/Filter /FlateDecode", Packed(512));
                break;
            case WaybillShape.HugeBomb:
                pdf.AddStream("/Filter /FlateDecode", Packed(4096));
                break;
            case WaybillShape.Repeated:
                pdf.AddStream(
                    $"/Filter [/ASCIIHexDecode {string.Concat(Enumerable.Repeat("/RunLengthDecode ", 8))}]",
                    "8181>"u8
                );
                break;
            case WaybillShape.Laughs:
                pdf.AddStream("", "/D Do"u8);
                for (var i = 0; i < Drawings; i++)
                {
                    var draws = i < Drawings - 1;
                    pdf.AddStream(
                        $"/Type /XObject /Subtype /Form /BBox [0 0 9 9] /Resources << {(draws ? $"/XObject << /D {pdf.Next + 1} 0 R >> " : "")}>>",
                        draws
                            ? "/D Do /D Do /D Do /D Do /D Do /D Do /D Do /D Do /D Do /D Do"u8
                            : "q Q"u8
                    );
                }

                break;
            default:
                pdf.AddStream("", "BT /F1 20 Tf 20 150 Td (KASPI) Tj ET"u8);
                break;
        }
    }

    /// <summary>So many megabytes of nothing, packed. One is packed, and stands there again and again.</summary>
    private static byte[] Packed(int megabytes)
    {
        var megabyte = new byte[Megabyte];
        megabyte.AsSpan().Fill((byte)' ');
        using var packed = new MemoryStream();
        using var packer = new ZLibStream(packed, CompressionLevel.SmallestSize);
        packer.Write(megabyte);
        packer.Flush();
        var first = packed.Length;
        packer.Write(megabyte);
        packer.Flush();
        // It refers to the megabyte before it, which is always the same.
        var again = packed.ToArray().AsSpan((int)first);
        for (var i = 2; i < megabytes; i++)
        {
            packed.Write(again);
        }

        // The last block, empty. The checksum that should follow comes too late to help anybody.
        packed.Write([3, 0]);
        return packed.ToArray();
    }
}
