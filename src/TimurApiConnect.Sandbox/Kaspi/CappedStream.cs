using TimurApiConnect.Sandbox.Faults.Pulls;

namespace TimurApiConnect.Sandbox.Kaspi;

/// <summary>
/// Counts what is read and stops at a limit: a packed bomb must not fill the memory. Carries the time limit into
/// readers that take none.
/// </summary>
internal sealed class CappedStream(Stream inner, long most, CancellationToken cancel)
    : SourceStream(inner)
{
    public long Count { get; private set; }

    public override async ValueTask<int> ReadAsync(
        Memory<byte> buffer,
        CancellationToken cancellationToken = default
    )
    {
        var read = await Inner.ReadAsync(buffer, cancel);
        Count += read;
        return Count <= most
            ? read
            : throw new PriceListException($"The document is larger than {most} bytes.");
    }
}
