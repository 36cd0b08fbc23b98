namespace TimurApiConnect.Sandbox.Faults.Pulls;

/// <summary>A body that can only be read.</summary>
internal abstract class SourceStream(Stream inner) : Stream
{
    protected Stream Inner => inner;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public abstract override ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    );

    public override Task<int> ReadAsync(
        byte[] buffer,
        int offset,
        int count,
        CancellationToken cancellationToken
    ) => ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) =>
        throw new NotSupportedException();
}

/// <summary>Reads little at a time.</summary>
internal sealed class SlowStream(Stream inner, int bytes, TimeSpan pause, TimeProvider time)
    : SourceStream(inner)
{
    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        await Task.Delay(pause, time, cancellationToken);
        return await Inner.ReadAsync(buffer[..Math.Min(bytes, buffer.Length)], cancellationToken);
    }
}

/// <summary>Ends in the middle.</summary>
internal sealed class BrokenStream(Stream inner, long after) : SourceStream(inner)
{
    private long _left = after;

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        if (_left == 0)
        {
            throw new IOException("The download was broken off, as arranged.");
        }

        var most = (int)Math.Min(_left, buffer.Length);
        var read = await Inner.ReadAsync(buffer[..most], cancellationToken);
        _left -= read;
        return read;
    }
}
