namespace TimurApiConnect.Gateway.Documents.Child;

/// <summary>
/// Where a document is written to, in pieces that are sent to the gateway. It knows how far it is, as the document's table needs, and ends at a limit.
/// </summary>
/// <param name="to">Where the pieces are sent; null for a document that nobody wants to have.</param>
/// <param name="most">The most bytes.</param>
internal sealed class PdfOutput(Stream? to, long most) : Stream
{
    private readonly byte[] _piece = new byte[PdfFrame.Longest];
    private int _waiting;
    private long _position;

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => _position;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        _position += buffer.Length;
        if (_position > most)
        {
            throw new PdfRefusedException(
                $"it grows to more than {most / 1024 / 1024} MB when it is joined"
            );
        }

        while (to is not null && !buffer.IsEmpty)
        {
            var part = buffer[..Math.Min(buffer.Length, _piece.Length - _waiting)];
            part.CopyTo(_piece.AsSpan(_waiting));
            _waiting += part.Length;
            buffer = buffer[part.Length..];
            if (_waiting == _piece.Length)
            {
                Flush();
            }
        }
    }

    /// <summary>Sends what waits for its piece to be full.</summary>
    public override void Flush()
    {
        if (to is not null && _waiting > 0)
        {
            PdfFrame.Write(to, PdfFrame.Piece, _piece.AsSpan(0, _waiting));
            _waiting = 0;
        }
    }

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
