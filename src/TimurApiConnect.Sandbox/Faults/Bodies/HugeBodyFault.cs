using System.Buffers;
using System.Buffers.Text;
using System.Text;

namespace TimurApiConnect.Sandbox.Faults.Bodies;

/// <summary>
/// Rows that look right, until the size is reached; then the list is closed as it should be. It is written as it is
/// sent: whoever reads it all needs memory, the sandbox does not.
/// </summary>
internal sealed class HugeBodyFault(Vendor vendor, long size) : RequestFault
{
    private const int SendAt = 32 * 1024;

    public override async Task StrikeAsync(HttpContext context, RequestDelegate next)
    {
        var rows = vendor.EndlessRows(vendor.MethodOf(context.Request.Path));
        var parts = rows.Row.Split('#').Select(Encoding.UTF8.GetBytes).ToArray();
        var response = context.Response;
        response.ContentType = "application/json";
        var writer = response.BodyWriter;
        var sent = Encoding.UTF8.GetBytes(rows.Open, writer);
        for (var number = 1L; sent < size; number++)
        {
            if (number > 1)
            {
                writer.Write(","u8);
                sent++;
            }

            sent += Write(writer, parts, number);
            if (writer.UnflushedBytes >= SendAt)
            {
                await writer.FlushAsync(context.RequestAborted);
                context.RequestAborted.ThrowIfCancellationRequested();
            }
        }

        Encoding.UTF8.GetBytes(rows.Close, writer);
        await writer.FlushAsync(context.RequestAborted);
    }

    private static int Write(IBufferWriter<byte> writer, byte[][] parts, long number)
    {
        Span<byte> digits = stackalloc byte[20];
        Utf8Formatter.TryFormat(number, digits, out var length);
        writer.Write(parts[0]);
        var written = parts[0].Length;
        foreach (var part in parts.AsSpan(1))
        {
            writer.Write(digits[..length]);
            writer.Write(part);
            written += length + part.Length;
        }

        return written;
    }
}
