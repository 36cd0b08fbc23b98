namespace TimurApiConnect.Vendors.Outbound;

/// <summary>An answer that is larger than what is read.</summary>
internal sealed class AnswerTooLargeException(long limit)
    : Exception($"The answer is larger than {limit} bytes.");

/// <summary>Reads an answer and stops when it grows past the limit: a vendor's mistake must not fill the memory.</summary>
internal sealed class LimitedStream(Stream inner, long limit) : ReadOnlyStream
{
    private long _read;

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    ) => Count(await inner.ReadAsync(buffer, cancellationToken));

    public override int Read(byte[] buffer, int offset, int count) =>
        Count(inner.Read(buffer, offset, count));

    private int Count(int read) =>
        (_read += read) > limit ? throw new AnswerTooLargeException(limit) : read;
}
