namespace TimurApiConnect.Sandbox.Faults;

/// <summary>Keeps the beginning of a body, throws the rest away, and sends half of what it kept.</summary>
internal sealed class HalfStream(Stream inner) : Stream
{
    private const int Kept = 64 * 1024;

    private readonly MemoryStream _beginning = new();

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public async Task SendHalfAsync(CancellationToken cancel)
    {
        var half = _beginning.GetBuffer().AsMemory(0, (int)(_beginning.Length + 1) / 2);
        await inner.WriteAsync(half, cancel);
    }

    public override void Write(byte[] buffer, int offset, int count) =>
        Write(buffer.AsSpan(offset, count));

    public override void Write(ReadOnlySpan<byte> buffer) =>
        _beginning.Write(buffer[..(int)Math.Min(buffer.Length, Kept - _beginning.Length)]);

    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        Write(buffer.Span);
        return ValueTask.CompletedTask;
    }

    public override void Flush() { }

    public override Task FlushAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            _beginning.Dispose();
        }

        base.Dispose(disposing);
    }
}
