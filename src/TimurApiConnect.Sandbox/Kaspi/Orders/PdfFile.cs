using System.Buffers;
using System.Globalization;
using System.Text;

namespace TimurApiConnect.Sandbox.Kaspi.Orders;

/// <summary>A PDF as it is written: objects in the order of their numbers, then the table of their places. The first is the catalogue.</summary>
internal sealed class PdfFile
{
    private readonly ArrayBufferWriter<byte> _bytes = new();
    private readonly List<int> _offsets = [];

    public PdfFile() => Write("%PDF-1.4\n");

    /// <summary>The number of the next object.</summary>
    public int Next => _offsets.Count + 1;

    public void Add(string body)
    {
        Begin();
        Write($"{body}\nendobj\n");
    }

    /// <summary>An object with data.</summary>
    /// <param name="entries">What its dictionary has besides the length.</param>
    /// <param name="data">As they are, packed or not.</param>
    public void AddStream(string entries, ReadOnlySpan<byte> data)
    {
        Begin();
        Write($"<< /Length {data.Length} {entries} >>\nstream\n");
        _bytes.Write(data);
        Write("\nendstream\nendobj\n");
    }

    /// <summary>The whole file.</summary>
    /// <param name="trailer">What the trailer has besides, with <c>@</c> for the place of the table.</param>
    public byte[] Finish(string trailer = "")
    {
        var start = _bytes.WrittenCount;
        var table = new StringBuilder();
        table.Append(CultureInfo.InvariantCulture, $"xref\n0 {Next}\n0000000000 65535 f \n");
        foreach (var offset in _offsets)
        {
            table.Append(CultureInfo.InvariantCulture, $"{offset:0000000000} 00000 n \n");
        }

        var more = trailer.Replace("@", $"{start}", StringComparison.Ordinal);
        table.Append(
            CultureInfo.InvariantCulture,
            $"trailer\n<< /Size {Next} /Root 1 0 R {more}>>\nstartxref\n{start}\n%%EOF\n"
        );
        Write(table.ToString());
        return _bytes.WrittenSpan.ToArray();
    }

    private void Begin()
    {
        _offsets.Add(_bytes.WrittenCount);
        Write($"{_offsets.Count} 0 obj\n");
    }

    private void Write(string text) => _bytes.Write(Encoding.ASCII.GetBytes(text));
}
