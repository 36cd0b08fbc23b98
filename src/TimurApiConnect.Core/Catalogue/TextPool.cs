using System.Text;

namespace TimurApiConnect.Core.Catalogue;

/// <summary>Packs many short texts into large shared blocks: no object per text, nothing for the collector to walk.</summary>
public sealed class TextPool
{
    private const int UsualBlock = 1 << 18;
    private readonly int _blockSize;
    private byte[] _block = [];
    private int _used;

    /// <summary>A pool with large blocks.</summary>
    public TextPool()
        : this(UsualBlock) { }

    /// <summary>A pool with blocks of the given size; 0 for just as much as is asked for.</summary>
    internal TextPool(int blockSize) => _blockSize = blockSize;

    /// <summary>Copies the bytes into the pool.</summary>
    public Text Add(ReadOnlySpan<byte> utf8)
    {
        if (utf8.IsEmpty)
        {
            return default;
        }

        utf8.CopyTo(Reserve(utf8.Length));
        return Commit(utf8.Length);
    }

    /// <summary>Copies the string into the pool.</summary>
    public Text Add(string value)
    {
        if (value.Length == 0)
        {
            return default;
        }

        var written = Encoding.UTF8.GetBytes(
            value,
            Reserve(Encoding.UTF8.GetMaxByteCount(value.Length))
        );
        return Commit(written);
    }

    /// <summary>A place for at most <paramref name="length"/> bytes; <see cref="Commit"/> keeps the part that was written.</summary>
    public Span<byte> Reserve(int length)
    {
        if (_block.Length - _used < length)
        {
            _block = GC.AllocateUninitializedArray<byte>(Math.Max(_blockSize, length));
            _used = 0;
        }

        return _block.AsSpan(_used, length);
    }

    /// <summary>Keeps the first <paramref name="length"/> bytes of the place last reserved.</summary>
    public Text Commit(int length)
    {
        var (bytes, start) = CommitRaw(length);
        return length == 0 ? default : new Text(bytes, start, length);
    }

    /// <summary>As <see cref="Commit"/>, for those who divide the place themselves.</summary>
    internal (byte[] Bytes, int Start) CommitRaw(int length)
    {
        var start = _used;
        _used += length;
        return (_block, start);
    }
}
