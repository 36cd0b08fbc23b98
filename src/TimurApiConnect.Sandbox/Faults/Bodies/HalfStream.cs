namespace TimurApiConnect.Sandbox.Faults.Bodies;

/// <summary>Keeps the beginning of a body and counts the rest.</summary>
internal sealed class HalfStream : SinkStream
{
    private const int Kept = 64 * 1024;

    private readonly MemoryStream _beginning = new();

    /// <summary>How long the whole body is.</summary>
    public long Total { get; private set; }

    /// <summary>The first half, of a large body less.</summary>
    public ReadOnlyMemory<byte> Half =>
        _beginning.GetBuffer().AsMemory(0, (int)(_beginning.Length + 1) / 2);

    public override ValueTask WriteAsync(
        ReadOnlyMemory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        Total += buffer.Length;
        _beginning.Write(buffer.Span[..(int)Math.Min(buffer.Length, Kept - _beginning.Length)]);
        return ValueTask.CompletedTask;
    }
}
